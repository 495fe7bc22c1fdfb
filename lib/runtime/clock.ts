import { performance } from 'node:perf_hooks';

/** Time as a process has it; a test has one of its own. */
export interface Clock {
  /** Milliseconds since 1970, as the machine says: it may jump, and go back. */
  now(): number;
  /** Milliseconds from some beginning; never jumps. */
  steady(): number;
  /**
   * Calls once, after so many milliseconds.
   *
   * @returns a function that prevents it
   */
  after(wait: number, call: () => void): () => void;
}

export const MACHINE_CLOCK: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  after: (wait, call) => {
    const timer = setTimeout(call, wait);
    return () => clearTimeout(timer);
  },
};

/** A clock whose calls reach nobody but `onFault` with what they throw. */
export function guardedClock(clock: Clock, onFault: (fault: unknown) => void): Clock {
  return {
    now: () => clock.now(),
    steady: () => clock.steady(),
    after: (wait, call) =>
      clock.after(wait, () => {
        try {
          call();
        } catch (fault) {
          onFault(fault);
        }
      }),
  };
}

/** Resolves after so many milliseconds, at once where `signal` is aborted. */
export function sleep(clock: Clock, wait: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const wake = () => {
      cancel();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const cancel = clock.after(wait, wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}

/**
 * Milliseconds since 1970 that never go back, whatever the machine's clock does, and never stand still.
 *
 * - It begins no earlier than it is told to: with the last instant of a journal that another machine wrote.
 * - While the machine's clock is behind, it goes on at the pace of seconds, so that what is due comes about.
 */
export class ForwardTime {
  private latest: number;
  private at: number;

  constructor(
    private readonly clock: Clock,
    notBefore: number,
  ) {
    this.latest = Math.max(notBefore, clock.now());
    this.at = clock.steady();
  }

  now(): number {
    const at = this.clock.steady();
    const passed = this.latest + Math.floor(at - this.at);
    const now = Math.max(this.clock.now(), passed);
    if (now > this.latest) {
      this.latest = now;
      this.at = at;
    }
    return this.latest;
  }

  /** How far the machine's clock is behind. */
  get ahead(): number {
    return this.now() - this.clock.now();
  }
}
