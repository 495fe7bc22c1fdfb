/** How much each asker is given; all are given the same. */
export interface BucketLimits {
  /** What is given at once. */
  readonly burst: number;
  /** What is given a second, in the long run. */
  readonly rate: number;
}

/**
 * Holds many askers back, each by itself.
 *
 * - Who asks for more than is left gets nothing, and is told when there will be enough.
 * - One that has not asked for so long that its bucket is full again is forgotten.
 */
export class Buckets {
  /** Those that were asked last come last. */
  private readonly buckets = new Map<string, { readonly left: number; readonly at: number }>();

  constructor(
    private readonly limits: BucketLimits,
    private readonly now: () => number,
  ) {}

  /** @param cost - at most the burst. @returns how long to wait instead, in milliseconds; 0 if it was given */
  take(asker: string, cost = 1): number {
    const now = this.now();
    const left = this.leftFor(asker, now);
    const given = left >= cost;
    this.buckets.delete(asker);
    this.buckets.set(asker, { left: given ? left - cost : left, at: now });
    this.forget(now);
    return given ? 0 : Math.ceil(((cost - left) * 1000) / this.limits.rate);
  }

  /** How many askers it remembers. */
  get size(): number {
    return this.buckets.size;
  }

  private leftFor(asker: string, now: number): number {
    const { burst, rate } = this.limits;
    const bucket = this.buckets.get(asker);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) * rate) / 1000);
  }

  private forget(now: number): void {
    for (const asker of this.buckets.keys()) {
      if (this.leftFor(asker, now) < this.limits.burst) return;
      this.buckets.delete(asker);
    }
  }
}
