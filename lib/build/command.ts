import { join, posix } from 'node:path';
import type { CommandForm } from './build-plan';
import type { CopiedFiles } from './copied-files';
import { isPython } from './python-word';
import { ShellSyntaxError, shellCommands } from './shell-words';

/** Programs whose command line takes `--port`. */
const TAKES_PORT = new Set(['uvicorn', 'flask', 'hypercorn', 'mlflow', 'bentoml']);

/** Turns paths of an image into paths of the directory that stands for its `/`. */
export class ImagePaths {
  constructor(
    private readonly root: string,
    private readonly copied: Pick<CopiedFiles, 'files' | 'directories'>,
  ) {}

  /** The place of an absolute path that the build made or copied; another path is itself, since it names this machine. */
  map(path: string): string {
    return this.holds(posix.normalize(path)) ? join(this.root, path) : path;
  }

  /** A word of a command: a path, or an option's value (`--config=/app/c.yaml`). */
  mapWord(word: string): string {
    const option = /^(-{1,2}[\w-]+=)(\/.*)$/.exec(word);
    if (option !== null) return `${option[1]}${this.map(option[2] as string)}`;
    return word.startsWith('/') ? this.map(word) : word;
  }

  /** Every path in a line of shell. */
  mapText(text: string): string {
    return text.replace(/(?<![\w.$}/@:+-])\/[\w./@+-]+/g, (path) => this.map(path));
  }

  /** A list of paths with colons between them (PYTHONPATH); `//` begins the rest of an address. */
  mapList(value: string): string {
    const parts = value.split(':').map((part) => (/^\/(?!\/)/.test(part) ? this.map(part) : part));
    return parts.join(':');
  }

  private holds(path: string): boolean {
    const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
    if (plain === '/' || !plain.startsWith('/')) return false;
    if (this.copied.files.has(plain)) return true;
    for (let folder = plain; folder !== '/'; folder = posix.dirname(folder)) {
      if (this.copied.directories.has(folder)) return true;
    }
    return false;
  }
}

/**
 * The words that start a process on this machine. A shell line of one plain command becomes its words, so that signals reach it;
 * any other goes to `sh -c`.
 *
 * @param python - what `python` as the program becomes; nothing where the words are another's arguments
 * @param variables - the build's environment, for `$NAME` in a shell line
 */
export function localWords(
  command: CommandForm,
  paths: ImagePaths,
  python: string | undefined,
  variables: Readonly<Record<string, string>>,
): readonly string[] {
  if (command.form === 'exec')
    return withPython(
      command.words.map((word) => paths.mapWord(word)),
      command.words,
      python,
    );
  const plain = plainWords(command.text, variables);
  if (plain === undefined) return ['/bin/sh', '-c', paths.mapText(command.text)];
  return withPython(
    plain.map((word) => paths.mapWord(word)),
    plain,
    python,
  );
}

/** The option by which the command takes a port, where it has one; what it reads from a script is the script's text. */
export function portFlag(words: readonly string[], scripts: readonly string[]): string | undefined {
  const named = words.some((word) => word === '--port' || word.startsWith('--port='));
  const program = words.some((word) => TAKES_PORT.has(posix.basename(word)) || word === 'myelin.serve');
  const parsed = scripts.some((script) => /["']--port["']/.test(script));
  return named || program || parsed ? '--port' : undefined;
}

function withPython(
  words: readonly string[],
  written: readonly string[],
  python: string | undefined,
): readonly string[] {
  return python !== undefined && isPython(written[0]) ? [python, ...words.slice(1)] : words;
}

/** The words of a line that needs no shell: one command, every variable known, no assignment before it. */
function plainWords(text: string, variables: Readonly<Record<string, string>>): readonly string[] | undefined {
  if (/[<>*?~]/.test(text)) return undefined;
  try {
    const commands = shellCommands(text, variables);
    const [only] = commands;
    if (only === undefined || commands.length > 1 || only.open || /^\w+=/.test(only.words[0] ?? '')) return undefined;
    if (/[|&;]\s*$/.test(text)) return undefined;
    return only.words[0] === 'exec' ? only.words.slice(1) : only.words;
  } catch (error) {
    if (error instanceof ShellSyntaxError) return undefined;
    throw error;
  }
}
