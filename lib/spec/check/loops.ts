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
  const next = onlyLooping(startedBy(axon.sensors));
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

/** For each sensor, the indices of those that what it does fires, with no guard between. */
function startedBy(sensors: readonly Sensor[]): readonly (readonly number[])[] {
  const listeners = new Map<string, number[]>();
  sensors.forEach((sensor, index) => {
    if (isGuarded(sensor)) return;
    for (const cause of sensor.triggers.flatMap((trigger) => (guards(trigger) ? [] : causesOf(trigger)))) {
      const known = listeners.get(cause);
      if (known === undefined) listeners.set(cause, [index]);
      else known.push(index);
    }
  });
  return sensors.map(({ actions }) => {
    const effects = actions.flatMap(effectsOf);
    return [...new Set(effects.flatMap((effect) => listeners.get(effect) ?? []))];
  });
}

/** The graph without what no loop passes, which is nearly all of it. */
function onlyLooping(next: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const waiting = next.map(() => 0);
  for (const index of next.flat()) waiting[index] = (waiting[index] ?? 0) + 1;
  const gone = new Set<number>();
  const free = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let at = free.pop(); at !== undefined; at = free.pop()) {
    gone.add(at);
    for (const to of next[at] ?? []) {
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) free.push(to);
    }
  }
  return next.map((list, index) => (gone.has(index) ? [] : list.filter((to) => !gone.has(to))));
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

const A_DEPLOYMENT = 'deployment';

/** What can fire a trigger, in the words of `effectsOf`. */
function causesOf(trigger: Trigger): readonly string[] {
  // What serves may report any metric (published code declares none); a training reports those that it declares.
  if (trigger.kind === 'alert') return [A_DEPLOYMENT, ...trigger.metrics.map((metric) => `metric ${metric}`)];
  if (trigger.kind !== 'lifecycle') return [];
  const { subject } = trigger;
  return [subject.kind === 'task' ? `task ${subject.task.name}` : `deployer ${subject.deployer.name}`];
}

function effectsOf(action: Action): readonly string[] {
  if (action.kind !== 'deploy') {
    const declared = action.task.kind === 'train' ? action.task.metrics : [];
    return [`task ${action.task.name}`, ...declared.map(({ name }) => `metric ${name}`)];
  }
  const served = action.deployer.models.flatMap(({ backends }) => backends.map(({ deploy }) => `task ${deploy.name}`));
  return [A_DEPLOYMENT, `deployer ${action.deployer.name}`, ...served];
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
