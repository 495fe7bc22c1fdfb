import { setTimeout as sleep } from 'node:timers/promises';
import { claimInstead, markKilled, recordExit, type Exit } from './attempt-files';
import { signalProcess } from './identity';
import { inspect } from './inspect';
import { waitFor } from './wait';

/**
 * Ends an attempt and tells how it ended: asks the whole group (SIGTERM), and kills it (SIGKILL) after `grace`
 * milliseconds, whether or not it listens.
 *
 * - An attempt that has ended is left as it is, and its exit told.
 * - One that nobody has claimed is claimed, so that it never begins; its exit is that of SIGTERM.
 */
export async function terminate(dir: string, options: { readonly grace: number }): Promise<Exit> {
  let state = inspect(dir);
  if (state.state === 'unclaimed' && claimInstead(dir)) return recordExit(dir, 128 + 15);
  // The claim is being written; the instant passes.
  for (state = inspect(dir); state.state === 'running' && state.pid === 0; state = inspect(dir)) await sleep(5);
  if (state.state !== 'running') return waitFor(dir);

  signalProcess(-state.pid, 'SIGTERM');
  const asked = await waitAtMost(dir, options.grace);
  if (asked !== undefined) return asked;

  const still = inspect(dir);
  if (still.state === 'running') {
    markKilled(dir);
    signalProcess(-still.pid, 'SIGKILL');
  }
  return waitFor(dir);
}

async function waitAtMost(dir: string, milliseconds: number): Promise<Exit | undefined> {
  const signal = AbortSignal.timeout(milliseconds);
  try {
    return await waitFor(dir, { signal });
  } catch (thrown) {
    if (signal.aborted) return undefined;
    throw thrown;
  }
}
