import type { Axon } from '../spec/axon';
import { applyEntry, type SpecSource } from './apply';
import type { Entry, EntryBody } from './journal';
import type { World } from './ports';
import type { AxonState } from './state';

/**
 * One step of the loop while it is taken: every decision is recorded, and at once part of the state that the next
 * decision sees. What was recorded is what the caller journals.
 */
export class Turn {
  readonly entries: Entry[] = [];

  constructor(
    readonly state: AxonState,
    readonly specs: SpecSource,
    readonly now: number,
    readonly world: World,
  ) {}

  /** The axon in force. */
  get axon(): Axon {
    return this.specs(this.state.hash);
  }

  record(body: EntryBody, reason: string): void {
    const entry: Entry = { time: this.now, reason, ...body };
    this.entries.push(entry);
    applyEntry(this.state, entry, this.specs);
  }
}
