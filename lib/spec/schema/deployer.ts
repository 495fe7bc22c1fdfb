import * as z from 'zod';
import { list, optional } from './absent';
import {
  boolean,
  count,
  duration,
  httpAddress,
  kubernetesObject,
  name,
  number,
  positiveInteger,
  text,
  weight,
} from './scalars';

/** `deployer`: a graph of models behind one API, and how traffic reaches them. */

const stringMatch = z.union([
  text,
  z.strictObject({
    exact: optional(text).describe('equal to'),
    prefix: optional(text).describe('begins with'),
    regex: optional(text).describe('matches as a whole'),
  }),
]);

const matchKeys = z.strictObject({
  headers: optional(z.record(z.string(), stringMatch)).describe('values of headers'),
  path: optional(stringMatch).describe('the path, or how it begins'),
  cookie: optional(z.record(z.string(), stringMatch)).describe('values of cookies'),
  query: optional(z.record(z.string(), stringMatch)).describe('values of query parameters'),
});
export interface MatchSpec extends z.output<typeof matchKeys> {}
export interface MatchDocument extends z.input<typeof matchKeys> {}
const match: z.ZodType<MatchSpec, MatchDocument> = matchKeys;

const progressive = z.strictObject({
  steps: z.array(number).describe('shares of the newest version, in percent, one after the other'),
  interval: optional(duration).describe('time on each step'),
  gate: optional(z.string()).describe('what must hold to go on'),
  onFail: z.enum(['rollback', 'pause']).default('rollback').describe('what happens if it does not'),
});

const rolloutKeys = z.strictObject({
  match: optional(match).describe('requests to which the rule applies; all if left out'),
  destinations: z
    .array(
      z.strictObject({
        destinationIndex: count.describe('0 is the newest version, 1 the one before'),
        weight: weight.default(100).describe('its share of the sum of weights'),
      }),
    )
    .min(1)
    .describe('versions that share the traffic'),
  shadow: optional(z.strictObject({ destinationIndex: count.describe('0 is the newest version') })).describe(
    'version that gets a copy of the traffic',
  ),
  progressive: optional(progressive).describe('move the traffic in steps'),
});
export interface RolloutSpec extends z.output<typeof rolloutKeys> {}
export interface RolloutDocument extends z.input<typeof rolloutKeys> {}
const rollout: z.ZodType<RolloutSpec, RolloutDocument> = rolloutKeys;

const bandit = z.strictObject({
  policy: z.enum(['Thompson', 'EpsilonGreedy', 'UCB']).describe('how backends are chosen'),
  reward: z.string().describe('metric to maximise'),
  floor: optional(number).describe('least share of each backend'),
});

const routingKeys = z.strictObject({
  match: optional(match).describe('requests to which the rule applies; all if left out'),
  destinations: z
    .array(
      z.strictObject({
        destinationName: name.describe('name of a backend of this model'),
        weight: weight.default(100).describe('its share of the sum of weights'),
      }),
    )
    .min(1)
    .describe('backends that share the traffic'),
  shadow: optional(z.strictObject({ destinationName: name.describe('name of a backend of this model') })).describe(
    'backend that gets a copy of the traffic',
  ),
  sticky: optional(z.union([z.literal(true), kubernetesObject])).describe('keep a caller at one backend'),
  bandit: optional(bandit).describe('learn the weights'),
  compare: optional(z.union([z.literal(true), kubernetesObject])).describe('judge the answers of the shadow'),
});
export interface RoutingSpec extends z.output<typeof routingKeys> {}
export interface RoutingDocument extends z.input<typeof routingKeys> {}
const routing: z.ZodType<RoutingSpec, RoutingDocument> = routingKeys;

const selection = z.enum(['best', 'latest']);

const backendKeys = z.strictObject({
  name: name.describe('name of the backend'),
  trainer: optional(z.string()).describe('train task that makes its model'),
  deployer: z.string().describe('deploy task that serves it'),
  modelSelectionStrategy: optional(selection).describe('which training to serve; wins over that of the model'),
});
export interface BackendSpec extends z.output<typeof backendKeys> {}
export interface BackendDocument extends z.input<typeof backendKeys> {}
const backend: z.ZodType<BackendSpec, BackendDocument> = backendKeys;

const modelKeys = z.strictObject({
  name: name.describe('name of the model'),
  routingStrategy: list(routing).describe('how its backends share the traffic. Default: all to the only one'),
  modelSelectionStrategy: optional(selection).describe(
    'which training to serve: the best by its lossMetric, or the latest. Default: latest',
  ),
  backendModels: z.array(backend).min(1).describe('implementations that can answer for it'),
});
export interface ModelSpec extends z.output<typeof modelKeys> {}
export interface ModelDocument extends z.input<typeof modelKeys> {}
const model: z.ZodType<ModelSpec, ModelDocument> = modelKeys;

const nodeKeys = z.strictObject({
  model: z.string().describe('model that answers; its name in the answers of others'),
  path: optional(z.string()).describe('path to ask it. Default: the path of the route'),
  dependencies: list(z.string()).describe('models whose answers it is sent'),
  includeInput: optional(boolean).describe('send the request too, under INPUT'),
  fullPath: optional(httpAddress).describe('address of a model outside of the axon'),
  healthPath: optional(z.string()).describe('path that tells whether it is well'),
  endpointRestType: optional(z.enum(['Multipart', 'Json', 'V2'])).describe(
    'how requests are sent. Default: that of the deploy task',
  ),
  kind: z
    .enum(['model', 'switch', 'ensemble', 'splitter', 'combine', 'fallback'])
    .default('model')
    .describe('what the node does'),
  policy: optional(kubernetesObject).describe('timeouts, retries and the like'),
});
export interface NodeSpec extends z.output<typeof nodeKeys> {}
export interface NodeDocument extends z.input<typeof nodeKeys> {}
const node: z.ZodType<NodeSpec, NodeDocument> = nodeKeys;

const routeKeys = z.strictObject({
  path: z.string().startsWith('/').describe('path on which the graph answers'),
  dag: z.array(node).min(1).describe('models that answer together'),
});
export interface RouteSpec extends z.output<typeof routeKeys> {}
export interface RouteDocument extends z.input<typeof routeKeys> {}
const route: z.ZodType<RouteSpec, RouteDocument> = routeKeys;

const deployerKeys = z.strictObject({
  name: name.describe('name of the deployer'),
  replicas: positiveInteger.default(1).describe('replicas of each backend'),
  rolloutSpec: list(rollout).describe('how versions share the traffic. Default: all to the newest'),
  models: z.array(model).min(1).describe('models of the graph'),
  routes: z.array(route).min(1).describe('paths and the models behind them'),
});
export interface DeployerSpec extends z.output<typeof deployerKeys> {}
export interface DeployerDocument extends z.input<typeof deployerKeys> {}
export const deployer: z.ZodType<DeployerSpec, DeployerDocument> = deployerKeys;
