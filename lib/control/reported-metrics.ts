import type { Metrics } from '../engine/event';
import type { Entry } from '../engine/journal';
import { isLive } from '../engine/serving/phase';
import { servingVersion } from '../engine/serving/version';
import type { AxonState, TaskRunState } from '../engine/state';
import { MetricRegistry } from './metric-registry';
import type { MetricStore } from './metric-store';
import type { MetricPush, PushSource } from './ports';

/** Characters of names that count at the end of an attempt: they become an entry of the journal. */
const MOST_PUSHED = 32 * 1024;

/**
 * What the code of an axon reports: the last value of each metric, its time series, and what each attempt has pushed.
 *
 * - Of an attempt the first 32 KiB of names count at its end; what is left out is counted.
 * - A version's series are those of the newest while no newer version serves: the labels follow the loop, not the clock of
 *   whoever pushed.
 */
export class ReportedMetrics {
  readonly registry: MetricRegistry;
  /** Of live attempts, what they have pushed. */
  private readonly pushed = new Map<string, Map<string, number>>();
  private leftOut = 0;

  constructor(
    private readonly axon: string,
    private readonly state: () => AxonState,
    readonly series: MetricStore,
  ) {
    this.registry = new MetricRegistry({
      isNewest: (_axon, deployer, version) => servingVersion(state().deployers.get(deployer))?.name === version,
    });
  }

  push(pushes: readonly MetricPush[], source: PushSource): void {
    this.registry.push(this.axon, pushes, source);
    if (source.attempt === undefined || source.deployer !== undefined) return;
    if (!this.state().attempts.has(source.attempt)) return;
    const known = this.pushed.get(source.attempt) ?? new Map<string, number>();
    let room = MOST_PUSHED - [...known.keys()].reduce((sum, name) => sum + name.length, 0);
    for (const { name, value } of pushes) {
      if (!known.has(name)) room -= name.length;
      if (known.has(name) || room >= 0) known.set(name, value);
      else this.leftOut += 1;
    }
    this.pushed.set(source.attempt, known);
  }

  /** What found no room, as a series or among what counts at the end of an attempt. */
  get dropped(): number {
    return this.registry.dropped + this.leftOut;
  }

  /** What an attempt pushed while it ran, taken once; what comes after its end is not kept. */
  takePushed(attempt: string): Metrics {
    const metrics = Object.fromEntries(this.pushed.get(attempt) ?? []);
    this.pushed.delete(attempt);
    return metrics;
  }

  /** Keeps what is known of versions beside the metrics of their code; what nobody took of an attempt goes with it. */
  note(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.type === 'AttemptEnded') this.pushed.delete(entry.name);
      if (entry.type === 'TaskRunEnded') this.conclude(this.state().taskRuns.get(entry.taskRun));
      if (entry.type !== 'VersionChanged') continue;
      const { deployer, version, phase } = entry;
      if (isLive(phase)) this.registry.listenAgain(this.axon, deployer, version);
      else this.registry.retire(this.axon, deployer, version);
      if (phase !== 'Serving') continue;
      const { deployers, taskRuns } = this.state();
      const found = deployers.get(deployer)?.versions.find(({ name }) => name === version);
      const trained = found?.picks.map(({ taskRun }) => taskRuns.get(taskRun ?? '')?.endedAt ?? 0) ?? [];
      const value = Math.max(0, ...trained) / 1000;
      const metric = { name: 'myelin_model_trained_timestamp_seconds', value, type: 'Gauge' as const };
      if (value > 0) this.registry.push(this.axon, [metric], { deployer, version });
    }
  }

  /** Forgets versions that went, and knows what ended, while nobody listened, as far as the state tells. */
  settle(): void {
    for (const taskRun of this.state().taskRuns.values()) this.conclude(taskRun);
    for (const { labels } of this.registry.samples()) {
      const { deployer, version } = labels;
      if (labels['source'] !== 'serving' || deployer === undefined || version === undefined) continue;
      const found = this.state()
        .deployers.get(deployer)
        ?.versions.find(({ name }) => name === version);
      if (found === undefined || !isLive(found.phase)) this.registry.retire(this.axon, deployer, version);
    }
  }

  private conclude(ended: TaskRunState | undefined): void {
    if (ended?.phase !== 'Succeeded') return;
    this.registry.conclude(this.axon, ended.subject, ended.run, ended.metrics);
  }

  /** Adds the present values to the time series. */
  sample(): void {
    const readings = this.registry
      .samples()
      .map(({ name, labels, value }) => ({ labels: { __name__: name, ...labels }, v: value }));
    this.series.scrape('pushed', readings);
  }
}
