import type { Axon, Sensor, Trigger } from '../axon';
import { ableSensors } from '../derive/able-sensors';
import { causesAmong, loopsIn } from '../derive/causes';
import { issue, type Issue } from '../issue';

/**
 * Loops that would run for ever by themselves: sensors of which each starts what fires the next, with nothing on the way
 * that can say no.
 *
 * Guards are conditions, `when`, `filter`, a cooldown, and a trigger that comes from outside (Rest, Calendar) where all
 * triggers are needed. An Alert is a guard too, while its cooldown is not 0: it fires only as long as its condition holds, and
 * then at most once per cooldown. So the published loop (alert, train, deploy) has one, and a training that its own success
 * starts again has none. A sensor that never fires is told as such, and runs in no loop.
 */
export function checkLoops(axon: Axon): readonly Issue[] {
  const { sensors: able } = ableSensors(axon);
  const open = (sensor: Sensor, trigger: Trigger) => able.has(sensor) && !isGuarded(sensor) && !guards(trigger);
  const unguarded = causesAmong(axon.sensors, open);
  return loopsIn(unguarded).flatMap((loop) => {
    const sensors = loop.flatMap((index) => axon.sensors[index] ?? []);
    const [first] = sensors;
    if (first === undefined) return [];
    const around = [...sensors, first].map(({ name }) => name).join(' -> ');
    const message = `nothing can stop the loop ${around}`;
    return [issue('MYL1201', first.path, message, 'add when, a condition or a cooldown to one of its sensors')];
  });
}

function isGuarded(sensor: Sensor): boolean {
  const { conditions, when, filter, cooldown, policy, triggers } = sensor;
  if (conditions.length > 0 || when !== undefined || filter !== undefined || cooldown > 0) return true;
  return policy === 'All' && triggers.some((trigger) => guards(trigger) || isOutside(trigger));
}

function guards(trigger: Trigger): boolean {
  switch (trigger.kind) {
    case 'alert':
      return trigger.cooldown > 0;
    case 'rest':
    case 'lifecycle':
      return trigger.when !== undefined;
    case 'calendar':
      return false;
  }
}

function isOutside(trigger: Trigger): boolean {
  return trigger.kind === 'rest' || trigger.kind === 'calendar';
}
