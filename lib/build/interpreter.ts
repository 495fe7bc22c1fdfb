import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A Python that can make virtual environments. */
export interface Interpreter {
  /** Absolute, never a shim. */
  readonly executable: string;
  /** `3.11.7`. */
  readonly version: string;
  readonly platform: string;
  /** Version of its own pip; absent where it has none. */
  readonly pip?: string;
  readonly hasVenv: boolean;
}

/** No interpreter, or one that cannot be used; the message says why. */
export class InterpreterError extends Error {
  override readonly name = 'InterpreterError';
}

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
      const { stdout } = await run(candidate, ['-c', PROBE], { timeout: 30_000 });
      return checked(candidate, stdout);
    } catch (error) {
      if (error instanceof InterpreterError) throw error;
      const { code, stderr } = error as { code?: string | number; stderr?: string };
      const last = stderr?.trim().split('\n').at(-1);
      reasons.push(code === 'ENOENT' ? `${candidate} is not on the PATH` : `${candidate} failed: ${last || code}`);
    }
  }
  throw new InterpreterError(reasons.join(', '));
}

function checked(candidate: string, stdout: string): Interpreter {
  const { pip, ...found } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Interpreter & { pip: string | null };
  if (!atLeast(found.version, 3, 8))
    throw new InterpreterError(`${candidate} is Python ${found.version}, older than 3.8`);
  return { ...found, ...(pip === null ? {} : { pip }) };
}

/** Whether a version such as `22.3.1` is `major.minor` or newer. */
export function atLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first > major || (first === major && second >= minor);
}
