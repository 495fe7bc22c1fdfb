import * as z from 'zod';
import { deployer, type DeployerSpec } from './deployer';
import { exactlyOne } from './one-of';
import { list, optional } from './absent';
import { boolean, duration, kubernetesObject, name, positiveInteger } from './scalars';
import { dataKey, objectName } from './names';
import { envVar } from './workload';

/** `sensors[]`: what starts tasks, and the actions that a firing takes. */

const secretKey = z.strictObject({
  name: objectName.describe('name of the Secret'),
  key: dataKey.describe('key within it'),
});

const restKeys = z.strictObject({
  name: name.describe('name of the trigger'),
  type: z.literal('Rest').describe('what it listens to'),
  auth: optional(
    z
      .strictObject({
        token: optional(secretKey).describe('Secret with a bearer token'),
        hmac: optional(secretKey).describe('Secret with the key of a signature'),
      })
      .superRefine((auth, context) => {
        // Both may be given, and either opens; with neither the trigger would be shut for everybody.
        if (auth.token === undefined && auth.hmac === undefined) exactlyOne(auth, ['token', 'hmac'], context);
      }),
  ).describe('Rest: who may call it, by one of these'),
  when: optional(z.string()).describe('Rest and Lifecycle: CEL expression, asked when the sensor fires'),
});
export interface RestTriggerSpec extends Omit<z.output<typeof restKeys>, 'type'> {
  kind: 'rest';
}
export interface RestTriggerDocument extends z.input<typeof restKeys> {}
const rest = restKeys.transform(({ type: _, ...trigger }): RestTriggerSpec => ({ kind: 'rest', ...trigger }));

const lifecycleKeys = z.strictObject({
  name: name.describe('name of the trigger'),
  type: z.literal('Lifecycle').describe('what it listens to'),
  task: optional(z.string()).describe('Lifecycle: task to listen to; or deployer'),
  deployer: optional(z.string()).describe('Lifecycle: deployer to listen to; or task'),
  condition: z.enum(['Running', 'Succeeded', 'Failed', 'Finished']).describe('Lifecycle: phase to listen for'),
  when: optional(z.string()).describe('Rest and Lifecycle: CEL expression, asked when the sensor fires'),
});
export interface LifecycleTriggerSpec extends Omit<z.output<typeof lifecycleKeys>, 'type'> {
  kind: 'lifecycle';
}
export interface LifecycleTriggerDocument extends z.input<typeof lifecycleKeys> {}
const lifecycle = lifecycleKeys.transform(({ type: _, ...trigger }, context): LifecycleTriggerSpec => {
  exactlyOne(trigger, ['task', 'deployer'], context);
  return { kind: 'lifecycle', ...trigger };
});

const alertKeys = z.strictObject({
  name: name.describe('name of the trigger'),
  type: z.literal('Alert').describe('what it listens to'),
  condition: z.string().describe('Alert: PromQL in which {{name}} is a metric that the code reports'),
  for: optional(duration).describe('Alert: how long the condition must hold. Default: 0'),
  interval: optional(duration).describe('Alert: how often it is asked. Default: 15s'),
  cooldown: optional(duration).describe('Alert: quiet time after it has fired, if it goes on. Default: 10m'),
});
export interface AlertTriggerSpec extends Omit<z.output<typeof alertKeys>, 'type'> {
  kind: 'alert';
}
export interface AlertTriggerDocument extends z.input<typeof alertKeys> {}
const alert = alertKeys.transform(({ type: _, ...trigger }): AlertTriggerSpec => ({ kind: 'alert', ...trigger }));

const calendarKeys = z.strictObject({
  name: name.describe('name of the trigger'),
  type: z.literal('Calendar').describe('what it listens to'),
  schedule: z.string().describe('Calendar: cron expression of five fields'),
  timezone: optional(z.string()).describe('Calendar: IANA name of a time zone. Default: UTC'),
  catchUp: optional(boolean).describe(
    'Calendar: fire for each time that was missed, oldest first, of more than 100 for the last 100. Default: false',
  ),
});
export interface CalendarTriggerSpec extends Omit<z.output<typeof calendarKeys>, 'type'> {
  kind: 'calendar';
}
export interface CalendarTriggerDocument extends z.input<typeof calendarKeys> {}
const calendar = calendarKeys.transform(({ type: _, ...trigger }): CalendarTriggerSpec => ({
  kind: 'calendar',
  ...trigger,
}));

