import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from '../local/store/lock';
import { openStore } from '../local/store/store';
import { CliError } from './exit';

/**
 * Deletes an axon from a state folder: journal, specs, and its folder of runs, models and data. Time series go by their
 * own retention, builds are shared. Holds the lock of the folder meanwhile.
 *
 * @throws CliError while a runner has the folder
 */
export function forgetAxon(stateDir: string, axon: string): void {
  const lock = acquireLock(stateDir, { pid: process.pid, since: Date.now(), url: '' });
  if (!lock.held) {
    const who = lock.heldBy === undefined ? 'a runner' : `the runner ${lock.heldBy.pid}`;
    throw new CliError(
      `myelin: ${who} has the state folder ${stateDir}; end it (Ctrl-C there) before ${axon} is deleted`,
    );
  }
  try {
    // The folder first: what is left when this is cut short can still be named and deleted again.
    rmSync(join(stateDir, 'axons', axon), { recursive: true, force: true });
    const store = openStore(stateDir);
    try {
      store.journal.delete(axon);
      for (const key of store.documents.keys(`axons/${axon}/`)) store.documents.delete(key);
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}
