import type { AlertTrigger, CalendarTrigger, LifecycleTrigger, RestTrigger, Trigger } from '../axon';
import type { Path } from '../issue';
import type { SensorSpec, TriggerSpec } from '../schema/sensor';
import { readAlertQuery, readCron, readWhen } from './expressions';
import type { Scope } from './scope';

/** How often an alert is asked, in milliseconds. */
const DEFAULT_ALERT_INTERVAL = 15_000;

/** How long an uninterrupted alert stays silent after it has fired, in milliseconds. */
const DEFAULT_ALERT_COOLDOWN = 600_000;

/** A trigger that could not be resolved is reported and left out. */
export function resolveTriggers(sensor: SensorSpec, sensorPath: Path, scope: Scope): readonly Trigger[] {
  const path = [...sensorPath, 'triggers'];
  return scope
    .unique(sensor.triggers, 'trigger', path)
    .flatMap((trigger) => resolveTrigger(trigger, [...path, sensor.triggers.indexOf(trigger)], scope) ?? []);
}

type Of<K extends TriggerSpec['kind']> = Extract<TriggerSpec, { kind: K }>;

function resolveTrigger(trigger: TriggerSpec, path: Path, scope: Scope): Trigger | undefined {
  switch (trigger.kind) {
    case 'rest':
      return resolveRest(trigger, path, scope);
    case 'lifecycle':
      return resolveLifecycle(trigger, path, scope);
    case 'alert':
      return resolveAlert(trigger, path, scope);
    case 'calendar':
      return resolveCalendar(trigger, path, scope);
  }
}

function resolveRest({ name, auth, when: source }: Of<'rest'>, path: Path, scope: Scope): RestTrigger {
  const when = readWhen(source, [...path, 'when'], scope);
  return { kind: 'rest', name, path, ...(when === undefined ? {} : { when }), ...(auth === undefined ? {} : { auth }) };
}

function resolveLifecycle(trigger: Of<'lifecycle'>, path: Path, scope: Scope): LifecycleTrigger | undefined {
  const { name, condition } = trigger;
  const when = readWhen(trigger.when, [...path, 'when'], scope);
  const subject = subjectOf(trigger, path, scope);
  return subject && { kind: 'lifecycle', name, path, ...(when === undefined ? {} : { when }), condition, subject };
}

function subjectOf(trigger: Of<'lifecycle'>, path: Path, scope: Scope): LifecycleTrigger['subject'] | undefined {
  if (trigger.deployer !== undefined) {
    const deployer = scope.deployer(trigger.deployer, [...path, 'deployer']);
    return deployer && { kind: 'deployer', deployer };
  }
  const at = [...path, 'task'];
  const task = scope.task(trigger.task ?? '', at, ['container', 'train', 'deploy', 'spark'], 'a trigger names a task');
  return task && { kind: 'task', task };
}

function resolveAlert(trigger: Of<'alert'>, path: Path, scope: Scope): AlertTrigger | undefined {
  const read = readAlertQuery(trigger.condition, [...path, 'condition'], scope);
  const held = scope.duration(trigger.for, [...path, 'for']) ?? 0;
  const interval = scope.duration(trigger.interval, [...path, 'interval']) ?? DEFAULT_ALERT_INTERVAL;
  const cooldown = scope.duration(trigger.cooldown, [...path, 'cooldown']) ?? DEFAULT_ALERT_COOLDOWN;
  if (interval <= 0) {
    const message = `the interval of ${trigger.name} must be longer than 0, got ${trigger.interval}`;
    scope.report('MYL1504', [...path, 'interval'], message, 'leave it out for 15s');
  }
  if (read === undefined) return undefined;
  const { name, condition } = trigger;
  return { kind: 'alert', name, path, condition, ...read, for: held, interval, cooldown };
}

function resolveCalendar(trigger: Of<'calendar'>, path: Path, scope: Scope): CalendarTrigger | undefined {
  const cron = readCron(trigger.schedule, trigger.timezone, path, scope);
  return cron && { kind: 'calendar', name: trigger.name, path, cron, catchUp: trigger.catchUp ?? false };
}
