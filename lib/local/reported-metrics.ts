import type { Entry } from '../engine/journal';
import { servingVersion } from '../engine/serving/version';
import type { AxonState } from '../engine/state';
import { MetricRegistry, type MetricSnapshot } from '../control/metric-registry';
import { MetricStore } from './metric-store';
import type { Store } from './store/store';

/**
 * What the code of an axon reports: the last value of each metric, and its time series.
 *
 * Both are kept in the state folder, so that a runner that takes over shows what the last one did.
 */
export class ReportedMetrics {
  readonly registry: MetricRegistry;
  readonly series: MetricStore;
  /** How often the registry had changed when its snapshot was kept. */
  private keptChanges: number;

  constructor(
    private readonly axon: string,
    private readonly store: Store,
    private readonly state: () => AxonState,
  ) {
    this.series = new MetricStore({ now: Date.now, storage: store.metrics });
    this.registry = new MetricRegistry({
      isNewest: (_axon, deployer, version) => servingVersion(state().deployers.get(deployer))?.name === version,
    });
    const snapshot = store.documents.get(this.key) as MetricSnapshot | undefined;
    if (snapshot !== undefined) this.registry.restore(snapshot);
    this.keptChanges = this.registry.changes;
  }

  /** Keeps what is known of versions beside the metrics of their code. */
  note(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.type !== 'VersionChanged') continue;
      const { deployer, version, phase } = entry;
      if (phase === 'Retired' || phase === 'Failed') this.registry.retire(this.axon, deployer, version);
      if (phase !== 'Serving') continue;
      const { deployers, taskRuns } = this.state();
      const found = deployers.get(deployer)?.versions.find(({ name }) => name === version);
      const trained = found?.picks.map(({ taskRun }) => taskRuns.get(taskRun ?? '')?.endedAt ?? 0) ?? [];
      const value = Math.max(0, ...trained) / 1000;
      const metric = { name: 'myelin_model_trained_timestamp_seconds', value, type: 'Gauge' as const };
      if (value > 0) this.registry.push(this.axon, [metric], { deployer, version });
    }
  }

  /** Adds the present values to the time series, and keeps both. */
  sample(): void {
    const readings = this.registry
      .samples()
      .map(({ name, labels, value }) => ({ labels: { __name__: name, ...labels }, v: value }));
    this.series.scrape('pushed', readings);
    this.series.flush();
    const { changes } = this.registry;
    if (changes === this.keptChanges) return;
    this.store.documents.put(this.key, this.registry.snapshot());
    this.keptChanges = changes;
  }

  private get key(): string {
    return `axons/${this.axon}/metrics`;
  }
}
