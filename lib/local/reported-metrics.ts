import type { Entry } from '../engine/journal';
import { isLive } from '../engine/serving/phase';
import { servingVersion } from '../engine/serving/version';
import type { AxonState } from '../engine/state';
import { MetricRegistry, type MetricSnapshot } from '../control/metric-registry';
import { MetricStore } from './metric-store';
import type { Store } from './store/store';

/** Samples of values that nobody has reported again, before they are kept. */
const MOST_UNKEPT = 15;

/**
 * What the code of an axon reports: the last value of each metric, and its time series.
 *
 * - Both are kept in the state folder, so that a runner that takes over shows what the last one did.
 * - What code reports is kept with the next sample. Samples of what stays as it is are written a few times a minute: a
 *   runner that is killed loses nothing else.
 */
export class ReportedMetrics {
  readonly registry: MetricRegistry;
  readonly series: MetricStore;
  /** How often the registry had changed when its snapshot was kept. */
  private keptChanges: number;
  private unkept = 0;
  private isFaulty = false;

  constructor(
    private readonly axon: string,
    private readonly store: Pick<Store, 'documents' | 'metrics'>,
    private readonly state: () => AxonState,
    /** Told once when the disk takes no samples; they are tried again, and the last of them are held until then. */
    private readonly onFault: (reason: string) => void,
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
      if (!isLive(phase)) this.registry.retire(this.axon, deployer, version);
      if (phase !== 'Serving') continue;
      const { deployers, taskRuns } = this.state();
      const found = deployers.get(deployer)?.versions.find(({ name }) => name === version);
      const trained = found?.picks.map(({ taskRun }) => taskRuns.get(taskRun ?? '')?.endedAt ?? 0) ?? [];
      const value = Math.max(0, ...trained) / 1000;
      const metric = { name: 'myelin_model_trained_timestamp_seconds', value, type: 'Gauge' as const };
      if (value > 0) this.registry.push(this.axon, [metric], { deployer, version });
    }
  }

  /** Adds the present values to the time series. */
  sample(): void {
    const readings = this.registry
      .samples()
      .map(({ name, labels, value }) => ({ labels: { __name__: name, ...labels }, v: value }));
    this.series.scrape('pushed', readings);
    this.unkept += 1;
    if (this.registry.changes !== this.keptChanges || this.unkept >= MOST_UNKEPT) this.keep();
  }

  /** Writes what was not kept yet. */
  keep(): void {
    this.unkept = 0;
    this.series.flush();
    this.tellFault(this.series.fault);
    const { changes } = this.registry;
    if (changes === this.keptChanges) return;
    this.store.documents.put(this.key, this.registry.snapshot());
    this.keptChanges = changes;
  }

  private tellFault(fault: unknown): void {
    if (fault !== undefined && !this.isFaulty)
      this.onFault(`metrics are not kept: ${String((fault as Error).message)}`);
    this.isFaulty = fault !== undefined;
  }

  private get key(): string {
    return `axons/${this.axon}/metrics`;
  }
}
