import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from './database';
import { StoreError } from './store-error';

/** Who runs the axons of a state folder. */
export interface Holder {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Of its control surface. */
  readonly url: string;
}

export interface Lock {
  readonly held: true;
  /** Changes what others read of the holder (the port is known only after the lock is). */
  describe(holder: Holder): void;
  release(): void;
}

/** Another runner has it; `heldBy` is absent in the instant before it says who it is. */
export interface LockRefused {
  readonly held: false;
  readonly heldBy?: Holder;
}

/** Milliseconds to wait for a reader that is just looking whether the lock is held. */
const PATIENCE = 200;

/**
 * Takes the lock of a state folder: one runner at a time.
 *
 * The lock is an exclusive transaction, never committed, on a database of its own: the kernel releases it when the process
 * dies, however it dies, and children do not inherit it. `lock.json` beside it only says who holds it.
 */
export function acquireLock(dir: string, holder: Holder): Lock | LockRefused {
  const database = tryExclusive(dir);
  if (database === undefined) {
    const heldBy = readHolder(dir);
    return heldBy === undefined ? { held: false } : { held: false, heldBy };
  }
  const describe = (who: Holder) => writeHolder(dir, who);
  try {
    describe(holder);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  let released = false;
  return {
    held: true,
    describe,
    release() {
      if (released) return;
      released = true;
      rmSync(join(dir, 'lock.json'), { force: true });
      database.close();
    },
  };
}

/** Who holds the lock of a state folder now; absent when nobody does. Never takes the lock. */
export function lockHolder(dir: string): Holder | undefined {
  const holder = readHolder(dir);
  if (holder === undefined) return undefined;
  const database = new Database(join(dir, 'lock.db'), { patience: 0 });
  try {
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof StoreError && thrown.fault === 'busy') return holder;
    throw thrown;
  } finally {
    database.close();
  }
}

function tryExclusive(dir: string): Database | undefined {
  const database = new Database(join(dir, 'lock.db'), { patience: PATIENCE });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (thrown) {
    database.close();
    if (thrown instanceof StoreError && thrown.fault === 'busy') return undefined;
    throw thrown;
  }
}

function writeHolder(dir: string, holder: Holder): void {
  const file = join(dir, 'lock.json');
  try {
    writeFileSync(`${file}.part`, JSON.stringify(holder));
    renameSync(`${file}.part`, file);
  } catch (thrown) {
    throw StoreError.from(thrown, file);
  }
}

function readHolder(dir: string): Holder | undefined {
  try {
    const { pid, since, url } = JSON.parse(readFileSync(join(dir, 'lock.json'), 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof since === 'number' && typeof url === 'string'
      ? { pid, since, url }
      : undefined;
  } catch {
    return undefined;
  }
}
