import type { Clock } from '../../lib/runtime/clock';

/** A clock that goes only when a test lets it, with everything that follows from each instant done before the next. */
export class FakeClock implements Clock {
  private passed = 0;
  private readonly timers = new Set<{ readonly at: number; readonly call: () => void }>();

  constructor(private begin: number) {}

  now(): number {
    return this.begin + this.passed;
  }

  steady(): number {
    return this.passed;
  }

  after(wait: number, call: () => void): () => void {
    const timer = { at: this.passed + Math.max(0, wait), call };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Somebody sets the machine's clock. */
  set(now: number): void {
    this.begin = now - this.passed;
  }

  /** Lets time pass, and waits for what follows. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.passed + milliseconds;
    await settled();
    for (;;) {
      const due = [...this.timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers.delete(due);
      this.passed = Math.max(this.passed, due.at);
      due.call();
      await settled();
    }
    this.passed = until;
    await settled();
  }
}

/** Every promise that waits for nothing but other promises has done what it does. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
