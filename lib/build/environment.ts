import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { helperPackageHash, installHelperPackage } from './helper-package';
import { atLeast, type Interpreter } from './interpreter';
import { exists } from './what-is-there';

/** What a virtual environment is made of; equal contents are one environment. */
export interface EnvironmentRequest {
  /** The directory of all environments. */
  readonly directory: string;
  readonly interpreter: Interpreter;
  /** Lines of a requirements file. */
  readonly lines: readonly string[];
  /** Of what the lines only point to: constraints, project folders. */
  readonly contentHash: string;
  /** Options of pip that say where packages come from. */
  readonly pipOptions: readonly string[];
  /** The package's folder, `.../python/myelin`. */
  readonly helperPackage: string;
  /** Lines of pip's output. @default - they are dropped */
  readonly onProgress?: (line: string) => void;
  /** Ends the making; nothing half made is left. @default - it is not ended */
  readonly signal?: AbortSignal;
}

/** A step that failed while an environment was made. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  constructor(
    readonly step: 'venv' | 'pip',
    /** Last meaningful lines of the output. */
    readonly lines: readonly string[],
    readonly log: string,
  ) {
    super(`${lines.join('; ')} (log: ${log})`);
  }
}

/** Raised when the way environments are made changes, so that older ones are not taken for equal. */
const LAYOUT = 1;
const making = new Map<string, Promise<string>>();

/** The name of the environment that a request makes. */
export async function environmentId(request: EnvironmentRequest): Promise<string> {
  const { executable, version, platform } = request.interpreter;
  const parts = [
    LAYOUT,
    executable,
    version,
    platform,
    request.lines,
    request.contentHash,
    request.pipOptions,
    await helperPackageHash(request.helperPackage),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}

/**
 * Makes a virtual environment, or finds it made; returns its directory.
 *
 * - It is filled under another name and renamed when whole: an existing environment is always complete.
 * - Two that ask at once in one process share the work; of two processes the second to finish takes the first one's.
 *
 * @throws EnvironmentError - `python -m venv` or `pip install` failed
 */
export async function makeEnvironment(request: EnvironmentRequest): Promise<string> {
  const directory = join(request.directory, await environmentId(request));
  let work = making.get(directory);
  if (work === undefined) {
    work = make(directory, request).finally(() => making.delete(directory));
    making.set(directory, work);
  }
  return work;
}

async function make(directory: string, request: EnvironmentRequest): Promise<string> {
  if (await exists(directory)) return directory;
  await mkdir(request.directory, { recursive: true });
  const temporary = await mkdtemp(`${directory}.making-`);
  try {
    await fill(temporary, `${directory}.log`, request);
    await renameScripts(temporary, directory);
    await chmod(temporary, 0o755);
    await rename(temporary, directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!(await exists(directory))) throw error;
  }
  return directory;
}

async function fill(directory: string, log: string, request: EnvironmentRequest): Promise<void> {
  const { interpreter, lines } = request;
  // An environment without pip of its own is made in a fifth of a second, one with it in five.
  const outside = interpreter.pip !== undefined && atLeast(interpreter.pip, 22, 3);
  const ownPip = lines.length > 0 && !outside;
  const python = join(directory, 'bin', 'python');
  const venv = ['-m', 'venv', ...(ownPip ? [] : ['--without-pip']), directory];
  await step({ name: 'venv', program: interpreter.executable, words: venv, log, flags: 'w' }, request);
  await installHelperPackage(request.helperPackage, await sitePackages(directory));
  if (lines.length === 0) return;
  const file = join(directory, 'requirements.txt');
  await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  const pip = ownPip ? ['-m', 'pip'] : ['-m', 'pip', '--python', python];
  const options = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off', ...request.pipOptions];
  const words = [...pip, 'install', ...options, '-r', file];
  const program = ownPip ? python : interpreter.executable;
  await step({ name: 'pip', program, words, log, flags: 'a' }, request);
}

async function sitePackages(directory: string): Promise<string> {
  const lib = join(directory, 'lib');
  const version = (await readdir(lib)).find((name) => /^(python|pypy)[\d.]+$/.test(name)) ?? '';
  return join(lib, version, 'site-packages');
}

/** Scripts name their interpreter by its full path, which the renaming changes. */
async function renameScripts(from: string, to: string): Promise<void> {
  const bin = join(from, 'bin');
  for (const entry of await readdir(bin, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(bin, entry.name);
    const content = await readFile(path);
    // A compiled program holds no such line, and must not be read as text.
    if (content.includes(0)) continue;
    if (content.includes(from)) await writeFile(path, content.toString('utf8').replaceAll(from, to));
  }
}

/** A program that is run while an environment is made. */
interface Step {
  readonly name: EnvironmentError['step'];
  readonly program: string;
  readonly words: readonly string[];
  /** File that its output goes to. */
  readonly log: string;
  /** Whether the log is begun with it, or goes on. */
  readonly flags: 'w' | 'a';
}

function step(
  { name, program, words, log, flags }: Step,
  { onProgress, signal }: Pick<EnvironmentRequest, 'onProgress' | 'signal'>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = createWriteStream(log, { flags });
    output.on('error', reject);
    // Of a machine's own pip settings the user's hold; a virtual environment that is active does not.
    const { VIRTUAL_ENV: _, PYTHONHOME: __, PYTHONPATH: ___, ...env } = process.env;
    const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) });
    const last: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        output.write(`${line}\n`);
        if (line.trim() === '') return;
        last.push(line.trim());
        if (last.length > 200) last.shift();
        onProgress?.(line.trim());
      });
    child.on('error', (error) => {
      output.end();
      reject(new EnvironmentError(name, [error.message], log));
    });
    child.on('close', (code) =>
      output.end(() => (code === 0 ? resolve() : reject(new EnvironmentError(name, meaningful(last, code), log)))),
    );
  });
}

/** pip's own words for what went wrong, else the last lines. */
function meaningful(lines: readonly string[], code: number | null): readonly string[] {
  const errors = lines.filter((line) => /^(?:ERROR|error|Error)\b/.test(line)).map((line) => line.slice(0, 300));
  if (errors.length > 0) return [...new Set(errors)].slice(-3);
  return lines.length > 0 ? lines.slice(-2) : [`exit code ${code}`];
}
