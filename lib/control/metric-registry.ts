import type { Metrics } from '../engine/event';
import { lengthOf } from './metric-push';
import type { MetricPush, PushSource } from './ports';

/** One series as it would be scraped now. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly type: 'gauge' | 'counter';
}

/** A series as it is kept: plain data, so that it can be written down. */
interface Series {
  readonly axon: string;
  readonly name: string;
  readonly type?: MetricPush['type'];
  /** Numbers that JSON lacks are written as Prometheus writes them. */
  readonly value: number | 'NaN' | '+Inf' | '-Inf';
  readonly source: { readonly kind: 'task' | 'serving' } & Omit<PushSource, 'run' | 'attempt' | 'trial'>;
  readonly labels: Readonly<Record<string, string>>;
}

/** All that a registry knows, as plain data. */
export interface MetricSnapshot {
  readonly series: readonly Series[];
  /** The run whose values a task's series hold, by `axon/task`. */
  readonly runs: Readonly<Record<string, string>>;
  /** Runs whose late reports are not taken, as `axon/task/run`; the last thousand. */
  readonly earlierRuns: readonly string[];
  /** Versions whose late reports are not taken, as `axon/deployer/version`; the last thousand. */
  readonly retired: readonly string[];
}

export interface MetricRegistryOptions {
  /** Whether a version is the newest that serves; asked whenever series are read. */
  readonly isNewest: (axon: string, deployer: string, version: string) => boolean;
  /** Series kept per axon; beyond that new ones are dropped. @default 10000 */
  readonly limit?: number;
  /** Characters of names and labels kept per axon; beyond that new series are dropped. @default 4194304 */
  readonly longest?: number;
}

/**
 * What the code of axons reports: the last value of every series.
 *
 * - A series is a name, the labels that the code gave, and who reported: for a task the task; for a served model its
 *   deployer, version, model and backend. Labels of ours win over the code's, which are kept as `exported_NAME`.
 * - A task's series hold its latest run only and are therefore always `newest="true"`; what an older run still reports is
 *   dropped. Once the run has ended well they are what it came to. A version's are `newest="true"` while it is the newest.
 * - A retired version's series are removed and its late reports are dropped, until it comes up again.
 * - A counter's pushes add up; a gauge's replace each other.
 * - Bounded by axon, in series and in characters: what finds no room is counted.
 * - `snapshot` is plain data, and a registry restored from it reads the same.
 */
export class MetricRegistry {
  private readonly series = new Map<string, Series>();
  private readonly runs = new Map<string, string>();
  private readonly earlierRuns = new Set<string>();
  private readonly retired = new Set<string>();
  private readonly sizes = new Map<string, { readonly count: number; readonly length: number }>();
  private droppedSeries = 0;
  private changeCount = 0;

  constructor(private readonly options: MetricRegistryOptions) {}

  push(axon: string, pushes: readonly MetricPush[], from: PushSource): void {
    const source = sourceOf(from);
    if (source.kind === 'serving') {
      if (this.retired.has(`${axon}/${source.deployer ?? ''}/${source.version ?? ''}`)) return;
    } else if (!this.beginRun(axon, source.task ?? '', from.run)) return;
    for (const one of pushes) this.record(axon, one, source);
  }

  /** What a run of a task came to: without labels it replaces what was reported last, by a trial that did not win, say. */
  conclude(axon: string, task: string, run: string, metrics: Metrics): void {
    if (this.runs.get(`${axon}/${task}`) !== run) return;
    for (const [name, value] of Object.entries(metrics)) {
      const reported = this.series.get(keyOf({ axon, name, value, source: { kind: 'task', task }, labels: {} }));
      if (reported !== undefined && reported.type !== 'Counter') this.keep({ ...reported, value: written(value) });
    }
  }

  /** Removes what a version reported, and does not listen to it any more. */
  retire(axon: string, deployer: string, version: string): void {
    rememberOver(this.retired, `${axon}/${deployer}/${version}`);
    this.changeCount += 1;
    this.remove((one) => one.axon === axon && one.source.deployer === deployer && one.source.version === version);
  }

  /** Listens to a version again, which comes up again. */
  listenAgain(axon: string, deployer: string, version: string): void {
    if (this.retired.delete(`${axon}/${deployer}/${version}`)) this.changeCount += 1;
  }

  /** Every series as a scrape of this moment would see it. */
  samples(): readonly MetricSample[] {
    return [...this.series.values()].map((one) => ({
      name: one.name,
      labels: this.labelsOf(one),
      value: typeof one.value === 'number' ? one.value : Number(one.value.replace('Inf', 'Infinity')),
      type: one.type === 'Counter' ? 'counter' : 'gauge',
    }));
  }

