import type { JournalEntry } from '../../control/ports';
import type { Condition, Session } from '../hand';

/** The loop of an axon as those see it who show and command it. */
export interface OpenAxon extends Session {
  /** Whether nothing moves any more: it was stopped, or another runtime leads. */
  readonly ended: boolean;
  /** Place of the newest entry that is durable; 0 before there is one. */
  readonly last: number;
  /** Entries that are durable, after a place in the journal. */
  journal(after: number): Iterable<JournalEntry>;
  /** Told what has become durable. @returns a function that ends the listening */
  listen(listener: (entries: readonly JournalEntry[]) => void): () => void;
}

/** An axon of the namespace, whether its loop is open or not. */
export interface AxonHere {
  readonly name: string;
  /** @default - its loop is not open, for which the conditions give the reason */
  readonly session?: OpenAxon;
  readonly conditions: readonly Condition[];
}
