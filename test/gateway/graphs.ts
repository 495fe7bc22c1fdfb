import type {
  Backend,
  DagNode,
  DeployTask,
  Model,
  ModelGraph,
  RolloutRule,
  Route,
  RoutingRule,
} from '../../lib/spec/axon';

/** Small resolved graphs, so that tests of serving say only what they are about. */

export function deployTask(name: string, endpointRestType: DeployTask['endpointRestType'] = 'Multipart'): DeployTask {
  return {
    kind: 'deploy',
    name,
    path: ['tasks', name],
    env: [],
    retry: { limit: 0, policy: 'Always', backoff: { duration: 1000, factor: 2 } },
    network: {},
    spec: {} as DeployTask['spec'],
    metrics: [],
    port: 5000,
    endpointRestType,
  } as DeployTask;
}

export function backend(name: string, endpointRestType?: DeployTask['endpointRestType']): Backend {
  return { name, deploy: deployTask(`serve-${name}`, endpointRestType), selection: 'latest' };
}

export function model(name: string, backends: readonly string[], routing: readonly RoutingRule[] = []): Model {
  return { name, backends: backends.map((one) => backend(one)), routing };
}

export function node(name: string, path = '/predict', more: Partial<DagNode> = {}): DagNode {
  return { model: name, path, dependencies: [], includeInput: false, ...more };
}

/** A route whose last node is its sink. */
export function route(path: string, ...nodes: readonly DagNode[]): Route {
  return { path, nodes, sink: nodes.length - 1 };
}

export interface GraphOptions {
  readonly name?: string;
  readonly rollout?: readonly RolloutRule[];
  readonly models?: readonly Model[];
  readonly routes?: readonly Route[];
}

/** Without options: one model `digits` with one backend `mlp`, answering /predict and /send-feedback. */
export function graph(options: GraphOptions = {}): ModelGraph {
  return {
    name: options.name ?? 'digits',
    path: ['sensors', 0, 'tasks', 0],
    replicas: 1,
    rollout: options.rollout ?? [],
    models: options.models ?? [model('digits', ['mlp'])],
    routes: options.routes ?? [
      route('/predict', node('digits')),
      route('/send-feedback', node('digits', '/send-feedback')),
    ],
    spec: {} as ModelGraph['spec'],
  };
}

/** `split(0, 90, 1, 10)`: a rollout rule of index and weight in turn. */
export function split(...indexAndWeight: readonly number[]): RolloutRule {
  const destinations = [];
  for (let at = 0; at < indexAndWeight.length; at += 2) {
    destinations.push({ index: indexAndWeight[at]!, weight: indexAndWeight[at + 1]! });
  }
  return { destinations };
}

export function toBackends(weights: Readonly<Record<string, number>>): RoutingRule {
  return { destinations: Object.entries(weights).map(([name, weight]) => ({ backend: name, weight })) };
}
