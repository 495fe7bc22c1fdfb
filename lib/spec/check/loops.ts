import type { Action, Axon, Sensor, Trigger } from '../axon';
import { issue, type Issue } from '../issue';

/**
 * Loops that would run for ever by themselves: sensors of which each starts what fires the next, with nothing on the way
 * that can say no.
 *
 * Guards are conditions, `when`, `filter`, a cooldown, and a trigger that comes from outside (Rest, Calendar) where all
 * triggers are needed. An Alert is a guard too, while its cooldown is not 0: it fires only as long as its condition holds, and
 * then at most once per cooldown. So the published loop (alert, train, deploy) has one, and a training that its own success
 * starts again has none.
 */
export function checkLoops(axon: Axon): readonly Issue[] {
  const next = axon.sensors.map((sensor) =>
    axon.sensors.flatMap((other, index) => (starts(sensor, other) ? [index] : [])),
  );
  const reported = new Set<number>();
  return axon.sensors.flatMap((_, start) => {
    if (reported.has(start)) return [];
    const loop = shortestLoop(next, start);
    if (loop === undefined) return [];
    loop.forEach((index) => reported.add(index));
    const sensors = loop.flatMap((index) => axon.sensors[index] ?? []);
    const [first] = sensors;
    if (first === undefined) return [];
    const around = [...sensors, first].map(({ name }) => name).join(' -> ');
    const message = `nothing can stop the loop ${around}`;
    return [issue('MYL1201', first.path, message, 'add when, a condition or a cooldown to one of its sensors')];
  });
}

/** Whether what `sensor` does fires `other` with no guard between. */
function starts(sensor: Sensor, other: Sensor): boolean {
  if (isGuarded(other)) return false;
  return other.triggers.some((trigger) => !guards(trigger) && sensor.actions.some((action) => fires(action, trigger)));
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

function fires(action: Action, trigger: Trigger): boolean {
  if (trigger.kind === 'alert') return reports(action, trigger.metrics);
  if (trigger.kind !== 'lifecycle') return false;
  const { subject } = trigger;
  if (action.kind !== 'deploy') return subject.kind === 'task' && subject.task.name === action.task.name;
  if (subject.kind === 'deployer') return subject.deployer.name === action.deployer.name;
  return action.deployer.models.some(({ backends }) =>
    backends.some(({ deploy }) => deploy.name === subject.task.name),
  );
}

/** What serves may report any metric (published code declares none); a training reports those that it declares. */
function reports(action: Action, metrics: readonly string[]): boolean {
  if (action.kind === 'deploy') return true;
  const declared = action.task.kind === 'train' ? action.task.metrics : [];
  return declared.some(({ name }) => metrics.includes(name));
}

/** The fewest steps from `start` back to it, as the indices passed. */
function shortestLoop(next: readonly (readonly number[])[], start: number): readonly number[] | undefined {
  const from = new Map<number, number>();
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const to of next[at] ?? []) {
      if (to === start) {
        const loop = [at];
        for (let back = at; back !== start;) {
          back = from.get(back) ?? start;
          loop.unshift(back);
        }
        return loop;
      }
      if (from.has(to)) continue;
      from.set(to, at);
      queue.push(to);
    }
  }
  return undefined;
}
