import { randomUUID } from 'node:crypto';
import type { Axon } from '../spec/axon';
import { resolveKeptSpec } from '../spec/load';
import type { AxonSpec } from '../spec/schema/axon';
import type { Entry } from '../engine/journal';
import type { Journal } from '../engine/ports';
import type { JournalEntry } from '../control/ports';
import type { Store } from './store/store';

/** A spec that a journal speaks of is not in the store, or does not resolve in this release. */
export class UnknownSpecError extends Error {
  override readonly name = 'UnknownSpecError';
  readonly hint = 'run the release that wrote it, or delete the axon (myelin delete)';
  constructor(
    readonly axon: string,
    readonly hash: string,
  ) {
    super(`the journal of ${axon} speaks of spec ${hash}, which this release cannot read`);
  }
}

/** What the state folder remembers of one axon: its journal, every spec that was in force, its incarnation. */
export class AxonMemory implements Journal {
  private readonly specs = new Map<string, Axon>();
  private seq: number;

  constructor(
    private readonly store: Store,
    private readonly axon: string,
  ) {
    this.seq = store.journal.lastSeq(axon);
  }

  append(entries: readonly Entry[]): void {
    const lines = entries.map((entry, index) => ({
      axon: this.axon,
      seq: this.seq + 1 + index,
      time: entry.time,
      entry,
    }));
    this.store.journal.append(lines);
    this.seq += lines.length;
  }

  *read(): Iterable<Entry> {
    for (const { entry } of this.after(0)) yield entry;
  }

  /** Entries after a place in the journal. */
  *after(seq: number): Iterable<JournalEntry> {
    for (const line of this.store.journal.read(this.axon, seq)) yield { seq: line.seq, entry: line.entry as Entry };
  }

  /** Place of the newest entry; 0 before there is one. */
  get last(): number {
    return this.seq;
  }

  /** Keeps a spec before the journal speaks of it. */
  remember(axon: Axon): void {
    this.specs.set(axon.hash, axon);
    const key = this.key(axon.hash);
    if (this.store.documents.get(key) === undefined) this.store.documents.put(key, axon.spec);
  }

  /** @throws UnknownSpecError */
  spec(hash: string): Axon {
    const known = this.specs.get(hash);
    if (known !== undefined) return known;
    const stored = this.written(hash);
    const axon = stored === undefined ? undefined : resolveKeptSpec(stored).axon;
    if (axon === undefined) throw new UnknownSpecError(this.axon, hash);
    this.specs.set(hash, axon);
    return axon;
  }

  /** A spec that was remembered, in this release or an earlier one, as it was written. */
  written(hash: string): AxonSpec | undefined {
    return this.store.documents.get(this.key(hash)) as AxonSpec | undefined;
  }

  /** The same for as long as the state folder is. */
  incarnation(): string {
    const key = `axons/${this.axon}/incarnation`;
    const known = this.store.documents.get(key);
    if (typeof known === 'string') return known;
    const made = randomUUID();
    this.store.documents.put(key, made);
    return made;
  }

  private key(hash: string): string {
    return `axons/${this.axon}/specs/${hash}`;
  }
}
