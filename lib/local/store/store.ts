import { join } from 'node:path';
import { Database } from './database';
import { storedJournal, type StoredJournal } from './journal';
import type { StoredMetrics } from '../../control/metric-store';
import { storedMetrics } from './metrics';
import { parseKept, StoreError } from './store-error';

export interface StoredDocuments {
  get(key: string): unknown;
  /** @param json - plain data; replaces what was there */
  put(key: string, json: unknown): void;
  delete(key: string): void;
  /** Keys that begin with `prefix`, sorted. */
  keys(prefix?: string): string[];
}

/**
 * The state of one machine in one file, `state.db` under the state folder.
 *
 * - What a call wrote is durable when it returns, whatever happens to the process or the machine.
 * - Written by the one runner that holds the lock of the folder; any process may read.
 * - A file of a newer release is refused, never changed.
 */
export interface Store {
  readonly journal: StoredJournal;
  /** Texts of specs, snapshots, and other things by key. */
  readonly documents: StoredDocuments;
  readonly metrics: StoredMetrics;
  close(): void;
}

/** Version of the tables below, kept in the file. */
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE journal (
    axon TEXT NOT NULL, seq INTEGER NOT NULL, time INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (axon, seq)
  ) WITHOUT ROWID;
  CREATE TABLE documents (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL, labels TEXT NOT NULL UNIQUE);
  CREATE INDEX series_by_name ON series (name);
  CREATE TABLE samples (
    series INTEGER NOT NULL, t INTEGER NOT NULL, v REAL, stale INTEGER NOT NULL, PRIMARY KEY (series, t)
  ) WITHOUT ROWID;
`;

/** Milliseconds to wait for a reader that is just opening the file. */
const PATIENCE = 5000;

/**
 * Opens the state under a folder, and makes it where it is not there.
 * @throws StoreError when it cannot be used, with the path and the fix
 */
export function openStore(dir: string): Store {
  const database = new Database(join(dir, 'state.db'), { patience: PATIENCE });
  try {
    prepare(database);
    return {
      journal: storedJournal(database),
      documents: storedDocuments(database),
      metrics: storedMetrics(database),
      close() {
        try {
          database.pragma('wal_checkpoint(TRUNCATE)');
        } catch {
          // It would have left one file with everything in it; without that, the log beside it holds the rest.
        }
        database.close();
      },
    };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function prepare(database: Database): void {
  const version = Number(database.pragma('user_version'));
  if (version > SCHEMA_VERSION) throw StoreError.newer(database.path, version, SCHEMA_VERSION);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  if (version === SCHEMA_VERSION) return;
  database.transaction(() => {
    // Another process may have made the tables since the first look.
    if (Number(database.pragma('user_version')) === SCHEMA_VERSION) return;
    database.exec(SCHEMA);
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  });
}

function storedDocuments(database: Database): StoredDocuments {
  const get = database.prepare('SELECT body FROM documents WHERE key = ?');
  const put = database.prepare('INSERT OR REPLACE INTO documents (key, body) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM documents WHERE key = ?');
  const keys = database.prepare('SELECT key FROM documents WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key');
  return {
    get: (key) => {
      const row = get.get(key);
      return row === undefined ? undefined : parseKept(String(row['body']), database.path, key);
    },
    put: (key, json) => put.run(key, JSON.stringify(json)),
    delete: (key) => remove.run(key),
    keys: (prefix = '') => keys.all(prefix).map((row) => String(row['key'])),
  };
}
