import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A Python that can make virtual environments. */
export interface Interpreter {
  /** Absolute, never a shim. */
  readonly executable: string;
  /** `3.11.7`. */
  readonly version: string;
  readonly platform: string;
  /** Version of its own pip. @default - it has none */
  readonly pip?: string;
  readonly hasVenv: boolean;
}

/** No interpreter, or one that cannot be used; the message says why. */
export class InterpreterError extends Error {
  override readonly name = 'InterpreterError';
}

/** Milliseconds in which an interpreter must say what it is. */
const PROBE_PATIENCE = 30_000;

const PROBE = `
import json, sys, sysconfig
def has(name):
    try:
        __import__(name)
        return True
    except ImportError:
        return False
pip = None
if has('pip'):
    import pip as p
    pip = p.__version__
print(json.dumps({'executable': sys.executable, 'version': '%d.%d.%d' % sys.version_info[:3],
                  'platform': sysconfig.get_platform(), 'pip': pip, 'hasVenv': has('venv') and has('ensurepip')}))`;

const run = promisify(execFile);
const known = new Map<string, Promise<Interpreter>>();

/**
 * Finds the interpreter, and asks it once per process what it is.
 *
 * @param wanted - a command or path; `python3`, then `python`, where nothing is asked for
 * @throws InterpreterError - it does not run, or is older than 3.8
 */
export function findInterpreter(wanted?: string): Promise<Interpreter> {
  const key = `${wanted ?? ''}\n${process.env['PATH'] ?? ''}`;
  let found = known.get(key);
  if (found === undefined) {
    found = probeFirst(wanted === undefined ? ['python3', 'python'] : [wanted]);
    // A fault is not remembered: Python may be installed while the runner runs.
    found.catch(() => known.delete(key));
    known.set(key, found);
  }
  return found;
}

async function probeFirst(candidates: readonly string[]): Promise<Interpreter> {
  const reasons: string[] = [];
  for (const candidate of candidates) {
    try {
      const { stdout } = await run(candidate, ['-c', PROBE], { timeout: PROBE_PATIENCE });
      return checked(candidate, stdout);
    } catch (error) {
      if (error instanceof InterpreterError) throw error;
      reasons.push(whyNot(candidate, error as ProbeFault));
    }
  }
  throw new InterpreterError(reasons.join(', '));
}

/** What starting a program failed with; a text as code is the system's, a number the program's own. */
interface ProbeFault {
  /** @default - it did not end by itself */
  readonly code?: string | number | null;
  /** @default - it did not start */
  readonly stderr?: string;
  /** @default false */
  readonly killed?: boolean;
}

function whyNot(candidate: string, { code, stderr = '', killed = false }: ProbeFault): string {
  if (code === 'ENOENT') return `${candidate} ${candidate.includes('/') ? 'does not exist' : 'is not on the PATH'}`;
  if (code === 'EACCES') return `${candidate} may not be executed`;
  if (killed) return `${candidate} did not answer within ${PROBE_PATIENCE / 1000} s`;
  const last = stderr.trim().split('\n').at(-1);
  return `${candidate} failed: ${last || `it ended with ${code ?? 'a signal'}`}`;
}

function checked(candidate: string, stdout: string): Interpreter {
  const { pip, ...found } = answerOf(candidate, stdout);
  if (!atLeast(found.version, 3, 8))
    throw new InterpreterError(`${candidate} is Python ${found.version}, older than 3.8`);
  return { ...found, ...(pip === null ? {} : { pip }) };
}

function answerOf(candidate: string, stdout: string): Interpreter & { readonly pip: string | null } {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Interpreter & { pip: string | null };
  } catch {
    throw new InterpreterError(`${candidate} does not answer as Python does`);
  }
}

/** Whether a version such as `22.3.1` is `major.minor` or newer. */
export function atLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first > major || (first === major && second >= minor);
}
