import { liveMetrics } from '../../control/live-metrics';
import { lengthOf } from '../../control/metric-push';
import { MetricStore } from '../../control/metric-store';
import type { MetricPush, PushSource } from '../../control/ports';
import { ReportedMetrics } from '../../control/reported-metrics';
import type { LiveMetrics } from '../../engine/ports';
import { AXON_LABEL, sharedLabels } from '../../spec/derive/labels';
import { axonMetricsName } from '../../spec/derive/names';
import type { Clock } from '../clock';
import type { OpenAxon } from '../control/open-axon';
import type { Condition, Hand, Session } from '../hand';
import type { Kube, KubeError, KubeObject } from '../kube/kube';
import { findOwned } from '../state/find-owned';
import { keptSnapshot, readSnapshot } from './kept-snapshot';

/** How often present values become samples, as a Prometheus would scrape them, in milliseconds. */
const SAMPLE = 15_000;

/** How often what has changed is written at most, in milliseconds. */
const KEEP = 30_000;

/** Samples are for averages over the last ten minutes; alerts ask Prometheus. */
const RETENTION = 11 * 60_000;

/** Characters of reports that wait until what is known has been read. */
const MOST_WAITING = 4 * 1024 * 1024;

/** Of a report, and of each metric in it, beside their text. */
const OVERHEAD = 100;

/** After which reading is tried again, in milliseconds. */
const RETRY = 5000;

const FILE = 'metrics.json';

/**
 * What the code of one axon reports to the runtime.
 *
 * - It survives the runtime in a ConfigMap, which is written at most every thirty seconds, and only when something changed.
 *   What was reported after the last writing is lost with a process that is killed.
 * - Reports that come before the ConfigMap has been read are heard after it: a new run ends what an earlier one reported.
 */
export class AxonMetrics implements Hand {
  readonly reported: ReportedMetrics;
  readonly live: LiveMetrics;
  /** Entries that became durable since it began. */
  written = 0;
  private readonly axon: string;
  private readonly cancels = new Map<string, () => void>();
  /** Until what is known has been read. */
  private waiting: Report[] | undefined = [];
  private waitingLength = 0;
  private keptChanges = 0;
  private keeping: Promise<void> | undefined;
  private trouble: Condition | undefined;
  private ended = false;

  constructor(
    private readonly session: Session,
    private readonly kube: Pick<Kube, 'get' | 'apply' | 'delete'>,
    private readonly clock: Clock,
  ) {
    this.axon = session.axon.name;
    const now = () => session.now();
    const series = new MetricStore({ now, retention: RETENTION, capacity: 64, maxSeries: 10_000 });
    this.reported = new ReportedMetrics(this.axon, () => session.state, series);
    this.live = liveMetrics(this.axon, series, now);
  }

  /** Reads what is known, and goes on listening to the loop. */
  start(session: Pick<OpenAxon, 'listen'>): void {
    this.cancels.set(
      'listening',
      session.listen((lines) => {
        this.written += lines.length;
        this.reported.note(lines.map(({ entry }) => entry));
      }),
    );
    this.every('sample', SAMPLE, () => this.reported.sample());
    void this.load();
  }

  /** @returns whether it was taken: before what is known has been read only so much waits */
  push(pushes: readonly MetricPush[], source: PushSource): boolean {
    if (this.waiting === undefined) this.reported.push(pushes, source);
    else {
      const length = pushes.reduce((sum, one) => sum + OVERHEAD + lengthOf(one), OVERHEAD);
      if (this.waitingLength + length > MOST_WAITING) return false;
      this.waitingLength += length;
      this.waiting.push({ pushes, source });
    }
    return true;
  }

  reconcile(): void {
    // What is reported is nobody's wish: there is nothing to compare.
  }

  conditions(): readonly Condition[] {
    return this.trouble === undefined ? [] : [this.trouble];
  }

  async stop(grace: number): Promise<void> {
    this.ended = true;
    for (const cancel of this.cancels.values()) cancel();
    await this.keeping;
    // Nothing was read, or another leads: nothing may be written over it.
    if (this.waiting === undefined && grace > 0) await this.keep();
  }

  private async load(): Promise<void> {
    let kept: KubeObject | undefined;
    try {
      kept = await findOwned({ kube: this.kube, owner: this.session.owner }, axonMetricsName(this.axon));
    } catch (fault) {
      if (this.ended) return;
      this.note('MetricsNotRead', `what code has reported cannot be read: ${(fault as KubeError).message}`);
      this.cancels.set(
        'load',
        this.clock.after(RETRY, () => void this.load()),
      );
      return;
    }
    this.trouble = undefined;
    if (kept !== undefined) this.restore(kept);
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const { pushes, source } of waiting) this.reported.push(pushes, source);
    // What waited may be of trials that lost, or of versions that went, meanwhile.
    this.reported.settle();
    this.reported.sample();
    this.every('keep', KEEP, () => {
      this.keeping ??= this.keep().finally(() => (this.keeping = undefined));
    });
  }

  /** What nobody can read is forgotten, and said until something is written over it. */
  private restore({ metadata, data }: KubeObject): void {
    const snapshot = readSnapshot((data as Readonly<Record<string, string>> | undefined)?.[FILE] ?? '');
    if (snapshot === undefined) {
      const message = `${FILE} of ConfigMap ${metadata.name} was not written by a runtime: it is forgotten, code has to report anew`;
      return this.note('MetricsNotRead', message);
    }
    this.reported.registry.restore(snapshot);
    this.keptChanges = this.reported.registry.changes;
  }

  /** What cannot be written now is written with what comes. */
  private async keep(): Promise<void> {
    const { registry } = this.reported;
    const { changes } = registry;
    if (changes === this.keptChanges) return;
    const { text, dropped } = keptSnapshot(registry.snapshot());
    try {
      await this.kube.apply(this.objectOf(text), { force: true });
      this.keptChanges = changes;
      if (dropped === 0) this.trouble = undefined;
      else
        this.note('MetricsTooMany', `${dropped} series would be forgotten if the runtime ended: too many are reported`);
    } catch (fault) {
      this.note('MetricsNotKept', `what code reports is not kept: ${(fault as KubeError).message}`);
    }
  }

  private objectOf(text: string): KubeObject {
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: axonMetricsName(this.axon),
        labels: { ...sharedLabels(this.axon, 'metrics'), [AXON_LABEL]: this.axon },
        ownerReferences: [this.session.owner],
      },
      data: { [FILE]: text },
    };
  }

  private every(name: string, period: number, call: () => void): void {
    if (this.ended) return;
    const again = () => {
      this.cancels.set(name, this.clock.after(period, again));
      call();
    };
    this.cancels.set(name, this.clock.after(period, again));
  }

  private note(reason: string, message: string): void {
    const since = this.trouble?.reason === reason ? this.trouble.since : this.session.now();
    this.trouble = { kind: 'axon', name: this.axon, reason, message, since };
  }
}

interface Report {
  readonly pushes: readonly MetricPush[];
  readonly source: PushSource;
}
