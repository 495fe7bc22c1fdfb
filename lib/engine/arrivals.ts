import type { AlertTrigger, CalendarTrigger, Sensor, Trigger } from '../spec/axon';
import { INITIAL_ALERT, judge, type AlertSample } from './alert';
import type { AxonEvent } from './event';
import { lastOccurrences, nextDue } from './calendar';
import { celEvent } from './gate';
import { causeHash } from './id';
import { describeEvent, START } from './sensor';
import { sensorState, triggerKey } from './state';
import type { Turn } from './turn';

/** An occurrence this late was missed while nobody ran the loop. */
const MISSED_AFTER = 60_000;

/**
 * How many occurrences of one calendar one turn makes up for. Kubernetes gives up on a CronJob that has missed more than
 * 100 starts; here the newest are run, since the oldest say least of the present.
 */
const CAUGHT_UP = 100;

/** Puts an event into a sensor's queue: once by id, and only if the sensor's filter lets it in. */
function receive(turn: Turn, sensor: Sensor, trigger: string, event: AxonEvent): 'received' | 'duplicate' | 'filtered' {
  if (sensorState(turn.state, sensor.name).counted.get(trigger)?.has(event.id)) return 'duplicate';
  const at = { sensor: sensor.name, trigger, event };
  if (sensor.filter !== undefined) {
    const answer = sensor.filter.evaluate({ event: celEvent({ trigger, event }), metrics: event.data.metrics ?? {} });
    if (!answer.ok || !answer.value) {
      const why = answer.ok ? `${sensor.filter.source} is false` : `filter cannot be evaluated: ${answer.error}`;
      turn.record({ type: 'EventFiltered', ...at }, why);
      return 'filtered';
    }
  }
  turn.record({ type: 'EventReceived', ...at }, describeEvent(event, trigger));
  return 'received';
}

/** Fires the sensors without triggers: once per incarnation, and once more per restart. */
export function receiveStart(turn: Turn, restart: boolean): void {
  const { axon, state, now } = turn;
  for (const sensor of axon.sensors.filter(({ triggers }) => triggers.length === 0)) {
    const at = sensorState(state, sensor.name);
    if (!restart && at.startedIn === state.incarnation) continue;
    const again = restart ? String(at.starts) : '';
    const event: AxonEvent = {
      id: causeHash('start', state.incarnation, sensor.name, again),
      source: `axons/${axon.name}`,
      type: 'start',
      subject: axon.name,
      time: now,
      data: {},
    };
    receive(turn, sensor, START, event);
  }
}

export function receiveCall(
  turn: Turn,
  call: { sensor: string; trigger: string; id: string; body: unknown; source: string },
): 'received' | 'duplicate' | 'filtered' | 'unknown' {
  const sensor = turn.axon.sensors.find(({ name }) => name === call.sensor);
  const trigger = sensor?.triggers.find(({ name, kind }) => name === call.trigger && kind === 'rest');
  if (sensor === undefined || trigger === undefined) return 'unknown';
  return receive(turn, sensor, trigger.name, {
    id: call.id,
    source: call.source,
    type: 'rest',
    subject: trigger.name,
    time: turn.now,
    data: { body: call.body },
  });
}

/** A task run's or version's phase, told to every Lifecycle trigger that listens to it. */
export function announce(turn: Turn, event: AxonEvent): void {
  for (const sensor of turn.axon.sensors) {
    for (const trigger of sensor.triggers) if (listens(trigger, event)) receive(turn, sensor, trigger.name, event);
  }
}

function listens(trigger: Trigger, { type, subject, data }: AxonEvent): boolean {
  if (trigger.kind !== 'lifecycle') return false;
  const { condition } = trigger;
  const ended = data.phase === 'Succeeded' || data.phase === 'Failed';
  if (!(condition === data.phase || (condition === 'Finished' && ended))) return false;
  return trigger.subject.kind === 'task'
    ? type === 'task' && trigger.subject.task.name === subject
    : type === 'deployer' && trigger.subject.deployer.name === subject;
}

/**
 * Occurrences that have come due; those missed while nobody ran the loop are skipped unless `catchUp`, which makes up for
 * the last of them.
 */
export function receiveCalendar(turn: Turn): void {
  for (const [sensor, trigger] of calendars(turn)) {
    const key = triggerKey(sensor.name, trigger.name);
    const from = turn.state.calendars.get(key) ?? turn.now;
    const due = nextDue(trigger.cron, from);
    if (due !== undefined && due <= turn.now) receiveDue(turn, sensor, trigger, from, due);
  }
}

