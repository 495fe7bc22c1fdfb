import type { Axon, Sensor, Trigger } from '../axon';
import { causesOf, effectsOf } from './causes';

/** Which sensors of an axon can ever fire, and which triggers. */
export interface Able {
  readonly sensors: ReadonlySet<Sensor>;
  readonly fires: (trigger: Trigger) => boolean;
}

/**
 * A Lifecycle trigger can fire if a sensor that can fire starts what it waits for; every other trigger can, since what it
 * listens to may come from outside.
 */
export function ableSensors(axon: Axon): Able {
  const sensors = new Set<Sensor>();
  const begun = new Set<string>();
  const fires = (trigger: Trigger) => trigger.kind !== 'lifecycle' || causesOf(trigger).some((one) => begun.has(one));
  for (let grown = true; grown;) {
    grown = false;
    for (const sensor of axon.sensors) {
      const { triggers, policy, actions } = sensor;
      const can = triggers.length === 0 || (policy === 'Any' ? triggers.some(fires) : triggers.every(fires));
      if (!can || sensors.has(sensor)) continue;
      sensors.add(sensor);
      for (const effect of actions.flatMap(effectsOf)) begun.add(effect);
      grown = true;
    }
  }
  return { sensors, fires };
}
