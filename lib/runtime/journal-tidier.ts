import { keptSpecs } from '../engine/kept-specs';
import { takeSnapshot } from '../engine/snapshot';
import type { DurableFold } from './durable-fold';
import type { JournalStore } from './state/journal-store';
import type { SpecHistory } from './state/spec-history';

export interface TidierParts {
  readonly journal: Pick<JournalStore, 'tidy' | 'cut' | 'isLong'>;
  readonly specs: Pick<SpecHistory, 'retain'>;
  readonly durable: DurableFold;
  /** Nothing moves after it. */
  readonly end: AbortSignal;
  /** Told what could not be done. */
  readonly onFault: (message: string) => void;
}

/**
 * Keeps a journal short, beside the appends: segments become archives, and of a long history the oldest is cut off once a
 * snapshot holds it, with the specs that nothing refers to any more.
 *
 * - It never holds an append up, and what it cannot do now is done after another one.
 */
export class JournalTidier {
  private tidying: Promise<void> | undefined;

  constructor(private readonly parts: TidierParts) {}

  /** Once at a time. */
  begin(): void {
    this.tidying ??= this.tidy().finally(() => (this.tidying = undefined));
  }

  /** Resolves once nothing is under way. */
  get idle(): Promise<void> {
    return this.tidying ?? Promise.resolve();
  }

  private async tidy(): Promise<void> {
    const { journal, specs, durable, end, onFault } = this.parts;
    try {
      await journal.tidy(end);
      if (!journal.isLong || end.aborted) return;
      const { place, time, state } = durable;
      const needed = keptSpecs(state);
      await journal.cut({ place, time, text: JSON.stringify(takeSnapshot(state)) }, end);
      if (!end.aborted) await specs.retain(needed);
    } catch (fault) {
      onFault(`the journal could not be tidied: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  }
}
