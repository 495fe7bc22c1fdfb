import type { Database } from './database';
import { parseKept } from './store-error';

/** One line of the journal of an axon: `seq` counts from 1 without a gap, `time` is milliseconds since 1970. */
export interface JournalLine {
  readonly axon: string;
  readonly seq: number;
  readonly time: number;
  readonly entry: unknown;
}

/** A line whose number is not the one after the last: two runners write, or a line was forgotten. */
export class JournalGapError extends Error {
  override readonly name = 'JournalGapError';
  constructor(
    readonly axon: string,
    readonly expected: number,
    readonly got: number,
  ) {
    super(`the next line of the journal of ${axon} is ${expected}, got ${got}`);
  }
}

export interface StoredJournal {
  /** All lines in one transaction, durable on return; none of them where one is refused. */
  append(lines: readonly JournalLine[]): void;
  /** Lines after `afterSeq` in order; lines appended while it is read are read too. */
  read(axon: string, afterSeq?: number, limit?: number): IterableIterator<JournalLine>;
  /** Forgets every line of an axon. */
  delete(axon: string): void;
  /** 0 where nothing was written. */
  lastSeq(axon: string): number;
  /** Names of the axons that have a journal, sorted. */
  axons(): string[];
}

/** Lines read from the file at a time. */
const PAGE = 1000;

export function storedJournal(database: Database): StoredJournal {
  const insert = database.prepare('INSERT INTO journal (axon, seq, time, entry) VALUES (?, ?, ?, ?)');
  const page = database.prepare('SELECT seq, time, entry FROM journal WHERE axon = ? AND seq > ? ORDER BY seq LIMIT ?');
  const last = database.prepare('SELECT max(seq) AS seq FROM journal WHERE axon = ?');
  const names = database.prepare('SELECT DISTINCT axon FROM journal ORDER BY axon');
  const remove = database.prepare('DELETE FROM journal WHERE axon = ?');
  const lastSeq = (axon: string): number => Number(last.get(axon)?.['seq'] ?? 0);

  return {
    lastSeq,
    delete: (axon) => remove.run(axon),
    axons: () => names.all().map((row) => String(row['axon'])),

    append(lines) {
      if (lines.length === 0) return;
      database.transaction(() => {
        const next = new Map<string, number>();
        for (const { axon, seq, time, entry } of lines) {
          const expected = next.get(axon) ?? lastSeq(axon) + 1;
          if (seq !== expected) throw new JournalGapError(axon, expected, seq);
          insert.run(axon, seq, time, JSON.stringify(entry));
          next.set(axon, seq + 1);
        }
      });
    },

    *read(axon, afterSeq = 0, limit = Infinity) {
      let seq = afterSeq;
      let left = limit;
      while (left > 0) {
        const rows = page.all(axon, seq, Math.min(PAGE, left));
        if (rows.length === 0) return;
        for (const row of rows) {
          seq = Number(row['seq']);
          yield {
            axon,
            seq,
            time: Number(row['time']),
            entry: parseKept(String(row['entry']), database.path, `entry ${seq} of ${axon}`),
          };
        }
        left -= rows.length;
      }
    },
  };
}