  /** Counts up whenever `snapshot` would read otherwise than before. */
  get changes(): number {
    return this.changeCount;
  }

  /** Series that found no room. */
  get dropped(): number {
    return this.droppedSeries;
  }

  snapshot(): MetricSnapshot {
    return {
      series: [...this.series.values()],
      runs: Object.fromEntries(this.runs),
      earlierRuns: [...this.earlierRuns],
      retired: [...this.retired],
    };
  }

  restore({ series, runs, earlierRuns, retired }: MetricSnapshot): void {
    for (const one of series) this.keep(one);
    for (const [task, run] of Object.entries(runs)) this.runs.set(task, run);
    for (const run of earlierRuns) this.earlierRuns.add(run);
    for (const version of retired) this.retired.add(version);
  }

  /** Whether a run's reports count; the first report of a new run ends the one before. */
  private beginRun(axon: string, task: string, run: string | undefined): boolean {
    const key = `${axon}/${task}`;
    const current = this.runs.get(key);
    if (run === undefined || run === current) return true;
    if (this.earlierRuns.has(`${key}/${run}`)) return false;
    if (current !== undefined) {
      rememberOver(this.earlierRuns, `${key}/${current}`);
      this.remove((one) => one.axon === axon && one.source.kind === 'task' && one.source.task === task);
    }
    this.runs.set(key, run);
    this.changeCount += 1;
    return true;
  }

  private record(axon: string, push: MetricPush, source: Series['source']): void {
    const made: Series = { axon, name: push.name, value: written(push.value), source, labels: push.labels ?? {} };
    const before = this.series.get(keyOf(made));
    const type = push.type ?? before?.type;
    const adds = type === 'Counter' && before?.type === 'Counter' && typeof before.value === 'number';
    const value = adds ? written((before.value as number) + push.value) : made.value;
    this.keep({ ...made, value, ...(type === undefined ? {} : { type }) });
  }

  private keep(one: Series): void {
    const key = keyOf(one);
    const before = this.series.get(key);
    if (before?.value === one.value && before.type === one.type) return;
    if (before === undefined) {
      const { count, length } = this.grown(one, 1);
      if (count > (this.options.limit ?? 10_000) || length > (this.options.longest ?? 4 * 1024 * 1024)) {
        this.droppedSeries += 1;
        return;
      }
      this.sizes.set(one.axon, { count, length });
    }
    this.series.set(key, one);
    this.changeCount += 1;
  }

  private remove(gone: (one: Series) => boolean): void {
    for (const [key, one] of this.series) {
      if (!gone(one)) continue;
      this.series.delete(key);
      this.changeCount += 1;
      this.sizes.set(one.axon, this.grown(one, -1));
    }
  }

  private grown(one: Series, by: 1 | -1): { readonly count: number; readonly length: number } {
    const { count, length } = this.sizes.get(one.axon) ?? { count: 0, length: 0 };
    return { count: count + by, length: length + by * lengthOf(one) };
  }

  private labelsOf({ axon, source: { kind, ...who }, labels }: Series): Record<string, string> {
    const { deployer = '', version = '' } = who;
    const newest = kind === 'task' || this.options.isNewest(axon, deployer, version);
    const ours: Record<string, string> = { axon, newest: String(newest), source: kind, ...who };
    const all = { ...ours };
    for (const [name, value] of Object.entries(labels)) all[name in ours ? `exported_${name}` : name] = value;
    return all;
  }
}

/** Runs, and versions, that are remembered as over; one that old has no process left that could report. */
const MOST_OVER = 1000;

function rememberOver(over: Set<string>, key: string): void {
  over.add(key);
  if (over.size > MOST_OVER) over.delete(over.values().next().value!);
}

function sourceOf({ task, deployer, version, model, backend }: PushSource): Series['source'] {
  if (deployer === undefined) return { kind: 'task', ...(task === undefined ? {} : { task }) };
  return {
    kind: 'serving',
    deployer,
    ...(version === undefined ? {} : { version }),
    ...(model === undefined ? {} : { model }),
    ...(backend === undefined ? {} : { backend }),
  };
}

function keyOf({ axon, name, source, labels }: Series): string {
  const who = [source.kind, source.task, source.deployer, source.version, source.model, source.backend];
  const own = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([axon, name, who, own]);
}

function written(value: number): Series['value'] {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
