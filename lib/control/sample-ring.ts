import { staleMarker, type SeriesSample } from '../engine/promql/series';

/**
 * The latest samples of one series.
 *
 * - In the order of time, no instant twice: a sample of the last instant replaces it, an older one is refused.
 * - Holds at most `capacity`; the oldest goes. Two numbers a sample, since there are millions.
 */
export class SampleRing {
  private times: number[] = [];
  private values: number[] = [];
  /** Instants at which the series ended; few. */
  private readonly ends = new Set<number>();
  /** Samples before this place are gone; they are cut off now and then, not one by one. */
  private start = 0;

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.times.length - this.start;
  }

  /** Whether the series ended with its last sample. */
  get ended(): boolean {
    const last = this.times.at(-1);
    return last !== undefined && this.ends.has(last);
  }

  /** @returns false for a sample that is older than the last */
  add({ t, v, stale }: SeriesSample): boolean {
    const last = this.size === 0 ? -Infinity : (this.times.at(-1) ?? -Infinity);
    if (t < last) return false;
    if (t === last) {
      this.values[this.values.length - 1] = v;
    } else {
      this.times.push(t);
      this.values.push(v);
      if (this.size > this.capacity) this.drop(this.start + 1);
    }
    if (stale) this.ends.add(t);
    else this.ends.delete(t);
    return true;
  }

  /** From `from` to `to`, both included. */
  between(from: number, to: number): SeriesSample[] {
    const samples: SeriesSample[] = [];
    for (let place = this.firstFrom(from); place < this.times.length; place++) {
      const t = this.times[place] ?? 0;
      if (t > to) break;
      samples.push(this.ends.has(t) ? staleMarker(t) : { t, v: this.values[place] ?? NaN });
    }
    return samples;
  }

  forgetBefore(t: number): void {
    this.drop(this.firstFrom(t));
  }

  /** The place of the first sample at or after a time. */
  private firstFrom(t: number): number {
    let low = this.start;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] ?? 0) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private drop(start: number): void {
    for (let place = this.start; place < start; place++) this.ends.delete(this.times[place] ?? 0);
    this.start = start;
    if (start < 64 || start * 2 < this.times.length) return;
    this.times = this.times.slice(start);
    this.values = this.values.slice(start);
    this.start = 0;
  }
}
