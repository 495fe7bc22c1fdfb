import type { Clock } from '../../../lib/runtime/clock';
import { settled } from '../fake-clock';

interface Timer {
  readonly at: number;
  readonly made: number;
  call: (() => void) | undefined;
}

/**
 * A clock of hours that pass in seconds, for as many timers as a thousand loops have.
 *
 * - Timers are called in the order of their time, those of one millisecond together; what follows from these is done before
 *   the next.
 */
export class VirtualClock implements Clock {
  private passed = 0;
  private made = 0;
  /** A binary heap: the first is due first. */
  private readonly timers: Timer[] = [];

  constructor(private readonly begin: number) {}

  now(): number {
    return this.begin + this.passed;
  }

  steady(): number {
    return this.passed;
  }

  after(wait: number, call: () => void): () => void {
    const timer: Timer = { at: this.passed + Math.max(0, Math.ceil(wait)), made: (this.made += 1), call };
    this.push(timer);
    return () => void (timer.call = undefined);
  }

  /** Lets time pass, or less of it where `enough` says so. */
  async pass(milliseconds: number, enough: () => boolean = () => false): Promise<void> {
    const until = this.passed + milliseconds;
    await settled();
    for (let next = this.timers[0]; next !== undefined && next.at <= until && !enough(); next = this.timers[0]) {
      this.passed = next.at;
      let called = false;
      while (this.timers[0]?.at === this.passed) {
        const { call } = this.pop();
        call?.();
        called ||= call !== undefined;
      }
      if (called) await settled();
    }
    if (!enough()) this.passed = until;
  }

  private push(timer: Timer): void {
    const { timers } = this;
    let at = timers.push(timer) - 1;
    for (let up = (at - 1) >> 1; at > 0 && isBefore(timer, timers[up]!); up = (at - 1) >> 1) {
      timers[at] = timers[up]!;
      at = up;
    }
    timers[at] = timer;
  }

  private pop(): Timer {
    const { timers } = this;
    const first = timers[0]!;
    const last = timers.pop()!;
    if (timers.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= timers.length) break;
      const down = left + 1 < timers.length && isBefore(timers[left + 1]!, timers[left]!) ? left + 1 : left;
      if (!isBefore(timers[down]!, last)) break;
      timers[at] = timers[down]!;
      at = down;
    }
    timers[at] = last;
    return first;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.made < other.made);
}
