import type { Action, Axon, Sensor } from '../spec/axon';
import type { AxonEvent } from './event';
import type { Consumed } from './journal';
import type { SensorState } from './state';

/** The queue in which the start of the axon waits: a sensor without triggers listens to nothing else. */
export const START = '';

/** What a firing of a sensor does; nothing for a sensor that the axon does not have. */
export function actionsOfSensor(axon: Pick<Axon, 'sensors'>, sensor: string): readonly Action[] {
  return axon.sensors.find(({ name }) => name === sensor)?.actions ?? [];
}

/** What a sensor would do now, before its conditions are asked. */
export type Readiness =
  /** Nothing to consume. */
  | { readonly kind: 'idle' }
  /** It could fire but for something that passes by itself (`until`) or with another run. */
  | { readonly kind: 'held'; readonly reason: string; readonly until?: number }
  /** Runs to be cancelled first. */
  | { readonly kind: 'replace'; readonly runs: readonly string[] }
  | { readonly kind: 'fire'; readonly consumed: readonly Consumed[]; readonly superseded: readonly Superseded[] };

export interface Superseded {
  readonly trigger: string;
  readonly ids: readonly string[];
}

/**
 * Whether a sensor fires now, and on which events.
 *
 * - It fires when every trigger has a pending event; with `policy: Any`, when one has, and then consumes of the trigger
 *   whose next event waits longest.
 * - Firing consumes the oldest of Rest and Calendar, the newest of Lifecycle and Alert, whose older ones are superseded.
 * - `suspend`, `debounce`, `cooldown` and `concurrency` defer; they never drop.
 *
 * @param hold - as `holdOf` tells it
 */
export function readiness(sensor: Sensor, at: SensorState, hold: string | undefined, now: number): Readiness {
  const consumed = takes(sensor, at);
  if (consumed === undefined) return { kind: 'idle' };
  if (hold !== undefined) return { kind: 'held', reason: hold };

  const quietAt = (at.lastArrivalAt ?? 0) + sensor.debounce;
  if (sensor.debounce > 0 && now < quietAt) {
    return { kind: 'held', reason: `debounce of ${sensor.debounce / 1000} s`, until: quietAt };
  }
  const coolAt = (at.lastFiredAt ?? -Infinity) + sensor.cooldown;
  if (sensor.cooldown > 0 && now < coolAt) {
    return { kind: 'held', reason: `cooldown of ${sensor.cooldown / 1000} s since it last fired`, until: coolAt };
  }
  if (at.activeRuns.size >= sensor.maxInFlight) {
    const running = [...at.activeRuns];
    if (sensor.concurrency === 'Replace') return { kind: 'replace', runs: running };
    return { kind: 'held', reason: `concurrency ${sensor.concurrency}: run ${running.join(', ')} has not ended` };
  }
  return { kind: 'fire', consumed, superseded: superseded(sensor, at, consumed) };
}

function takes(sensor: Sensor, at: SensorState): Consumed[] | undefined {
  if (sensor.triggers.length === 0) {
    const start = at.pending.get(START)?.at(-1);
    return start === undefined ? undefined : [{ trigger: START, event: start }];
  }
  const next = sensor.triggers.flatMap(({ name, kind }): Consumed[] => {
    const queue = at.pending.get(name) ?? [];
    const event = kind === 'rest' || kind === 'calendar' ? queue[0] : queue.at(-1);
    return event === undefined ? [] : [{ trigger: name, event }];
  });
  if (sensor.policy === 'All') return next.length === sensor.triggers.length ? next : undefined;
  const longest = next.reduce<Consumed | undefined>(
    (first, other) => (first === undefined || other.event.time < first.event.time ? other : first),
    undefined,
  );
  return longest === undefined ? undefined : [longest];
}

function superseded(sensor: Sensor, at: SensorState, consumed: readonly Consumed[]): Superseded[] {
  return consumed.flatMap(({ trigger, event }) => {
    const kind = sensor.triggers.find(({ name }) => name === trigger)?.kind;
    if (kind === 'rest' || kind === 'calendar') return [];
    const ids = (at.pending.get(trigger) ?? []).filter((other) => other !== event).map(({ id }) => id);
    return ids.length === 0 ? [] : [{ trigger, ids }];
  });
}

/** `Retrain fires on accuracy (alert)`: what a firing rested on, in words. */
export function describeConsumed(consumed: readonly Consumed[]): string {
  return consumed.map(({ trigger, event }) => describeEvent(event, trigger)).join(' and ');
}

export function describeEvent(event: AxonEvent, trigger: string): string {
  switch (event.type) {
    case 'start':
      return 'the axon started';
    case 'rest':
      return `a call of ${trigger}`;
    case 'calendar':
      return `${trigger} was due at ${new Date(event.time).toISOString()}`;
    case 'alert':
      return `alert ${trigger} is Firing`;
    case 'task':
      return `${event.subject} ${event.data.phase}`;
    case 'deployer':
      return `deployer ${event.subject} ${event.data.phase}`;
  }
}
