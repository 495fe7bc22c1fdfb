import type { AxonSpec, DesiredSpec } from '../../spec/schema/axon';
import type {
  DeployerSpec,
  ModelSpec,
  NodeSpec,
  RolloutSpec,
  RouteSpec,
  RoutingSpec,
} from '../../spec/schema/deployer';
import { topologicalOrder } from '../../spec/resolve/routes';
import { call, list, literal, object, text, type Code } from './code';
import { given, type TaskVariables } from './eject-tasks';
import type { Program } from './program';

/** Variables of graphs of models and of desired models, by their names. */
export type DeployerVariables = ReadonlyMap<string, string>;

export function ejectDeployers(program: Program, { spec }: AxonSpec, tasks: TaskVariables): DeployerVariables {
  const variables = new Map<string, string>();
  const actions = spec.sensors.flatMap((sensor) => sensor.tasks);
  for (const action of actions) {
    if (action.kind !== 'deploy' || variables.has(action.deployer.name)) continue;
    const variable = program.names.make(action.deployer.name, 'Graph');
    variables.set(action.deployer.name, variable);
    ejectGraph(program, action.deployer, variable, tasks);
  }
  for (const desired of spec.desired) {
    const variable = program.names.make(desired.name, 'Model');
    variables.set(desired.name, variable);
    program.paragraph();
    program.declare(variable, desiredModel(program, desired, tasks));
  }
  return variables;
}

function desiredModel(program: Program, desired: DesiredSpec, tasks: TaskVariables): Code {
  const variableOf = (name: string) => program.read(tasks.get(name) ?? name);
  const props = object({
    prepare: desired.prepare.length === 0 ? undefined : list(desired.prepare.map(variableOf)),
    train: variableOf(desired.train),
    deploy: variableOf(desired.deploy),
    state: Object.keys(desired.state).length === 0 ? undefined : literal(desired.state),
    replicas: program.chosen(desired, 'replicas', 1),
    cooldown: given(desired.cooldown),
  });
  return call(`new ${program.lib('DesiredModel')}`, program.read('axon'), text(desired.name), props);
}

function ejectGraph(program: Program, deployer: DeployerSpec, graph: string, tasks: TaskVariables): void {
  program.paragraph();
  const rollout = deployer.rolloutSpec.map((rule) => rolloutOf(program, rule));
  const props = object({
    replicas: program.chosen(deployer, 'replicas', 1),
    rollout: rollout.length === 0 ? undefined : list(rollout),
  });
  program.declare(graph, call(`new ${program.lib('ModelGraph')}`, program.read('axon'), text(deployer.name), props));
  const models = new Map(deployer.models.map((model) => [model.name, ejectModel(program, model, graph, tasks)]));
  for (const route of deployer.routes) ejectRoute(program, route, graph, models);
}

function ejectModel(program: Program, model: ModelSpec, graph: string, tasks: TaskVariables): string {
  const variable = program.names.make(model.name, 'Model');
  const props = object({ selection: given(model.modelSelectionStrategy) });
  program.declare(variable, call(`${program.read(graph)}.addModel`, text(model.name), props));
  const backends = new Map<string, string>();
  for (const { name, trainer, deployer, modelSelectionStrategy } of model.backendModels) {
    const backend = program.names.make(name, 'Backend');
    backends.set(name, backend);
    const keys = object({
      train: trainer === undefined ? undefined : program.read(tasks.get(trainer) ?? trainer),
      deploy: program.read(tasks.get(deployer) ?? deployer),
      selection: given(modelSelectionStrategy),
    });
    program.declare(backend, call(`${program.read(variable)}.addBackend`, text(name), keys));
  }
  if (model.routingStrategy.length > 0) {
    const rules = model.routingStrategy.map((rule) => routingOf(program, rule, backends));
    program.state(call(`${program.read(variable)}.addRouting`, ...rules));
  }
  return variable;
}

function rolloutOf(program: Program, { match, destinations, shadow, progressive }: RolloutSpec): Code {
  const shares = destinations.map(
    (share) =>
      object({ version: literal(share.destinationIndex), weight: program.chosen(share, 'weight', 100) }) ?? literal({}),
  );
  return call(
    `${program.lib('Routing')}.rollout`,
    list(shares),
    object({
      match: given(match),
      shadow: given(shadow?.destinationIndex),
      progressive: progressive && progressiveOf(program, progressive),
    }),
  );
}

function progressiveOf(program: Program, progressive: NonNullable<RolloutSpec['progressive']>): Code {
  const { onFail: _, ...steps } = progressive;
  const entries = Object.entries(steps).map(([key, value]): [string, Code] => [key, literal(value)]);
  const onFail = program.chosen(progressive, 'onFail', 'rollback');
  return { kind: 'object', entries: onFail === undefined ? entries : [...entries, ['onFail', onFail]] };
}

function routingOf(program: Program, rule: RoutingSpec, backends: ReadonlyMap<string, string>): Code {
  const { match, destinations, shadow, sticky, bandit, compare } = rule;
  const variableOf = (name: string) => program.read(backends.get(name) ?? name);
  const shares = destinations.map(
    (share) =>
      object({ backend: variableOf(share.destinationName), weight: program.chosen(share, 'weight', 100) }) ??
      literal({}),
  );
  return call(
    `${program.lib('Routing')}.backends`,
    list(shares),
    object({
      match: given(match),
      shadow: shadow && variableOf(shadow.destinationName),
      sticky: given(sticky),
      bandit: given(bandit),
      compare: given(compare),
    }),
  );
}

function ejectRoute(program: Program, route: RouteSpec, graph: string, models: ReadonlyMap<string, string>): void {
  const names = route.dag.map(({ model }) => model);
  const needed = new Set(route.dag.flatMap(({ dependencies }) => dependencies));
  const written = new Map<string, Code>();
  /** What a dependency is called: the model, or the node of a model outside of the axon. */
  const called = new Map<string, string>();
  const { indices } = topologicalOrder(
    route.dag.map(({ dependencies }) => dependencies.map((name) => names.indexOf(name))),
  );
  for (const index of indices) {
    const node = route.dag[index];
    if (node === undefined) continue;
    const code = nodeOf(program, node, models, called);
    const model = node.fullPath === undefined ? models.get(node.model) : undefined;
    if (model !== undefined) called.set(node.model, model);
    else if (needed.has(node.model)) {
      const variable = program.names.make(node.model, 'Node');
      program.declare(variable, code);
      called.set(node.model, variable);
      written.set(node.model, program.read(variable));
    }
    if (!written.has(node.model)) written.set(node.model, code);
  }
  const nodes = names.map((name) => written.get(name) ?? literal(name));
  program.state(call(`${program.read(graph)}.addRoute`, text(route.path), list(nodes)));
}

function nodeOf(
  program: Program,
  node: NodeSpec,
  models: ReadonlyMap<string, string>,
  called: ReadonlyMap<string, string>,
): Code {
  const dependencies = node.dependencies.map((name) => program.read(called.get(name) ?? name));
  const props = object({
    path: given(node.path),
    dependencies: dependencies.length === 0 ? undefined : list(dependencies),
    includeInput: given(node.includeInput),
    healthPath: given(node.healthPath),
    endpointRestType: given(node.endpointRestType),
    kind: program.chosen(node, 'kind', 'model'),
    policy: given(node.policy),
  });
  if (node.fullPath !== undefined) {
    return call(`${program.lib('DagNode')}.outside`, text(node.model), text(node.fullPath), props);
  }
  const model = program.read(models.get(node.model) ?? node.model);
  return props === undefined ? model : call(`${program.lib('DagNode')}.model`, model, props);
}
