import type { LabelMatcher } from '../spec/lang/promql';
import { labelsKey } from '../engine/promql/labels';
import { labelsMatch, staleMarker, type Labels, type Series, type SeriesSource } from '../engine/promql/series';
import { SampleRing } from './sample-ring';

/** One sample of one series as it is kept; labels hold the metric's name under `__name__`. */
export interface StoredSample {
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly t: number;
  /** NaN is kept. */
  readonly v: number;
  /** The series ended here. */
  readonly stale?: true;
}

export interface StoredMetrics {
  /** In one transaction; a second sample of one series and instant replaces the first. */
  append(samples: readonly StoredSample[]): void;
  /**
   * Samples from `from` to `to`, both included, series by series, each in the order of time.
   * @param filter.name - of one metric; all without it
   */
  read(filter: { readonly name?: string; readonly from: number; readonly to: number }): IterableIterator<StoredSample>;
  /** Forgets samples from before this time, and series of which none is left. */
  prune(before: number): void;
}

export interface MetricStoreOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Where samples outlive the process. @default - nowhere */
  readonly storage?: StoredMetrics;
  /** Milliseconds for which a sample is kept. @default 3600000 (an hour) */
  readonly retention?: number;
  /** Samples kept of one series: an hour at one a second, and some. @default 4096 */
  readonly capacity?: number;
  /** Series kept; new ones beyond are refused. @default 2000 */
  readonly maxSeries?: number;
}

/** A value of a series as it is scraped or pushed; the metric's name is the label `__name__`. */
export interface Reading {
  readonly labels: Labels;
  readonly v: number;
}

interface Kept {
  readonly labels: Labels;
  readonly ring: SampleRing;
}

/**
 * Time series in memory, with a copy on disk where there is one.
 *
 * - Bounded: an hour of history, a number of samples per series, a number of series.
 * - Time never runs back within a series: a sample older than its last is dropped.
 * - What is older than the retention makes room at the next scrape or push, whether there is a disk or not.
 * - A series that the next scrape of the same source no longer has ends there; it has no present value any more.
 * - What was flushed survives the process. A fault of the disk never stops the loop: `fault` tells it, and the next
 *   flush tries again.
 */
export class MetricStore implements SeriesSource {
  private readonly series = new Map<string, Kept>();
  /** A query names its metric, so it need not look at the series of others. */
  private readonly byName = new Map<string, Set<string>>();
  /** What the last scrape of each source had. */
  private readonly scraped = new Map<string, Set<string>>();
  private readonly retention: number;
  private readonly capacity: number;
  private readonly maxSeries: number;
  private unsaved: StoredSample[] = [];
  private prunedAt: number;
  private forgotAt: number;

  /** Samples that were refused since there are too many series. */
  refused = 0;
  /** What the last flush failed with. */
  fault: unknown;

  /** Begins with what the storage holds of the time of retention. */
  constructor(private readonly options: MetricStoreOptions) {
    this.retention = options.retention ?? 60 * 60_000;
    this.capacity = options.capacity ?? 4096;
    this.maxSeries = options.maxSeries ?? 2000;
    this.prunedAt = this.forgotAt = options.now();
    const from = this.prunedAt - this.retention;
    for (const sample of options.storage?.read({ from, to: Number.MAX_SAFE_INTEGER }) ?? []) {
      this.keep(labelsKey(sample.labels), sample);
    }
  }

  /** Values of one instant that no scrape will repeat. */
  push(readings: readonly Reading[], t = this.options.now()): void {
    this.forget();
    for (const { labels, v } of readings) this.record(labelsKey(labels), { labels, t, v });
  }

  /** All that one source (a process, the gateway) has at one instant. What it had the time before and has no more ends. */
  scrape(source: string, readings: readonly Reading[], t = this.options.now()): void {
    this.forget();
    const present = new Set<string>();
    for (const { labels, v } of readings) {
      const key = labelsKey(labels);
      present.add(key);
      this.record(key, { labels, t, v });
    }
    for (const key of this.scraped.get(source) ?? []) if (!present.has(key)) this.end(key, t);
    if (present.size === 0) this.scraped.delete(source);
    else this.scraped.set(source, present);
  }

  /** Ends the series that satisfy every matcher: what they measured is gone. */
  endSeries(matchers: readonly LabelMatcher[], t = this.options.now()): void {
    for (const [key] of this.matching(matchers)) this.end(key, t);
  }

  select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Series[] {
    const oldest = Math.max(fromMs, this.options.now() - this.retention);
    return this.matching(matchers)
      .map(([, { labels, ring }]) => ({ labels, samples: ring.between(oldest, toMs) }))
      .filter(({ samples }) => samples.length > 0);
  }

  /** Writes what came since the last flush, in one transaction, and lets the disk forget what is old. */
  flush(): void {
    const batch = this.unsaved;
    this.unsaved = [];
    try {
      this.options.storage?.append(batch);
      this.prune();
      this.fault = undefined;
    } catch (fault) {
      this.fault = fault;
      // A disk that stays full must not fill the memory instead.
      this.unsaved = [...batch, ...this.unsaved].slice(-10 * this.capacity);
    }
  }

  /** Every tenth of the retention. */
  private prune(): void {
    const now = this.options.now();
    if (now - this.prunedAt < this.retention / 10) return;
    this.prunedAt = now;
    this.options.storage?.prune(now - this.retention);
  }

  /** Makes room for new series, whether anything is kept on disk or not; every tenth of the retention. */
  private forget(): void {
    const now = this.options.now();
    if (now - this.forgotAt < this.retention / 10) return;
    this.forgotAt = now;
    for (const [key, { labels, ring }] of this.series) {
      ring.forgetBefore(now - this.retention);
      if (ring.size > 0) continue;
      this.series.delete(key);
      const name = labels['__name__'] ?? '';
      const keys = this.byName.get(name);
      keys?.delete(key);
      if (keys?.size === 0) this.byName.delete(name);
    }
  }

  private end(key: string, t: number): void {
    const kept = this.series.get(key);
    if (kept !== undefined && !kept.ring.ended) this.record(key, { labels: kept.labels, ...staleMarker(t) });
  }

  private record(key: string, sample: StoredSample): void {
    if (this.keep(key, sample) && this.options.storage !== undefined) this.unsaved.push(sample);
  }

  private keep(key: string, sample: StoredSample): boolean {
    const kept = this.series.get(key) ?? this.begin(key, sample.labels);
    if (kept === undefined) this.refused++;
    return kept?.ring.add(sample) ?? false;
  }

  private begin(key: string, labels: Labels): Kept | undefined {
    if (this.series.size >= this.maxSeries) return undefined;
    const kept = { labels, ring: new SampleRing(this.capacity) };
    this.series.set(key, kept);
    const name = labels['__name__'] ?? '';
    const keys = this.byName.get(name) ?? new Set();
    this.byName.set(name, keys.add(key));
    return kept;
  }

  private matching(matchers: readonly LabelMatcher[]): [string, Kept][] {
    const name = matchers.find((matcher) => matcher.name === '__name__' && matcher.op === '=')?.value;
    const keys = name === undefined ? this.series.keys() : (this.byName.get(name) ?? []);
    const chosen = labelsMatch(matchers);
    const found: [string, Kept][] = [];
    for (const key of keys) {
      const kept = this.series.get(key);
      if (kept !== undefined && chosen(kept.labels)) found.push([key, kept]);
    }
    return found;
  }
}
