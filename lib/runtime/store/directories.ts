import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { claimAttempt, declareReady, empty, EXECUTED_BEFORE, isReady, untilReady } from './claim';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that name directories which a task is promised. */
const PROMISED = ['DATA_PATH', 'MODEL_PATH', 'CHECKPOINT_PATH', 'MYELIN_STORE'];

/** So that pods of the axon that run as another user of its group may write into what it makes. */
const GROUP_MAY_WRITE = 0o002;

/**
 * Makes the directories of a task before it starts.
 *
 * - For an attempt of the runtime (`MYELIN_CLAIM`) it claims the attempt for its Job first, and empties `MODEL_PATH` once,
 *   before any pod of the Job goes on. For a Job that a person made it empties nothing.
 * - What is in `DATA_PATH`, `CHECKPOINT_PATH` and `MYELIN_STORE` stays.
 *
 * @returns the exit code
 */
export async function runDirectories(env: Environment, say: (text: string) => void, pod: string): Promise<number> {
  const { MYELIN_CLAIM: folder, MYELIN_EXECUTION: execution, MYELIN_ATTEMPT: attempt, MODEL_PATH: model } = env;
  if (folder !== undefined && execution !== undefined) {
    const claim = await claimAttempt(folder, { execution, pod });
    if (claim === 'taken') {
      say(`attempt ${attempt} has been executed by another Job, so it is not executed again`);
      return EXECUTED_BEFORE;
    }
    if (claim === 'joined') await untilReady(folder);
    else if (!(await isReady(folder))) {
      if (model !== undefined) await empty(model);
      await declareReady(folder);
    }
  }
  for (const name of PROMISED) {
    const { [name]: path } = env;
    if (path !== undefined) await mkdir(path, { recursive: true });
  }
  return 0;
}

export function main(): Promise<number> {
  process.umask(GROUP_MAY_WRITE);
  return runDirectories(process.env, (text) => console.error(text), hostname());
}
