import type { AlertTrigger, Sensor } from '../spec/axon';
import type { AlertSample } from '../engine/alert';
import { evaluate } from '../engine/promql/evaluate';
import type { SeriesSource } from '../engine/promql/series';
import type { Driver, Hand } from './driver';

/** How far back a sample still counts, as in Prometheus. */
const LOOKBACK = 5 * 60_000;

/**
 * Evaluates the alerts of the axon in force, each at its interval.
 *
 * No sample of a metric that the query reads is no answer: the alert is Unknown, not Inactive.
 */
export class AlertsHand implements Hand {
  private readonly timers = new Map<string, { interval: number; timer: NodeJS.Timeout }>();

  constructor(
    private readonly axon: () => { readonly name: string; readonly sensors: readonly Sensor[] },
    private readonly driver: Driver,
    private readonly series: SeriesSource,
  ) {}

  reconcile(): void {
    const wanted = new Set<string>();
    for (const sensor of this.axon().sensors) {
      for (const trigger of sensor.triggers) {
        if (trigger.kind !== 'alert') continue;
        const key = `${sensor.name}/${trigger.name}`;
        wanted.add(key);
        if (this.timers.get(key)?.interval === trigger.interval) continue;
        clearInterval(this.timers.get(key)?.timer);
        const timer = setInterval(() => this.sample(sensor.name, trigger.name), trigger.interval);
        this.timers.set(key, { interval: trigger.interval, timer });
      }
    }
    for (const [key, { timer }] of this.timers) {
      if (wanted.has(key)) continue;
      clearInterval(timer);
      this.timers.delete(key);
    }
  }

  stop(): void {
    for (const { timer } of this.timers.values()) clearInterval(timer);
    this.timers.clear();
  }

  private sample(sensor: string, name: string): void {
    const trigger = this.axon()
      .sensors.find((known) => known.name === sensor)
      ?.triggers.find((known) => known.name === name);
    if (trigger?.kind !== 'alert') return;
    const sample = sampleAlert(trigger, this.axon().name, this.series, this.driver.now());
    this.driver.tell({ kind: 'alertSampled', sensor, trigger: name, sample });
  }
}

/** What an alert's query answers now. */
export function sampleAlert(trigger: AlertTrigger, axon: string, series: SeriesSource, now: number): AlertSample {
  const silent = trigger.metrics.filter((metric) => {
    const matchers = [
      { name: '__name__', op: '=' as const, value: metric },
      { name: 'axon', op: '=' as const, value: axon },
    ];
    return series.select(matchers, now - LOOKBACK, now).length === 0;
  });
  if (silent.length > 0) return { kind: 'unknown', reason: `no samples of ${silent.join(', ')}` };
  const answer = evaluate(trigger.query, series, now);
  if (answer.kind === 'error') return { kind: 'unknown', reason: answer.message };
  if (answer.kind === 'scalar') return { kind: 'answer', active: answer.value !== 0, value: answer.value };
  const [first] = answer.samples;
  return first === undefined ? { kind: 'answer', active: false } : { kind: 'answer', active: true, value: first.value };
}
