import { sleep, type Clock } from '../clock';

/** How many objects of the journal a runtime creates in a second, on the average. */
const RATE = 2;

/** How many it may create at once after a quiet time. */
const BURST = 10;

/**
 * The writes that a runtime allows itself, for all of its axons: a bucket of tokens.
 *
 * - No more than `BURST` and two a second, whatever happens in the axons; what waits for a token is written together.
 * - First come, first served.
 */
export class WriteBudget {
  private tokens = BURST;
  private filledAt: number;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly clock: Clock) {
    this.filledAt = clock.steady();
  }

  /** Resolves when one more write may be made, or `signal` is aborted. */
  take(signal: AbortSignal): Promise<void> {
    this.last = this.last.then(() => this.takeFirst(signal));
    return this.last;
  }

  private async takeFirst(signal: AbortSignal): Promise<void> {
    this.fill();
    while (this.tokens < 1 && !signal.aborted) {
      await sleep(this.clock, Math.ceil(((1 - this.tokens) / RATE) * 1000), signal);
      this.fill();
    }
    if (!signal.aborted) this.tokens -= 1;
  }

  private fill(): void {
    const now = this.clock.steady();
    this.tokens = Math.min(BURST, this.tokens + ((now - this.filledAt) / 1000) * RATE);
    this.filledAt = now;
  }
}
