import type { Entry } from '../engine/journal';
import type { AxonState } from '../engine/state';
import type { MetricSnapshot } from '../control/metric-registry';
import { MetricStore } from '../control/metric-store';
import { ReportedMetrics } from '../control/reported-metrics';
import type { Store } from './store/store';

/** Samples of values that nobody has reported again, before they are kept. */
const MOST_UNKEPT = 15;

/**
 * What the code of an axon reports, kept in the state folder, so that a runner that takes over shows what the last one did.
 *
 * - What code reports is kept with the next sample. Samples of what stays as it is are written a few times a minute: a
 *   runner that is killed loses nothing else.
 */
export class KeptMetrics {
  readonly reported: ReportedMetrics;
  /** How often the registry had changed when its snapshot was kept. */
  private keptChanges: number;
  private unkept = 0;
  private isFaulty = false;

  constructor(
    private readonly axon: string,
    private readonly store: Pick<Store, 'documents' | 'metrics'>,
    state: () => AxonState,
    /** Told once when the disk takes no samples; they are tried again, and the last of them are held until then. */
    private readonly onFault: (reason: string) => void,
  ) {
    this.reported = new ReportedMetrics(axon, state, new MetricStore({ now: Date.now, storage: store.metrics }));
    const snapshot = store.documents.get(this.key) as MetricSnapshot | undefined;
    if (snapshot !== undefined) this.reported.registry.restore(snapshot);
    this.keptChanges = this.reported.registry.changes;
  }

  /** Knows what became of tasks and versions after the last writing; asked once the state is there. */
  settle(): void {
    this.reported.settle();
  }

  note(entries: readonly Entry[]): void {
    this.reported.note(entries);
  }

  /** Adds the present values to the time series. */
  sample(): void {
    this.reported.sample();
    this.unkept += 1;
    if (this.reported.registry.changes !== this.keptChanges || this.unkept >= MOST_UNKEPT) this.keep();
  }

  /** Writes what was not kept yet. */
  keep(): void {
    const { series, registry } = this.reported;
    this.unkept = 0;
    series.flush();
    this.tellFault(series.fault);
    const { changes } = registry;
    if (changes === this.keptChanges) return;
    this.store.documents.put(this.key, registry.snapshot());
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