export type TriggerSpec = RestTriggerSpec | LifecycleTriggerSpec | AlertTriggerSpec | CalendarTriggerSpec;
export type TriggerDocument =
  RestTriggerDocument | LifecycleTriggerDocument | AlertTriggerDocument | CalendarTriggerDocument;
export const trigger: z.ZodType<TriggerSpec, TriggerDocument> = z.discriminatedUnion('type', [
  rest,
  lifecycle,
  alert,
  calendar,
]);

const conditionKeys = z.strictObject({
  name: optional(z.string()).describe('name of the condition'),
  type: z.literal('Metric').default('Metric').describe('kind of condition'),
  condition: z
    .string()
    .describe('comparison in which {{name}}, or name alone, is a metric of the last run of the task'),
  task: z.string().describe('task whose metrics are compared'),
});
export interface ConditionSpec extends z.output<typeof conditionKeys> {}
export interface ConditionDocument extends z.input<typeof conditionKeys> {}
const condition: z.ZodType<ConditionSpec, ConditionDocument> = conditionKeys;

const ACTION_KEYS = ['resourceExecutor', 'trainer', 'deployer'] as const;

const named = z.strictObject({ task: z.string().describe('name of the task') });

const actionKeys = z.strictObject({
  resourceExecutor: optional(named).describe('run a container or spark task'),
  trainer: optional(named).describe('run a train task'),
  deployer: optional(deployer).describe('deploy a graph of models'),
  env: list(envVar).describe('environment of this run; {{event.data.X}} is a field of what started it'),
  needs: optional(z.array(z.string())).describe(
    'actions that must have Succeeded; makes a DAG of the actions. Default: the action before',
  ),
  forEach: optional(z.unknown()).describe('run once for each of several values'),
  approval: optional(z.union([z.literal(true), kubernetesObject])).describe('wait for a person'),
});
interface CommonKeys extends Omit<z.output<typeof actionKeys>, (typeof ACTION_KEYS)[number]> {}
export interface ExecuteSpec extends CommonKeys {
  kind: 'execute';
  task: string;
}
export interface StartTrainingSpec extends CommonKeys {
  kind: 'train';
  task: string;
}
export interface DeployGraphSpec extends CommonKeys {
  kind: 'deploy';
  deployer: DeployerSpec;
}
export type ActionSpec = ExecuteSpec | StartTrainingSpec | DeployGraphSpec;
export interface ActionDocument extends z.input<typeof actionKeys> {}

export const action: z.ZodType<ActionSpec, ActionDocument> = actionKeys.transform((value, context): ActionSpec => {
  exactlyOne(value, ACTION_KEYS, context);
  const { resourceExecutor, trainer, deployer: graph, ...common } = value;
  if (resourceExecutor) return { kind: 'execute', task: resourceExecutor.task, ...common };
  if (trainer) return { kind: 'train', task: trainer.task, ...common };
  if (graph) return { kind: 'deploy', deployer: graph, ...common };
  return z.NEVER;
});

const sensorKeys = z.strictObject({
  name: name.describe('name of the sensor'),
  triggers: list(trigger).describe('what it listens to; without any it fires once when the axon starts'),
  conditions: list(condition).describe('comparisons that must hold when it fires'),
  tasks: z.array(action).min(1).describe('what it starts, in order'),
  policy: z.enum(['All', 'Any']).default('All').describe('fire when all triggers have an event, or any'),
  when: optional(z.string()).describe('CEL expression that must hold when it fires'),
  filter: optional(z.string()).describe('CEL expression that an event must satisfy to be taken'),
  cooldown: optional(duration).describe('shortest time between two firings'),
  debounce: optional(duration).describe('quiet time after the last event before it fires'),
  concurrency: z
    .enum(['Forbid', 'Replace', 'Allow'])
    .default('Forbid')
    .describe('if a run of it is going on: wait, replace it, or run beside it'),
  maxInFlight: optional(positiveInteger).describe('most runs at once under Allow. Default: no limit'),
  deadLetter: optional(z.string()).describe('where events go that cannot be handled. Default: the journal'),
  suspend: optional(boolean).describe('hold it: events queue, nothing starts'),
});
export interface SensorSpec extends z.output<typeof sensorKeys> {}
export interface SensorDocument extends z.input<typeof sensorKeys> {}
export const sensor: z.ZodType<SensorSpec, SensorDocument> = sensorKeys;
