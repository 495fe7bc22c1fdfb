import { Buckets } from './buckets';

/** Calls that a door takes before they are held back. */
const CALLS = { burst: 1000, rate: 50 };

/** For how long a signature opens once, in milliseconds. */
export const REPLAY_WINDOW = 5 * 60_000;

/** Signatures remembered; beyond that the oldest are forgotten before their time. */
const MOST_SIGNATURES = 20_000;

/**
 * What holds callers of Rest triggers back.
 *
 * - Each door has a bucket of its own: whoever floods one keeps nobody from another. Only those who may open it take from it.
 * - A signature that says nothing of when it was made names one event within the window, whatever else the request says:
 *   heard again it is the same call. Only this process knows of it: the next one does not.
 */
export class TriggerLimits {
  private readonly calls: Buckets;
  private readonly signatures = new Map<string, { readonly id: string; readonly at: number }>();

  constructor(readonly now: () => number) {
    this.calls = new Buckets(CALLS, now);
  }

  /** Takes one call. @returns how long to wait instead, in milliseconds; 0 if it was taken */
  take(door: string): number {
    return this.calls.take(door);
  }

  /** The event that a signed request is: the one that this signature named first, else `id`. */
  eventOf(door: string, signature: string, id: string): string {
    const now = this.now();
    this.forget(now);
    const key = `${door} ${signature}`;
    const first = this.signatures.get(key);
    if (first !== undefined) return first.id;
    this.signatures.set(key, { id, at: now });
    return id;
  }

  /** They are in the order of time. */
  private forget(now: number): void {
    for (const [key, { at }] of this.signatures) {
      if (at + REPLAY_WINDOW > now && this.signatures.size <= MOST_SIGNATURES) return;
      this.signatures.delete(key);
    }
  }
}
