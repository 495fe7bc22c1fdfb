import type { Action, Axon, Sensor, Trigger } from '../axon';
import { formatDuration } from '../lang/duration';

/**
 * Who causes whom among the sensors of an axon: what one starts fires another.
 *
 * - A sensor follows another if one of its triggers can be fired by what the other does.
 * - Steps that something on the way can refuse count too, unless they are left out by `open`.
 */
export interface Causes {
  /** For each sensor, the indices of those that it fires. */
  readonly next: readonly (readonly number[])[];
}

/**
 * @param open - whether a sensor, or one of its triggers, lets every event pass; others are left out
 */
export function causesAmong(
  sensors: readonly Sensor[],
  open: (sensor: Sensor, trigger: Trigger) => boolean = () => true,
): Causes {
  const listeners = new Map<string, number[]>();
  sensors.forEach((sensor, index) => {
    for (const cause of sensor.triggers.flatMap((trigger) => (open(sensor, trigger) ? causesOf(trigger) : []))) {
      const known = listeners.get(cause);
      if (known === undefined) listeners.set(cause, [index]);
      else known.push(index);
    }
  });
  return {
    next: sensors.map(({ actions }) => {
      const effects = actions.flatMap(effectsOf);
      return [...new Set(effects.flatMap((effect) => listeners.get(effect) ?? []))];
    }),
  };
}

const A_DEPLOYMENT = 'deployment';

/** What can fire a trigger, in the words of `effectsOf`. */
export function causesOf(trigger: Trigger): readonly string[] {
  // What serves may report any metric (published code declares none); a training reports those that it declares.
  if (trigger.kind === 'alert') return [A_DEPLOYMENT, ...trigger.metrics.map((metric) => `metric ${metric}`)];
  if (trigger.kind !== 'lifecycle') return [];
  const { subject } = trigger;
  return [subject.kind === 'task' ? `task ${subject.task.name}` : `deployer ${subject.deployer.name}`];
}

export function effectsOf(action: Action): readonly string[] {
  if (action.kind !== 'deploy') {
    const declared = action.task.kind === 'train' ? action.task.metrics : [];
    return [`task ${action.task.name}`, ...declared.map(({ name }) => `metric ${name}`)];
  }
  const served = action.deployer.models.flatMap(({ backends }) => backends.map(({ deploy }) => `task ${deploy.name}`));
  return [A_DEPLOYMENT, `deployer ${action.deployer.name}`, ...served];
}

/** The shortest loops, each told once: indices of sensors of which each fires the next and the last the first. */
export function loopsIn({ next }: Causes): readonly (readonly number[])[] {
  const looping = onlyLooping(next);
  const reported = new Set<number>();
  return looping.flatMap((_, start) => {
    if (reported.has(start)) return [];
    const loop = shortestLoop(looping, start);
    if (loop === undefined) return [];
    loop.forEach((index) => reported.add(index));
    return [loop];
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

/** A loop as an axon runs it, with what can end it. */
export interface AxonLoop {
  readonly sensors: readonly string[];
  /** In words; empty where nothing can say no. */
  readonly guards: readonly string[];
}

/** The loops of an axon, guarded or not. */
export function axonLoops({ sensors }: Axon): readonly AxonLoop[] {
  return loopsIn(causesAmong(sensors)).map((loop) => {
    const passed = loop.flatMap((index) => sensors[index] ?? []);
    return { sensors: passed.map(({ name }) => name), guards: passed.flatMap(guardsOf) };
  });
}

/** What can keep a sensor from firing, or from firing again at once. */
export function guardsOf(sensor: Sensor): readonly string[] {
  const { conditions, when, filter, cooldown, policy, triggers } = sensor;
  return [
    ...conditions.map(({ source }) => source),
    ...[when, filter].flatMap((expression) => (expression === undefined ? [] : [expression.source])),
    ...(cooldown > 0 ? [`cooldown ${formatDuration(cooldown)}`] : []),
    ...triggers.flatMap((trigger) => {
      if (trigger.kind === 'alert') {
        return trigger.cooldown > 0 ? [`${trigger.condition}, at most every ${formatDuration(trigger.cooldown)}`] : [];
      }
      if (trigger.kind !== 'calendar' && trigger.when !== undefined) return [trigger.when.source];
      const outside = trigger.kind === 'rest' || trigger.kind === 'calendar';
      return outside && policy === 'All' && triggers.length > 1 ? [`a wait for ${trigger.name}`] : [];
    }),
  ];
}
