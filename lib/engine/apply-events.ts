import { INITIAL_ALERT } from './alert';
import type { AxonEvent } from './event';
import { EventIds } from './event-ids';
import type { Consumed, Entry } from './journal';
import { sensorState, triggerKey, type AxonState, type RunState } from './state';

type Received = Extract<Entry, { readonly type: 'EventReceived' }>;

/** An event has counted: it is not heard again. */
export function counted(state: AxonState, sensor: string, trigger: string, event: AxonEvent): EventIds {
  const at = sensorState(state, sensor);
  const ids = at.counted.get(trigger) ?? new EventIds();
  ids.add(event.id);
  at.counted.set(trigger, ids);
  if (event.type === 'start') at.startedIn = state.incarnation;
  return ids;
}

export function received(state: AxonState, { sensor, trigger, event, time }: Received): void {
  counted(state, sensor, trigger, event).hold(event.id);
  const into = sensorState(state, sensor);
  const queue = into.pending.get(trigger) ?? [];
  queue.push(event);
  into.pending.set(trigger, queue);
  into.lastArrivalAt = time;
  if (event.type === 'calendar') state.calendars.set(triggerKey(sensor, trigger), event.time);
  if (event.type === 'start') into.starts += 1;
  if (event.type !== 'alert') return;
  const key = triggerKey(sensor, trigger);
  const alert = state.alerts.get(key) ?? INITIAL_ALERT;
  // Only what follows from an alert's last event is ever asked for.
  state.descents.delete(alert.lastEvent ?? '');
  state.descents.set(event.id, { active: 0, endedAt: time });
  state.alerts.set(key, { ...alert, emissions: alert.emissions + 1, lastEvent: event.id });
}

/** Events that no firing will consume leave the queue; their ids may be forgotten in time. */
export function dropPending(state: AxonState, sensor: string, trigger: string, ids: readonly string[]): void {
  for (const id of ids) {
    takePending(state, sensor, trigger, id);
    release(state, sensor, trigger, id);
  }
}

/** A run takes its events; their ids are known for as long as the run is kept. */
export function consume(state: AxonState, sensor: string, consumed: readonly Consumed[]): void {
  for (const { trigger, event } of consumed) takePending(state, sensor, trigger, event.id);
}

/** The ids that a firing consumed may be forgotten in time. */
export function releaseConsumed(state: AxonState, sensor: string, consumed: readonly Consumed[]): void {
  for (const { trigger, event } of consumed) release(state, sensor, trigger, event.id);
}

function release(state: AxonState, sensor: string, trigger: string, id: string): void {
  sensorState(state, sensor).counted.get(trigger)?.release(id);
}

function takePending(state: AxonState, sensor: string, trigger: string, id: string): void {
  const { pending } = sensorState(state, sensor);
  const queue = pending.get(trigger) ?? [];
  const place = queue.findIndex((event) => event.id === id);
  // The oldest leaves first as a rule, and that costs the same however many wait behind it.
  if (place === 0) queue.shift();
  else if (place > 0) queue.splice(place, 1);
  if (queue.length === 0) pending.delete(trigger);
}

/** The alerts' last events from which a firing descends: those it consumed, and those of the runs that caused it. */
export function rootsOf(state: AxonState, consumed: readonly Consumed[]): string[] {
  const roots = new Set<string>();
  for (const { event } of consumed) {
    if (event.type === 'alert') roots.add(event.id);
    for (const root of emittingRun(state, event)?.roots ?? []) roots.add(root);
  }
  return [...roots].filter((root) => state.descents.has(root));
}

/** The run whose task run or version an event reports. */
export function emittingRun(state: AxonState, event: AxonEvent): RunState | undefined {
  const { taskRun, version } = event.data;
  if (taskRun !== undefined) return state.runs.get(state.taskRuns.get(taskRun)?.run ?? '');
  for (const deployer of version === undefined ? [] : state.deployers.values()) {
    const found = deployer.versions.find(({ name }) => name === version);
    if (found !== undefined) return state.runs.get(found.run);
  }
  return undefined;
}

export function descend(state: AxonState, roots: readonly string[], change: 1 | 0 | -1, time: number): void {
  for (const root of roots) {
    const descent = state.descents.get(root);
    if (descent !== undefined) state.descents.set(root, { active: descent.active + change, endedAt: time });
  }
}
