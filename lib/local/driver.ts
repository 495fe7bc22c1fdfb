import type { AxonLoop } from '../engine/axon-loop';
import type { Entry } from '../engine/journal';
import type { Input, Journal, World } from '../engine/ports';

/** Anything that makes what is wanted so; asked after every step that decided something. */
export interface Hand {
  /** Compares what is with what is wanted, and starts moving; never waits, never throws for what a user did. */
  reconcile(): void;
}

export type Clock = () => number;

/**
 * Turns the loop on one machine: each input is decided, journalled, and only then acted upon.
 *
 * - One input at a time; what hands report while they are asked is queued.
 * - Time never goes back: a clock that does is held at the latest instant seen.
 * - It wakes itself when the loop asked to be woken.
 */
export class Driver {
  private readonly hands: Hand[] = [];
  private readonly listeners = new Set<(entries: readonly Entry[]) => void>();
  private readonly queue: Input[] = [];
  private turning = false;
  private timer: NodeJS.Timeout | undefined;
  private latest = 0;
  private stopped = false;

  constructor(
    readonly loop: AxonLoop,
    private readonly journal: Journal,
    private readonly world: World,
    private readonly clock: Clock,
    /** Told when the journal refuses an entry: nothing may be done about a decision that is not durable. */
    private readonly onFault: (fault: unknown) => void,
  ) {}

  add(hand: Hand): void {
    this.hands.push(hand);
  }

  /** @returns a function that ends the listening */
  listen(listener: (entries: readonly Entry[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @returns what the input led to; empty when it was queued behind another */
  tell(input: Input): readonly Entry[] {
    if (this.stopped) return [];
    this.queue.push(input);
    if (this.turning) return [];
    this.turning = true;
    const decided: Entry[] = [];
    try {
      for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
        decided.push(...this.turn(next));
      }
    } catch (fault) {
      this.stop();
      this.onFault(fault);
    } finally {
      this.turning = false;
    }
    this.schedule();
    return decided;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Milliseconds since 1970, never less than before. */
  now(): number {
    this.latest = Math.max(this.latest, this.clock());
    return this.latest;
  }

  private turn(input: Input): readonly Entry[] {
    const entries = this.loop.step(input, this.now(), this.world);
    if (entries.length === 0) return entries;
    this.journal.append(entries);
    for (const hand of this.hands) hand.reconcile();
    for (const listener of this.listeners) listener(entries);
    return entries;
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const { wakeAt } = this.loop.wanted();
    if (wakeAt === undefined || this.stopped) return;
    const longest = 2 ** 31 - 1;
    const wait = Math.min(longest, Math.max(1, wakeAt - this.now()));
    this.timer = setTimeout(() => this.tell({ kind: 'tick' }), wait);
  }
}
