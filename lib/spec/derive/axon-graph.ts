import type { Action, Axon, Backend, DagNode, ModelGraph, Sensor, Task, Trigger } from '../axon';
import { axonLoops, causesOf, effectsOf, guardsOf, type AxonLoop } from './causes';

/** A thing of an axon, or something outside of it that starts one of its sensors. */
export interface GraphNode {
  /** Distinct among all nodes: `sensor/deploy`, `backend/api/model/a`. */
  readonly id: string;
  readonly kind:
    | 'task'
    | 'sensor'
    | 'start'
    | 'rest'
    | 'calendar'
    | 'alert'
    | 'deployer'
    | 'model'
    | 'backend'
    | 'outside'
    | 'route';
  readonly name: string;
  /** What there is to know about it, in words. @default - nothing */
  readonly detail?: string;
  /** The deployer in which it is. @default - none */
  readonly within?: string;
}

/** What one thing has to do with another. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind:
    /** an event makes a sensor fire */
    | 'fires'
    /** a sensor starts a task or a deployer that waits for no other of its actions */
    | 'starts'
    /** within the sensors that the label names, what one action starts is followed by what another does */
    | 'then'
    /** a task or what serves reports a metric that an alert reads */
    | 'reports'
    /** a training makes the model that a backend serves */
    | 'trains'
    /** a deployer has a route; a route asks a model, a model those on which it depends, and its backends */
    | 'asks';
  /** @default - none */
  readonly label?: string;
}

/** An axon as nodes and edges: who starts whom, what serves, and the loops that it runs. */
export interface AxonGraph {
  readonly axon: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly loops: readonly AxonLoop[];
}

/** Nodes in the order of the document; edges by the nodes that they leave. */
export function axonGraph(axon: Axon): AxonGraph {
  const deployers = [...axon.deployers.values()];
  const parts = [
    { nodes: [...axon.tasks.values()].filter(({ kind }) => kind !== 'deploy').map(taskNode), edges: [] },
    ...axon.sensors.map((sensor) => sensorPart(axon, sensor)),
    ...deployers.map(deployerPart),
  ];
  return {
    axon: axon.name,
    nodes: parts.flatMap(({ nodes }) => nodes),
    edges: joined(parts.flatMap(({ edges }) => edges)),
    loops: axonLoops(axon),
  };
}

/** Sensors in which one thing follows another share an edge. */
function joined(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const same = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to, edge.kind, edge.kind === 'then' ? '' : edge.label]);
    const labels = new Set([same.get(key)?.label, edge.label].filter((label) => label !== undefined));
    same.set(key, labels.size === 0 ? edge : { ...edge, label: [...labels].join(', ') });
  }
  return [...same.values()];
}

