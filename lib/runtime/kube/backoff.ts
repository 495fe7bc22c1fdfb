export interface BackoffOptions {
  /** Milliseconds. @default 500 */
  readonly first?: number;
  /** Milliseconds. @default 30000 */
  readonly longest?: number;
  /** At least 0, less than 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * How long to wait before what failed is tried again: twice as long each time, up to a limit.
 *
 * - Half of it is left to chance, so that those who failed together do not come back together.
 */
export class Backoff {
  #failures = 0;

  constructor(private readonly options: BackoffOptions = {}) {}

  /** @returns milliseconds */
  next(): number {
    const { first = 500, longest = 30_000, random = Math.random } = this.options;
    const whole = Math.min(longest, first * 2 ** this.#failures);
    this.#failures += 1;
    return whole / 2 + (whole / 2) * random();
  }

  /** It works again. */
  reset(): void {
    this.#failures = 0;
  }
}
