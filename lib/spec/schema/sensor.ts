import { z } from 'zod';
import { deployer } from './deployer';
import { exactlyOne } from './one-of';
import { boolean, duration, kubernetesObject, list, name, optional, positiveInteger } from './scalars';
import { envVar } from './workload';

/** `sensors[]`: what starts tasks, and the actions that a firing takes. */

const secretKey = z.strictObject({ name: z.string(), key: z.string() });

const rest = z
  .strictObject({
    name,
    type: z.literal('Rest'),
    auth: optional(z.strictObject({ token: optional(secretKey), hmac: optional(secretKey) })),
    when: optional(z.string()),
  })
  .transform(({ type: _, ...trigger }) => ({ kind: 'rest' as const, ...trigger }));

const lifecycle = z
  .strictObject({
    name,
    type: z.literal('Lifecycle'),
    task: optional(z.string()),
    deployer: optional(z.string()),
    condition: z.enum(['Running', 'Succeeded', 'Failed', 'Finished']),
    when: optional(z.string()),
  })
  .transform(({ type: _, ...trigger }, context) => {
    exactlyOne(trigger, ['task', 'deployer'], context);
    return { kind: 'lifecycle' as const, ...trigger };
  });

const alert = z
  .strictObject({
    name,
    type: z.literal('Alert'),
    condition: z.string(),
    for: optional(duration),
    interval: optional(duration),
    cooldown: optional(duration),
  })
  .transform(({ type: _, ...trigger }) => ({ kind: 'alert' as const, ...trigger }));

const calendar = z
  .strictObject({
    name,
    type: z.literal('Calendar'),
    schedule: z.string(),
    timezone: optional(z.string()),
    catchUp: optional(boolean),
  })
  .transform(({ type: _, ...trigger }) => ({ kind: 'calendar' as const, ...trigger }));

export const trigger = z.discriminatedUnion('type', [rest, lifecycle, alert, calendar]);
export type TriggerSpec = z.output<typeof trigger>;

const condition = z.strictObject({
  name: optional(z.string()),
  type: z.literal('Metric').default('Metric'),
  condition: z.string(),
  task: z.string(),
});
export type ConditionSpec = z.output<typeof condition>;

export const ACTION_KEYS = ['resourceExecutor', 'trainer', 'deployer'] as const;

const named = z.strictObject({ task: z.string() });

export const action = z
  .strictObject({
    resourceExecutor: optional(named),
    trainer: optional(named),
    deployer: optional(deployer),
    env: list(envVar),
    needs: optional(z.array(z.string())),
    forEach: optional(z.unknown()),
    approval: optional(z.union([z.literal(true), kubernetesObject])),
  })
  .transform((value, context) => {
    exactlyOne(value, ACTION_KEYS, context);
    const { resourceExecutor, trainer, deployer: graph, ...common } = value;
    if (resourceExecutor) return { kind: 'execute' as const, task: resourceExecutor.task, ...common };
    if (trainer) return { kind: 'train' as const, task: trainer.task, ...common };
    if (graph) return { kind: 'deploy' as const, deployer: graph, ...common };
    return z.NEVER;
  });
export type ActionSpec = z.output<typeof action>;

export const sensor = z.strictObject({
  name,
  triggers: list(trigger),
  conditions: list(condition),
  tasks: z.array(action).min(1),
  policy: z.enum(['All', 'Any']).default('All'),
  when: optional(z.string()),
  filter: optional(z.string()),
  cooldown: optional(duration),
  debounce: optional(duration),
  concurrency: z.enum(['Forbid', 'Replace', 'Allow']).default('Forbid'),
  maxInFlight: optional(positiveInteger),
  deadLetter: optional(z.string()),
  suspend: optional(boolean),
});
export type SensorSpec = z.output<typeof sensor>;
