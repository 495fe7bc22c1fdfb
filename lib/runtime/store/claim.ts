import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Exit code of the init container where the attempt had been executed before (EX_TEMPFAIL of sysexits.h). */
export const EXECUTED_BEFORE = 75;

/** Who asks to execute an attempt. */
export interface Claimant {
  /** Of the Job: all its pods have the same, and no other Job has it. */
  readonly execution: string;
  /** Of the pod; its containers may be started again. */
  readonly pod: string;
}

export type Claim =
  /** It is the first: what earlier attempts left is to be cleared away. */
  | 'first'
  /** Another pod of the same Job is the first. */
  | 'joined'
  /** Another Job has executed the attempt. */
  | 'taken';

/**
 * Claims an attempt for a Job, in the store: the one place that outlives Jobs.
 *
 * - However often a Job of an attempt is made, one of them executes it. So a Job that was made, ran and was deleted before
 *   anybody noted that it ran is not followed by another that does its work again.
 * - The file is made exclusively; a reader that finds it empty waits for its writer.
 */
export async function claimAttempt(folder: string, { execution, pod }: Claimant, patience = 10_000): Promise<Claim> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'claim');
  const made = await writeFile(file, `${execution}\n${pod}\n`, { flag: 'wx' }).then(
    () => true,
    (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EEXIST') return false;
      throw fault;
    },
  );
  if (made) return 'first';
  const [holder, first] = await until(patience, `${file} has no end`, async () => {
    const lines = (await readFile(file, 'utf8')).split('\n');
    return lines.length > 2 ? lines : undefined;
  });
  if (holder !== execution) return 'taken';
  return first === pod ? 'first' : 'joined';
}

/** Lets the other pods of the Job go on. */
export async function declareReady(folder: string): Promise<void> {
  await writeFile(join(folder, 'ready'), '');
}

export async function isReady(folder: string): Promise<boolean> {
  return readFile(join(folder, 'ready')).then(
    () => true,
    () => false,
  );
}

/** Waits until the first pod has cleared the directories. */
export async function untilReady(folder: string, patience = 300_000): Promise<void> {
  await until(patience, `${folder} was not made ready by the first pod of the Job`, async () =>
    (await isReady(folder)) ? true : undefined,
  );
}

/** Takes away what is in a directory, which stays. */
export async function empty(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
}

const PERIOD = 100;

async function until<T>(patience: number, fault: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0; ; waited += PERIOD) {
    const found = await look();
    if (found !== undefined) return found;
    if (waited >= patience) throw new Error(`${fault} within ${patience / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, PERIOD));
  }
}
