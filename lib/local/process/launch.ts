import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exited, readClaim, writeWhole, type Exit } from './attempt-files';
import { MARK, startTimeOf } from './identity';
import { CLAIM_UNWRITABLE, CLAIMED_BY_ANOTHER, WRAPPER } from './wrapper';

export interface ProcessSpec {
  /** The attempt's own folder; made if absent. */
  readonly dir: string;
  /** Program and arguments; never read by a shell. */
  readonly command: readonly string[];
  /** Must exist. */
  readonly cwd: string;
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Bytes of output kept, live from the start and of the end beyond that.
   * @default - 8 MiB and 1 MiB
   */
  readonly logLimit?: { readonly start: number; readonly end: number };
  /**
   * The POSIX shell that runs the wrapper.
   * @default '/bin/sh'
   */
  readonly shell?: string;
}

/** A wrapper that was started; where another had claimed the attempt before, `inspect` tells who runs it. */
export interface Running {
  readonly dir: string;
  readonly pid: number;
  readonly startTime: string;
}

/** The operating system refused to start a process. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  constructor(
    readonly dir: string,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a wrapper started by this process reported by its own status, and how to hear of it. */
export interface Child {
  readonly ended: Promise<void>;
  /** How the attempt ended where its folder does not say; absent when another runs it. */
  fallback?: Exit;
  isEnded: boolean;
}

/** Milliseconds for which a wrapper's own status is remembered for whoever asks late. */
const MEMORY = 60_000;

const children = new Map<string, Child>();

export function childOf(dir: string): Child | undefined {
  return children.get(resolve(dir));
}

/**
 * Starts an attempt under its wrapper, in a session of its own: it outlives this process.
 *
 * - May be called again for the same folder at any time, by anyone: the attempt runs once.
 * - Resolves when the wrapper runs; `waitFor` tells how it ended, also when the command does not exist (127).
 */
export async function launch(spec: ProcessSpec): Promise<Running> {
  const dir = resolve(spec.dir);
  prepare(spec, dir);
  const claim = readClaim(dir);
  if (claim !== undefined) return { dir, ...(claim === 'empty' ? { pid: 0, startTime: '' } : claim) };

  const { start, end } = spec.logLimit ?? { start: 8 * 1024 * 1024, end: 1024 * 1024 };
  const path = spec.env.PATH === undefined ? '' : `=${spec.env.PATH}`;
  const args = [join(dir, 'wrapper.sh'), dir, String(start), String(end), path, ...throughEnv(spec)];
  const child = await startDetached(spec.shell ?? '/bin/sh', args, spec, dir);
  child.unref();
  const pid = child.pid ?? 0;
  if (!children.has(dir)) watchChild(child, dir);
  return { dir, pid, startTime: startTimeOf(pid) ?? '' };
}

function prepare(spec: ProcessSpec, dir: string): void {
  if (!isDirectory(spec.cwd)) {
    const message = `the working directory ${spec.cwd} does not exist`;
    throw new LaunchError(dir, message, 'make it, or correct the path');
  }
  try {
    mkdirSync(dir, { recursive: true });
    writeWhole(dir, 'wrapper.sh', WRAPPER);
  } catch (thrown) {
    const message = `the folder of the attempt cannot be written: ${(thrown as Error).message}`;
    throw new LaunchError(dir, message, 'free space on the disk, or correct the rights of the state folder', {
      cause: thrown,
    });
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Some shells drop variables whose names they could not write themselves (`my.var`); those go through `env`. */
function throughEnv({ command, env }: ProcessSpec): readonly string[] {
  const odd = Object.entries(env).filter(([name]) => !/^[A-Za-z_]\w*$/.test(name));
  return odd.length === 0 ? command : ['/usr/bin/env', ...odd.map(([name, value]) => `${name}=${value}`), ...command];
}

function startDetached(
  shell: string,
  args: readonly string[],
  { cwd, env }: ProcessSpec,
  dir: string,
): Promise<ChildProcess> {
  return new Promise<ChildProcess>((done, fail) => {
    // Some refusals are thrown here, others told by an event.
    const child = spawn(shell, args, { cwd, env: { ...env, [MARK]: dir }, detached: true, stdio: 'ignore' });
    child.once('spawn', () => done(child));
    child.once('error', fail);
  }).catch((cause: NodeJS.ErrnoException) => {
    const hint = START_HINTS[cause.code ?? ''] ?? 'a POSIX shell is needed';
    throw new LaunchError(dir, `the process cannot be started: ${cause.message}`, hint, { cause });
  });
}

const START_HINTS: Readonly<Record<string, string>> = {
  E2BIG: 'its arguments and environment are too long; pass large values in a file',
  EAGAIN: 'the limit of processes is reached; end some, or raise it (ulimit -u)',
  EMFILE: 'the limit of open files is reached; raise it (ulimit -n)',
  ENOMEM: 'the memory is used up; run fewer tasks at once',
};

function watchChild(process: ChildProcess, dir: string): void {
  const child: Child = {
    isEnded: false,
    ended: new Promise((done) => {
      process.once('exit', (code) => {
        child.isEnded = true;
        if (code === CLAIM_UNWRITABLE) {
          child.fallback = { state: 'lost', reason: `${dir} cannot be written (is the disk full?)` };
        } else if (code === CLAIMED_BY_ANOTHER) {
          children.delete(dir);
        } else if (code !== null) child.fallback = exited(code);
        setTimeout(() => children.delete(dir), MEMORY).unref();
        done();
      });
    }),
  };
  children.set(dir, child);
}
