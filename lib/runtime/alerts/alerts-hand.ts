import type { AlertTrigger } from '../../spec/axon';
import { formatPromql } from '../../spec/lang/promql';
import type { AlertSample } from '../../engine/alert';
import { isSilent, reportedMetrics, sampleOf } from '../../engine/alert-sample';
import { triggerKey } from '../../engine/state';
import type { Clock } from '../clock';
import type { Condition, Hand, Session } from '../hand';
import { inNamespace } from './cluster-query';
import { PrometheusAway, type Ask } from './prometheus';

/** How long an answer may take at most, in milliseconds. */
const LONGEST_ASK = 10_000;

interface Watch {
  readonly interval: number;
  cancel: () => void;
  asking: boolean;
}

/**
 * Evaluates the alerts of an axon by Prometheus, each at its interval.
 *
 * - One alert is asked about once at a time; an answer may not take as long as its interval.
 * - A Prometheus that is away is told as Unknown with its reason, never as fine, and is a condition of the alert. So is
 *   whatever else keeps one from being asked: an alert never ends the process.
 * - What was asked of an alert that is there no more, or is asked at another interval since, is not heard.
 */
export class AlertsHand implements Hand {
  private readonly watches = new Map<string, Watch>();
  private readonly troubles = new Map<string, Condition>();
  private readonly end = new AbortController();

  constructor(
    private readonly session: Session,
    private readonly ask: Ask,
    private readonly namespace: string,
    private readonly clock: Clock,
  ) {}

  reconcile(): void {
    if (this.end.signal.aborted) return;
    const wanted = new Set<string>();
    for (const { sensor, trigger } of this.alerts()) {
      const key = triggerKey(sensor, trigger.name);
      wanted.add(key);
      const before = this.watches.get(key);
      if (before?.interval === trigger.interval) continue;
      before?.cancel();
      const watch = { interval: trigger.interval, asking: false, cancel: () => undefined };
      this.watches.set(key, watch);
      this.schedule(key, watch);
    }
    for (const [key, { cancel }] of this.watches) {
      if (wanted.has(key)) continue;
      cancel();
      this.watches.delete(key);
      this.troubles.delete(key);
    }
  }

  conditions(): readonly Condition[] {
    return [...this.troubles.values()];
  }

  stop(): Promise<void> {
    this.end.abort();
    for (const { cancel } of this.watches.values()) cancel();
    this.watches.clear();
    return Promise.resolve();
  }

  private alerts(): { readonly sensor: string; readonly trigger: AlertTrigger }[] {
    return this.session.axon.sensors.flatMap(({ name: sensor, triggers }) =>
      triggers.flatMap((trigger) => (trigger.kind === 'alert' ? [{ sensor, trigger }] : [])),
    );
  }

  private schedule(key: string, watch: Watch): void {
    watch.cancel = this.clock.after(watch.interval, () => {
      this.schedule(key, watch);
      const alert = this.alerts().find(({ sensor, trigger }) => triggerKey(sensor, trigger.name) === key);
      if (watch.asking || alert === undefined) return;
      watch.asking = true;
      void this.sample(watch, alert.sensor, alert.trigger).finally(() => (watch.asking = false));
    });
  }

  private async sample(watch: Watch, sensor: string, trigger: AlertTrigger): Promise<void> {
    const key = triggerKey(sensor, trigger.name);
    const isOver = () => this.watches.get(key) !== watch;
    let sample: AlertSample;
    try {
      sample = await this.asked(trigger);
      if (isOver()) return;
      this.troubles.delete(key);
    } catch (fault) {
      if (isOver()) return;
      const { message } = fault as Error;
      sample = { kind: 'unknown', reason: message };
      this.trouble(key, trigger.name, fault instanceof PrometheusAway ? 'PrometheusAway' : 'AlertNotAsked', message);
    }
    await this.session.tell({ kind: 'alertSampled', sensor, trigger: trigger.name, sample });
  }

  private trouble(key: string, name: string, reason: string, why: string): void {
    const before = this.troubles.get(key);
    const since = before?.reason === reason ? before.since : this.session.now();
    const message = `${why}; the alert is Unknown until that is over`;
    this.troubles.set(key, { kind: 'alert', name, reason, message, since });
  }

  /** @throws PrometheusAway */
  private async asked({ query, interval }: AlertTrigger): Promise<AlertSample> {
    const narrowed = inNamespace(query, this.namespace);
    const metrics = reportedMetrics(narrowed);
    const timeout = Math.min(LONGEST_ASK, Math.ceil(0.9 * interval));
    const options = { timeout, signal: this.end.signal };
    const [answer, ...present] = await Promise.all(
      [narrowed, ...metrics.map((metric) => metric.present)].map((expr) => this.ask(formatPromql(expr), options)),
    );
    const silent = metrics.filter((_, index) => isSilent(present[index]!));
    return sampleOf(silent, answer!);
  }
}
