import { posix } from 'node:path';
import type { Requirement, Skipped } from './build-plan';
import { ShellSyntaxError, shellCommands, type ShellCommand } from './shell-words';

/** What one RUN says, as far as it can be followed without running it. */
export interface RunOutcome {
  readonly requirements: readonly Requirement[];
  readonly pipOptions: readonly string[];
  readonly skipped: readonly Skipped[];
  /** Commands with an effect that nobody here can have. */
  readonly refused: readonly { readonly text: string; readonly why: string }[];
}

interface Collected {
  requirements: Requirement[];
  pipOptions: string[];
  skipped: Skipped[];
  refused: { text: string; why: string }[];
}

const SYSTEM_PACKAGES = new Set([
  'apt-get',
  'apt',
  'apk',
  'yum',
  'dnf',
  'microdnf',
  'dpkg',
  'add-apt-repository',
  'apt-key',
]);
const ARRANGES = new Set([
  'mkdir',
  'chmod',
  'chown',
  'useradd',
  'adduser',
  'groupadd',
  'addgroup',
  'usermod',
  'ldconfig',
  'locale-gen',
]);
const SAYS_NOTHING = new Set([
  'set',
  'true',
  ':',
  'echo',
  'export',
  'unset',
  'ls',
  'pwd',
  'which',
  'env',
  'printenv',
  'cat',
]);
/** Options of pip that take the word after them, and whether they say where packages come from. */
const PIP_VALUE_OPTIONS = new Map([
  ['-i', true],
  ['--index-url', true],
  ['--extra-index-url', true],
  ['-f', true],
  ['--find-links', true],
  ['--trusted-host', true],
  ['-c', false],
  ['--constraint', false],
  ['-t', false],
  ['--target', false],
  ['--timeout', false],
  ['--default-timeout', false],
  ['--retries', false],
  ['--progress-bar', false],
  ['--root-user-action', false],
  ['--cache-dir', false],
  ['--src', false],
]);
const TOOLS = new Set(['pip', 'setuptools', 'wheel']);

/**
 * Reads a RUN without running it: what pip installs is kept, what only arranges a container is listed as skipped, and the
 * rest is refused.
 *
 * @param workdir - of the image, absolute
 */
export function readRun(
  text: string,
  exec: readonly string[] | undefined,
  line: number,
  workdir: string,
  variables: Readonly<Record<string, string>>,
): RunOutcome {
  const outcome: Collected = { requirements: [], pipOptions: [], skipped: [], refused: [] };
  let commands: readonly ShellCommand[];
  try {
    commands = exec === undefined ? shellCommands(text, variables) : [{ before: '', words: exec, open: false }];
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    return { ...outcome, refused: [{ text: oneLine(text), why: `it uses ${error.construct}` }] };
  }
  let directory = workdir;
  for (const { words: given } of commands) {
    const words = withoutPrefix(given);
    const [name = '', ...rest] = words;
    const shell = /^(?:ba|da)?sh$/.test(posix.basename(name)) && /^-[a-z]*c$/.test(rest[0] ?? '') ? rest[1] : undefined;
    if (shell !== undefined) merge(outcome, readRun(shell, undefined, line, directory, variables));
    else if (name === 'cd') directory = posix.resolve(directory, rest[0] ?? '/');
    else readCommand(outcome, words, line, directory);
  }
  return outcome;
}

function readCommand(outcome: Collected, words: readonly string[], line: number, directory: string): void {
  const [name = '', ...rest] = words;
  const program = posix.basename(name);
  const skip = (why: string) => outcome.skipped.push({ line, text: words.join(' '), why });
  const pip = pipArguments(program, rest);
  if (pip !== undefined) readPip(outcome, pip, words, line, directory);
  else if (/^python[\d.]*$/.test(program) && rest[0] === 'setup.py' && /^(install|develop)$/.test(rest[1] ?? ''))
    outcome.requirements.push({ kind: 'project', path: directory, line });
  else if (SYSTEM_PACKAGES.has(program)) skip('packages of the system are not installed here');
  else if (ARRANGES.has(program)) skip('it arranges the file system of a container');
  else if (SAYS_NOTHING.has(program)) skip('it has no effect on the image');
  else if (program === 'rm' && rest.every((word) => word.startsWith('-') || /^\/(var|tmp|root)\//.test(word)))
    skip('it cleans up after a package manager');
  else if (program !== '') outcome.refused.push({ text: words.join(' '), why: `${program} is not run here` });
}

/** The words after `pip`, of `pip`, `pip3.8`, `python -m pip` and `uv pip`. */
function pipArguments(program: string, rest: readonly string[]): readonly string[] | undefined {
  if (/^pip[\d.]*$/.test(program)) return rest;
  if (/^python[\d.]*$/.test(program)) {
    const at = rest.indexOf('-m');
    if (at >= 0 && rest[at + 1] === 'pip') return rest.slice(at + 2);
  }
  return program === 'uv' && rest[0] === 'pip' ? rest.slice(1) : undefined;
}

function readPip(
  outcome: Collected,
  given: readonly string[],
  words: readonly string[],
  line: number,
  directory: string,
): void {
  const start = given.findIndex((word) => !word.startsWith('-'));
  const skip = (why: string) => outcome.skipped.push({ line, text: words.join(' '), why });
  if (given[start] !== 'install') return void skip('only pip install is followed');
  const rest = [...given.slice(0, start), ...given.slice(start + 1)];
  const packages: string[] = [];
  const tools: string[] = [];
  const project = (path: string) =>
    outcome.requirements.push({
      kind: 'project',
      path: posix.resolve(directory, path.replace(/\[[^\]]*\]$/, '')),
      line,
    });
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] as string;
    const [option = word, inline] = word.startsWith('--') ? splitOnce(word) : shortOption(word);
    const value = () => inline ?? rest[++index] ?? '';
    if (option === '-r' || option === '--requirement')
      outcome.requirements.push({ kind: 'file', path: posix.resolve(directory, value()), line });
    else if (option === '-e' || option === '--editable') project(value());
    else if (PIP_VALUE_OPTIONS.has(option)) {
      const taken = value();
      if (PIP_VALUE_OPTIONS.get(option)) outcome.pipOptions.push(option, taken);
    } else if (word.startsWith('-')) continue;
    else if (TOOLS.has(word)) tools.push(word);
    else if (/^(?:\.{0,2}\/|\.{1,2}(?:$|\[))/.test(word)) project(word);
    else packages.push(word);
  }
  if (tools.length > 0) skip(`the environment has its own ${tools.join(', ')}`);
  if (packages.length > 0) outcome.requirements.push({ kind: 'packages', words: packages, line });
}

function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** `-rfile` is `-r file`, for the options that take a value. */
function shortOption(word: string): [string, string | undefined] {
  const option = word.slice(0, 2);
  const takes = option === '-r' || option === '-e' || PIP_VALUE_OPTIONS.has(option);
  return word.startsWith('-') && takes && word.length > 2 ? [option, word.slice(2)] : [word, undefined];
}

/** Without `A=1` before the command and without `sudo`. */
function withoutPrefix(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => word !== 'sudo' && !/^[A-Za-z_]\w*=/.test(word));
  return first < 0 ? [] : words.slice(first);
}

function merge(into: Collected, from: RunOutcome): void {
  into.requirements.push(...from.requirements);
  into.pipOptions.push(...from.pipOptions);
  into.skipped.push(...from.skipped);
  into.refused.push(...from.refused);
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