function receiveDue(turn: Turn, sensor: Sensor, trigger: CalendarTrigger, from: number, first: number): void {
  const skip = (scheduled: number, why: string) =>
    turn.record({ type: 'CalendarSkipped', sensor: sensor.name, trigger: trigger.name, scheduled }, why);
  const missedUntil = turn.now - MISSED_AFTER;
  const missed = !trigger.catchUp && first < missedUntil;
  if (missed) skip(missedUntil, 'it was due while the loop did not run, and catchUp is not set');
  const times = lastOccurrences(trigger.cron, missed ? missedUntil : from, turn.now, CAUGHT_UP);
  const [oldest] = times;
  if (!missed && oldest !== undefined && oldest > first) {
    const until = new Date(oldest).toISOString();
    const why = `it was due more than ${CAUGHT_UP} times, from ${new Date(first).toISOString()} on, while the loop did not run`;
    skip(oldest - 1, `${why}: catchUp makes up for the last ${CAUGHT_UP}, from ${until} on`);
  }
  for (const due of times) {
    const outcome = receive(turn, sensor, trigger.name, {
      id: causeHash('calendar', sensor.name, trigger.name, String(due)),
      source: `calendars/${trigger.name}`,
      type: 'calendar',
      subject: trigger.name,
      time: due,
      data: {},
    });
    if (outcome !== 'received') skip(due, `the occurrence was ${outcome}`);
  }
}

/** A calendar that an edit brings, or changes, has missed nothing before. @param before - those that were in force */
export function beginCalendars(turn: Turn, before: readonly [Sensor, CalendarTrigger][]): void {
  const known = new Set(before.map(([sensor, trigger]) => calendarKey(sensor, trigger)));
  for (const [sensor, trigger] of calendars(turn)) {
    const from = turn.state.calendars.get(triggerKey(sensor.name, trigger.name));
    if (known.has(calendarKey(sensor, trigger)) || from === undefined || from >= turn.now) continue;
    const at = { sensor: sensor.name, trigger: trigger.name, scheduled: turn.now };
    turn.record({ type: 'CalendarSkipped', ...at }, 'its calendar was edited, and has missed nothing before');
  }
}

function calendarKey({ name }: Sensor, { name: trigger, cron }: CalendarTrigger): string {
  return JSON.stringify([name, trigger, cron.source, cron.timezone]);
}

/** Sensor and trigger of every Calendar trigger of the axon in force. */
export function calendars(turn: Pick<Turn, 'axon'>): [Sensor, CalendarTrigger][] {
  return turn.axon.sensors.flatMap((sensor) =>
    sensor.triggers.flatMap((trigger): [Sensor, CalendarTrigger][] =>
      trigger.kind === 'calendar' ? [[sensor, trigger]] : [],
    ),
  );
}

/**
 * One evaluation of an alert.
 *
 * Entering Firing emits one event. While it stays Firing another is emitted only when everything that followed from the
 * last one has ended and `cooldown` has passed since.
 */
export function receiveSample(turn: Turn, sensor: string, trigger: string, sample: AlertSample): void {
  const listener = turn.axon.sensors.find(({ name }) => name === sensor);
  const alert = listener?.triggers.find(({ name, kind }) => name === trigger && kind === 'alert');
  if (listener === undefined || alert?.kind !== 'alert') return;
  const key = triggerKey(sensor, trigger);
  const before = turn.state.alerts.get(key) ?? INITIAL_ALERT;
  const { phase, activatedAt, reason } = judge(alert, before, sample, turn.now);
  if (phase !== before.phase || activatedAt !== before.activatedAt || !turn.state.alerts.has(key)) {
    const value = sample.kind === 'answer' ? sample.value : undefined;
    turn.record({ type: 'AlertChanged', sensor, trigger, from: before.phase, to: phase, activatedAt, value }, reason);
  }
  if (phase === 'Firing' && mayEmit(turn, listener, alert)) emit(turn, listener, alert, sample);
}

function mayEmit(turn: Turn, sensor: Sensor, alert: AlertTrigger): boolean {
  const state = turn.state.alerts.get(triggerKey(sensor.name, alert.name));
  if (state?.lastEvent === undefined || state.emissions === 0) return true;
  const pending = sensorState(turn.state, sensor.name).pending.get(alert.name) ?? [];
  if (pending.length > 0) return false;
  const descent = turn.state.descents.get(state.lastEvent);
  if (descent === undefined) return true;
  return descent.active === 0 && turn.now >= descent.endedAt + alert.cooldown;
}

function emit(turn: Turn, sensor: Sensor, alert: AlertTrigger, sample: AlertSample): void {
  const { activatedAt = turn.now, emissions = 0 } = turn.state.alerts.get(triggerKey(sensor.name, alert.name)) ?? {};
  const again = emissions === 0 ? [] : [String(emissions)];
  receive(turn, sensor, alert.name, {
    id: causeHash('alert', sensor.name, alert.name, String(activatedAt), ...again),
    source: `alerts/${alert.name}`,
    type: 'alert',
    subject: alert.name,
    time: turn.now,
    data: sample.kind === 'answer' && sample.value !== undefined ? { value: sample.value } : {},
  });
}
