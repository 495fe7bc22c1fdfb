import type { DagNode, Route } from '../axon';
import type { Path } from '../issue';
import type { DeployerSpec, NodeSpec, RouteSpec } from '../schema/deployer';
import type { Scope } from './scope';

/** The routes of a deployer, each with its nodes in an order in which they can be asked. */
export function resolveRoutes(deployer: DeployerSpec, path: Path, scope: Scope): readonly Route[] {
  const seen = new Set<string>();
  return deployer.routes.flatMap((route, index) => {
    const at = [...path, 'routes', index];
    if (seen.has(route.path)) {
      const message = `the route ${route.path} is defined twice`;
      scope.report('MYL1010', [...at, 'path'], message, 'rename or remove one of them');
      return [];
    }
    seen.add(route.path);
    return resolveRoute(route, deployer, at, scope) ?? [];
  });
}

function resolveRoute(route: RouteSpec, deployer: DeployerSpec, path: Path, scope: Scope): Route | undefined {
  const models = deployer.models.map(({ name }) => name);
  const indices = new Map<string, number>();
  let sound = true;
  route.dag.forEach((node, index) => {
    if (indices.has(node.model)) {
      const at = [...path, 'dag', index, 'model'];
      scope.report('MYL1010', at, `the model ${node.model} is twice in one dag`, 'list its dependencies in one node');
      sound = false;
    } else indices.set(node.model, index);
    if (node.fullPath === undefined && !models.includes(node.model)) {
      scope.unknown('model', node.model, [...path, 'dag', index, 'model'], models);
    }
  });

  const dependencies = route.dag.map((node, index) =>
    node.dependencies.flatMap((name, d) => {
      const dependency = indices.get(name);
      if (dependency !== undefined) return [dependency];
      const hint = scope.suggest(name, [...indices.keys()]) ?? `add a node for ${name} to this dag`;
      scope.report('MYL1101', [...path, 'dag', index, 'dependencies', d], `unknown dependency ${name}`, hint);
      sound = false;
      return [];
    }),
  );
  if (!sound) return undefined;
  const order = topologicalOrder(dependencies);
  if (order.cycle !== undefined) {
    const names = order.cycle.map((index) => route.dag[index]?.model ?? '');
    const message = `the models of ${route.path} wait for each other: ${[...names, names[0]].join(' needs ')}`;
    scope.report('MYL1303', [...path, 'dag', order.cycle[0] ?? 0, 'dependencies'], message, 'remove one dependency');
    return undefined;
  }
  const sinks = route.dag.flatMap((_, index) => (dependencies.some((list) => list.includes(index)) ? [] : [index]));
  if (sinks.length !== 1) {
    const names = sinks.map((index) => route.dag[index]?.model ?? '').join(', ');
    const message = `the dag of ${route.path} has ${sinks.length} models on which nobody depends: ${names}`;
    scope.report('MYL1304', [...path, 'dag', sinks[1] ?? 0, 'model'], message, 'one of them must depend on the others');
    return undefined;
  }
  const placeOf = new Map(order.indices.map((index, place) => [index, place]));
  const nodes = order.indices.flatMap((index) => {
    const node = route.dag[index];
    const needed = (dependencies[index] ?? []).map((dependency) => placeOf.get(dependency) ?? 0);
    return node === undefined ? [] : [resolveNode(node, needed, route)];
  });
  return { path: route.path, nodes, sink: placeOf.get(sinks[0] ?? 0) ?? 0 };
}

function resolveNode(node: NodeSpec, dependencies: readonly number[], route: RouteSpec): DagNode {
  return {
    model: node.model,
    path: node.path ?? route.path,
    dependencies,
    includeInput: node.includeInput ?? false,
    ...(node.fullPath === undefined ? {} : { fullPath: node.fullPath }),
    ...(node.endpointRestType === undefined ? {} : { endpointRestType: node.endpointRestType }),
  };
}

export interface Order {
  /** Every index after those it depends on; otherwise as written. */
  readonly indices: readonly number[];
  /** Present when there is no such order: indices of which each depends on the next. */
  readonly cycle?: readonly number[];
}

/** An order in which everything comes after what it depends on, for lists of indices. */
export function topologicalOrder(dependencies: readonly (readonly number[])[]): Order {
  const indices: number[] = [];
  const done = new Set<number>();
  for (let progress = true; progress;) {
    progress = false;
    dependencies.forEach((needed, index) => {
      if (done.has(index) || !needed.every((dependency) => done.has(dependency))) return;
      done.add(index);
      indices.push(index);
      progress = true;
    });
  }
  const start = dependencies.findIndex((_, index) => !done.has(index));
  if (start === -1) return { indices };
  const walk: number[] = [];
  for (let at = start; !walk.includes(at);) {
    walk.push(at);
    at = (dependencies[at] ?? []).find((dependency) => !done.has(dependency)) ?? at;
  }
  const last = walk.at(-1) ?? start;
  const back = (dependencies[last] ?? []).find((dependency) => walk.includes(dependency) && !done.has(dependency));
  return { indices, cycle: walk.slice(walk.indexOf(back ?? start)) };
}
