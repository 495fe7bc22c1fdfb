import { AxonLoop } from '../engine/axon-loop';
import { applyEntry } from '../engine/apply';
import type { Entry } from '../engine/journal';
import type { Wanted } from '../engine/ports';
import { restoreState, type Snapshot } from '../engine/snapshot';
import { emptyState, type AxonState } from '../engine/state';
import { wanted } from '../engine/wanted';
import type { JournalEntry } from '../control/ports';
import type { JournalStore } from './state/journal-store';
import type { SpecHistory } from './state/spec-history';

/**
 * What the journal amounts to, as far as it is durable.
 *
 * - There are two folds of it: this one is shown and acted upon, the other is ahead and decides. Both are the same function
 *   of the entries, so nobody ever sees what a crash would take back.
 */
export class DurableFold {
  private lastWanted: Wanted | undefined;

  private constructor(
    readonly state: AxonState,
    private readonly specs: SpecHistory,
    /** The last entry that it holds. */
    private last: { readonly place: number; readonly time: number },
  ) {}

  /**
   * Reads the journal, once for both folds.
   *
   * @throws UnknownEntryError, UnknownSpecError, JournalFault
   */
  static read(
    journal: Pick<JournalStore, 'takeSnapshot' | 'after'>,
    specs: SpecHistory,
  ): { readonly durable: DurableFold; readonly deciding: AxonLoop } {
    const snapshot = journal.takeSnapshot();
    const specOf = (hash: string) => specs.get(hash);
    // Each fold has a state of its own.
    const begin = (): AxonState =>
      snapshot === undefined ? emptyState() : restoreState(JSON.parse(snapshot.text) as Snapshot, specOf);
    const { place = 0, time = 0 } = snapshot ?? {};
    const durable = new DurableFold(begin(), specs, { place, time });
    function* read(): Iterable<Entry> {
      for (const { entry } of journal.after(place)) {
        durable.follow([entry]);
        yield entry;
      }
    }
    return { durable, deciding: AxonLoop.replay(read(), specOf, begin()) };
  }

  /** Place of the last entry. */
  get place(): number {
    return this.last.place;
  }

  /** When the last entry was decided. */
  get time(): number {
    return this.last.time;
  }

  /** Worked out once between two appends, however often it is asked. */
  get wanted(): Wanted {
    this.lastWanted ??= wanted(this.state, (hash) => this.specs.get(hash));
    return this.lastWanted;
  }

  /** Takes what has become durable. @returns the same with places */
  follow(entries: readonly Entry[]): readonly JournalEntry[] {
    const first = this.place + 1;
    for (const entry of entries) applyEntry(this.state, entry, (hash) => this.specs.get(hash));
    this.last = { place: this.place + entries.length, time: entries.at(-1)?.time ?? this.time };
    this.lastWanted = undefined;
    return entries.map((entry, index) => ({ seq: first + index, entry }));
  }
}
