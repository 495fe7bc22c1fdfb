import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';
import { StoreError } from './store-error';

/** A value of a row; a number that is not one (NaN) cannot be kept. */
export type Value = string | number | null;

export interface Query {
  all(...values: Value[]): Record<string, Value>[];
  get(...values: Value[]): Record<string, Value> | undefined;
  run(...values: Value[]): void;
}

/**
 * An embedded database: one file, one connection, every call synchronous. The only file that knows which library.
 *
 * Every fault is a `StoreError` that names the file.
 */
export class Database {
  private readonly connection: Libsql.Database;

  /** @param options.patience milliseconds to wait for another connection's transaction */
  constructor(
    readonly path: string,
    options: { readonly patience: number },
  ) {
    this.connection = this.guard(() => {
      mkdirSync(dirname(path), { recursive: true });
      return new Libsql(path, { timeout: options.patience });
    });
  }

  exec(sql: string): void {
    this.guard(() => this.connection.exec(sql));
  }

  /** The first value of the first row that a pragma answers with. */
  pragma(source: string): Value {
    const [row] = this.guard(() => this.connection.prepare(`PRAGMA ${source}`).all()) as Record<string, Value>[];
    return Object.values(row ?? {})[0] ?? null;
  }

  prepare(sql: string): Query {
    // One list of values: the library takes a lone null for a set of named values.
    const statement = this.guard(() => this.connection.prepare<[Value[]]>(sql));
    return {
      all: (...values) => this.guard(() => statement.all(values)) as Record<string, Value>[],
      get: (...values) => this.guard(() => statement.get(values)) as Record<string, Value> | undefined,
      run: (...values) => void this.guard(() => statement.run(values)),
    };
  }

  /** All of it or nothing, durable on return (with `synchronous` FULL). */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (thrown) {
      // A full disk may have ended the transaction already.
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      throw thrown;
    }
  }

  close(): void {
    this.connection.close();
  }

  private guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw StoreError.from(thrown, this.path);
    }
  }
}