interface Part {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

function taskNode(task: Task): GraphNode {
  const { evaluations } = (task.kind === 'train' ? task.tuning?.plan : undefined) ?? {};
  const detail = evaluations === undefined ? task.kind : `${task.kind}, tuned with ${evaluations} trials`;
  return { id: idOf('task', task.name), kind: 'task', name: task.name, detail };
}

function sensorPart(axon: Axon, sensor: Sensor): Part {
  const id = idOf('sensor', sensor.name);
  const guards = guardsOf({ ...sensor, triggers: sensor.triggers.filter(({ kind }) => kind !== 'alert') });
  const details = [...guards, ...(sensor.suspend ? ['suspended'] : [])];
  const own: GraphNode = {
    id,
    kind: 'sensor',
    name: sensor.name,
    ...(details.length === 0 ? {} : { detail: details.join(' and ') }),
  };
  const fired = sensor.triggers.map((trigger) => triggerPart(axon, sensor, trigger));
  const start = idOf('start', sensor.name);
  const atStart: Part = {
    nodes: [{ id: start, kind: 'start', name: 'start' }],
    edges: [{ from: start, to: id, kind: 'fires' }],
  };
  const triggers = fired.length === 0 ? [atStart] : fired;
  const starts = sensor.actions.flatMap((action): GraphEdge[] => {
    const to = startedBy(action);
    if (action.needs.length === 0) return [{ from: id, to, kind: 'starts' }];
    const needed = action.needs.flatMap((index) => sensor.actions[index] ?? []);
    return needed.map((one) => ({ from: startedBy(one), to, kind: 'then', label: sensor.name }));
  });
  return {
    nodes: [...triggers.flatMap(({ nodes }) => nodes), own],
    edges: [...triggers.flatMap(({ edges }) => edges), ...starts],
  };
}

function startedBy(action: Action): string {
  return action.kind === 'deploy' ? idOf('deployer', action.deployer.name) : idOf('task', action.task.name);
}

function triggerPart(axon: Axon, sensor: Sensor, trigger: Trigger): Part {
  const to = idOf('sensor', sensor.name);
  if (trigger.kind === 'lifecycle') {
    const { subject, condition } = trigger;
    if (subject.kind === 'deployer' || subject.task.kind !== 'deploy') {
      const from = subject.kind === 'task' ? idOf('task', subject.task.name) : idOf('deployer', subject.deployer.name);
      return { nodes: [], edges: [{ from, to, kind: 'fires', label: condition }] };
    }
    const served = [...axon.deployers.values()].filter(({ models }) =>
      models.some(({ backends }) => backends.some(({ deploy }) => deploy.name === subject.task.name)),
    );
    const label = `${subject.task.name} ${condition}`;
    return {
      nodes: [],
      edges: served.map(({ name }) => ({ from: idOf('deployer', name), to, kind: 'fires', label })),
    };
  }
  const id = idOf(trigger.kind, sensor.name, trigger.name);
  const node: GraphNode = { id, kind: trigger.kind, name: trigger.name, ...triggerDetail(trigger) };
  const reports = trigger.kind === 'alert' ? reportersOf(axon, trigger, id) : [];
  return { nodes: [node], edges: [...reports, { from: id, to, kind: 'fires' }] };
}

function triggerDetail(trigger: Exclude<Trigger, { kind: 'lifecycle' }>): { readonly detail?: string } {
  switch (trigger.kind) {
    case 'rest':
      return {};
    case 'calendar':
      return { detail: trigger.cron.source };
    case 'alert':
      return { detail: trigger.condition };
  }
}

/** What can report a metric that an alert reads: trainings that declare it, and whatever serves. */
function reportersOf(axon: Axon, trigger: Trigger, to: string): GraphEdge[] {
  const causes = new Set(causesOf(trigger));
  const found = axon.sensors
    .flatMap(({ actions }) => actions)
    .filter((action) => effectsOf(action).some((effect) => causes.has(effect)))
    .map(startedBy);
  return [...new Set(found)].map((from) => ({ from, to, kind: 'reports' }));
}

function deployerPart(graph: ModelGraph): Part {
  const { name, models, routes } = graph;
  const outside = new Set(routes.flatMap(({ nodes }) => nodes.filter(({ fullPath }) => fullPath !== undefined)));
  const nodes: GraphNode[] = [
    { id: idOf('deployer', name), kind: 'deployer', name, within: name },
    ...routes.map(({ path }): GraphNode => ({
      id: idOf('route', name, path),
      kind: 'route',
      name: path,
      within: name,
    })),
    ...models.map((model): GraphNode => ({
      id: modelId(name, model.name),
      kind: 'model',
      name: model.name,
      within: name,
    })),
    ...models.flatMap((model) => model.backends.map((backend) => backendNode(name, model.name, backend))),
    ...[...outside].map(({ model, fullPath }): GraphNode => ({
      id: idOf('outside', name, model),
      kind: 'outside',
      name: model,
      ...(fullPath === undefined ? {} : { detail: fullPath }),
      within: name,
    })),
  ];
  return {
    nodes: distinct(nodes),
    edges: [
      ...routes.flatMap((route) => [
        { from: idOf('deployer', name), to: idOf('route', name, route.path), kind: 'asks' as const },
        ...route.nodes.flatMap((node, index) => nodeEdges(name, route, node, index)),
      ]),
      ...models.flatMap((model) => model.backends.flatMap((backend) => backendEdges(name, model.name, backend))),
    ],
  };
}

function distinct(nodes: readonly GraphNode[]): readonly GraphNode[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

/** The route asks the node whose answer is its own, and a node those whose answers it is sent. */
function nodeEdges(deployer: string, route: ModelGraph['routes'][number], node: DagNode, index: number): GraphEdge[] {
  const id = nodeId(deployer, node);
  const asked: GraphEdge = { from: idOf('route', deployer, route.path), to: id, kind: 'asks' };
  const asks = node.dependencies.flatMap((dependency): GraphEdge[] => {
    const other = route.nodes[dependency];
    if (other === undefined) return [];
    return [{ from: id, to: nodeId(deployer, other), kind: 'asks', label: route.path }];
  });
  return [...(index === route.sink ? [asked] : []), ...asks];
}

function backendNode(deployer: string, model: string, { name, deploy }: Backend): GraphNode {
  return { id: idOf('backend', deployer, model, name), kind: 'backend', name, detail: deploy.name, within: deployer };
}

function backendEdges(deployer: string, model: string, { name, trainer, selection }: Backend): GraphEdge[] {
  const id = idOf('backend', deployer, model, name);
  return [
    { from: modelId(deployer, model), to: id, kind: 'asks' },
    ...(trainer === undefined
      ? []
      : [{ from: idOf('task', trainer.name), to: id, kind: 'trains' as const, label: selection }]),
  ];
}

/** What a node asks: the address outside where it names one, though a model of the deployer has the same name. */
function nodeId(deployer: string, { model, fullPath }: DagNode): string {
  return fullPath === undefined ? modelId(deployer, model) : idOf('outside', deployer, model);
}

function modelId(deployer: string, model: string): string {
  return idOf('model', deployer, model);
}

function idOf(kind: string, ...names: readonly string[]): string {
  return [kind, ...names].join('/');
}
