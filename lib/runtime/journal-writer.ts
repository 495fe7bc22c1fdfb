import type { Entry } from '../engine/journal';
import { sleep, type Clock } from './clock';
import type { Trouble } from './hand';
import { Backoff } from './kube/backoff';
import { KubeError } from './kube/kube';
import { Fenced, type JournalStore } from './state/journal-store';
import type { SpecHistory } from './state/spec-history';

/** Between two tries of a write that the API server refuses, in milliseconds. */
const PAUSES = { first: 200, longest: 10_000 };

/** How many entries an append holds at most; a step's are never divided. */
const LONGEST_APPEND = 2000;

export interface WriterParts {
  readonly journal: Pick<JournalStore, 'turn' | 'append'>;
  readonly specs: Pick<SpecHistory, 'keep'>;
  readonly clock: Clock;
  /** Nothing moves after it. */
  readonly end: AbortSignal;
  /** Told of each append, in order. */
  readonly onDurable: (entries: readonly Entry[]) => void;
  /** Told of each append that fails; it is repeated. */
  readonly onRefused: (trouble: Trouble) => void;
  readonly onFenced: (fault: Fenced) => void;
  readonly onFault: (fault: unknown) => void;
}

/** What an input led to, until it is durable. */
interface Decided {
  readonly entries: readonly Entry[];
  readonly resolve: (entries: readonly Entry[]) => void;
}

/**
 * Makes decisions durable, in the order in which they were made.
 *
 * - What is decided while an append waits for its turn or is under way goes into one append with all else that is.
 * - An append that fails is repeated, unchanged, until it succeeds or another runtime turns out to lead.
 * - What was not durable when nothing moves any more has not happened.
 */
export class JournalWriter {
  private readonly ahead: Decided[] = [];
  private writing: Promise<void> | undefined;

  constructor(private readonly parts: WriterParts) {}

  /** Whether all is durable. */
  get isIdle(): boolean {
    return this.ahead.length === 0 && this.writing === undefined;
  }

  /** Resolves once nothing is under way. */
  get idle(): Promise<void> {
    return this.writing ?? Promise.resolve();
  }

  /** Resolves with what became durable: all of it, or nothing if nothing moves any more. */
  write(entries: readonly Entry[]): Promise<readonly Entry[]> {
    return new Promise((resolve) => {
      this.ahead.push({ entries, resolve });
      this.writing ??= this.writeAll();
    });
  }

  /** Answers whoever waits, once `end` is aborted. */
  cease(): void {
    if (this.writing === undefined) this.giveUp();
  }

  private async writeAll(): Promise<void> {
    const { journal, end, onDurable } = this.parts;
    while (this.ahead.length > 0 && !end.aborted) {
      // What is told while it waits for its turn is written with it.
      if (this.ahead.some(({ entries }) => entries.length > 0)) await journal.turn(end);
      const batch = this.takeBatch();
      const entries = batch.flatMap((decided) => decided.entries);
      if (entries.length > 0) await this.append(entries);
      if (end.aborted) {
        for (const { resolve } of batch) resolve([]);
        break;
      }
      if (entries.length > 0) onDurable(entries);
      for (const { entries: mine, resolve } of batch) resolve(mine);
    }
    this.writing = undefined;
    if (end.aborted) this.giveUp();
  }

  private takeBatch(): readonly Decided[] {
    let entries = 0;
    const count = this.ahead.findIndex((decided) => (entries += decided.entries.length) > LONGEST_APPEND);
    return this.ahead.splice(0, count === -1 ? this.ahead.length : Math.max(1, count));
  }

  /** Resolves when it is durable, or nothing moves any more. */
  private async append(entries: readonly Entry[]): Promise<void> {
    const { journal, specs, clock, end, onRefused, onFenced, onFault } = this.parts;
    const backoff = new Backoff(PAUSES);
    while (!end.aborted) {
      try {
        for (const entry of entries) if (entry.type === 'AxonApplied') await specs.keep(entry.hash, end);
        return await journal.append(entries, end);
      } catch (fault) {
        if (end.aborted) return;
        if (fault instanceof Fenced) return onFenced(fault);
        if (!(fault instanceof KubeError)) return onFault(fault);
        const message = `the journal cannot be written, so nothing is begun: ${fault.message}`;
        onRefused({ reason: 'JournalNotWritten', message });
        await sleep(clock, fault.retryAfter ?? backoff.next(), end);
      }
    }
  }

  private giveUp(): void {
    for (const { resolve } of this.ahead.splice(0)) resolve([]);
  }
}
