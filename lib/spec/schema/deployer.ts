import { z } from 'zod';
import { count, duration, list, name, number, optional, positiveInteger, text, weight } from './scalars';
import { kubernetesObject } from './scalars';

/** `deployer`: a graph of models behind one API, and how traffic reaches them. */

const stringMatch = z.union([
  text,
  z.strictObject({ exact: optional(text), prefix: optional(text), regex: optional(text) }),
]);

const match = z.strictObject({
  headers: optional(z.record(z.string(), stringMatch)),
  path: optional(stringMatch),
  cookie: optional(z.record(z.string(), stringMatch)),
  query: optional(z.record(z.string(), stringMatch)),
});
export type MatchSpec = z.output<typeof match>;

const progressive = z.strictObject({
  steps: z.array(number),
  interval: optional(duration),
  gate: optional(z.string()),
  onFail: z.enum(['rollback', 'pause']).default('rollback'),
});

const rollout = z.strictObject({
  match: optional(match),
  destinations: z.array(z.strictObject({ destinationIndex: count, weight: weight.default(100) })).min(1),
  shadow: optional(z.strictObject({ destinationIndex: count })),
  progressive: optional(progressive),
});
export type RolloutSpec = z.output<typeof rollout>;

const bandit = z.strictObject({
  policy: z.enum(['Thompson', 'EpsilonGreedy', 'UCB']),
  reward: z.string(),
  floor: optional(number),
});

const routing = z.strictObject({
  match: optional(match),
  destinations: z.array(z.strictObject({ destinationName: name, weight: weight.default(100) })).min(1),
  shadow: optional(z.strictObject({ destinationName: name })),
  sticky: optional(z.union([z.literal(true), kubernetesObject])),
  bandit: optional(bandit),
  compare: optional(z.union([z.literal(true), kubernetesObject])),
});
export type RoutingSpec = z.output<typeof routing>;

const selection = z.enum(['best', 'latest']);

const backend = z.strictObject({
  name,
  trainer: optional(z.string()),
  deployer: z.string(),
  modelSelectionStrategy: optional(selection),
});
export type BackendSpec = z.output<typeof backend>;

const model = z.strictObject({
  name,
  routingStrategy: list(routing),
  modelSelectionStrategy: optional(selection),
  backendModels: z.array(backend).min(1),
});
export type ModelSpec = z.output<typeof model>;

const node = z.strictObject({
  model: z.string(),
  path: optional(z.string()),
  dependencies: list(z.string()),
  includeInput: optional(z.boolean()),
  fullPath: optional(z.string()),
  healthPath: optional(z.string()),
  endpointRestType: optional(z.enum(['Multipart', 'Json', 'V2'])),
  kind: z.enum(['model', 'switch', 'ensemble', 'splitter', 'combine', 'fallback']).default('model'),
  policy: optional(kubernetesObject),
});
export type NodeSpec = z.output<typeof node>;

const route = z.strictObject({ path: z.string().startsWith('/'), dag: z.array(node).min(1) });
export type RouteSpec = z.output<typeof route>;

export const deployer = z.strictObject({
  name,
  replicas: positiveInteger.default(1),
  rolloutSpec: list(rollout),
  models: z.array(model).min(1),
  routes: z.array(route).min(1),
});
export type DeployerSpec = z.output<typeof deployer>;
