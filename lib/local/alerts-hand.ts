import type { Sensor } from '../spec/axon';
import { sampleAlert } from '../engine/alert-sample';
import type { SeriesSource } from '../engine/promql/series';
import { triggerKey } from '../engine/state';
import type { Driver, Hand } from './driver';

/** Evaluates the alerts of the axon in force, each at its interval. */
export class AlertsHand implements Hand {
  private readonly timers = new Map<string, { interval: number; timer: NodeJS.Timeout }>();

  constructor(
    private readonly axon: () => { readonly sensors: readonly Sensor[] },
    private readonly driver: Driver,
    private readonly series: SeriesSource,
  ) {}

  reconcile(): void {
    const wanted = new Set<string>();
    for (const sensor of this.axon().sensors) {
      for (const trigger of sensor.triggers) {
        if (trigger.kind !== 'alert') continue;
        const key = triggerKey(sensor.name, trigger.name);
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
    const sample = sampleAlert(trigger, this.series, this.driver.now());
    this.driver.tell({ kind: 'alertSampled', sensor, trigger: name, sample });
  }
}
