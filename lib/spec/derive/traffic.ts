import type { Model, ModelGraph, RolloutRule, Route, RoutingRule } from '../axon';

/** One destination of a rule once it is known what there is to send traffic to. */
export interface Share<Destination> {
  readonly to: Destination;
  /** Sum of the weights that lead here, as written. */
  readonly weight: number;
  /** `weight` over the sum of all weights of the rule, from 0 to 1. */
  readonly share: number;
}

/** What a rule comes to: whom it serves from, and who gets a copy. */
export interface Shares<Destination> {
  /** Destinations that get traffic; empty when there is none that could. */
  readonly served: readonly Share<Destination>[];
  /** @default - no copy is sent */
  readonly shadow?: Destination;
}

/** The identity of one implementation of one model. */
export interface BackendRef {
  readonly model: string;
  readonly backend: string;
}

/** A version as far as traffic is concerned. Lists of them are newest first and hold only those that indices count. */
export interface TrafficVersion {
  readonly name: string;
  readonly number: number;
  /** @default - all backends are ready */
  readonly readyBackends?: readonly BackendRef[];
}

/** Level one of an axon that says nothing: the newest version answers everything. */
const NEWEST: RolloutRule = { destinations: [{ index: 0, weight: 100 }] };

/** The rollout rules of a graph, with the default for one that has none. */
export function rolloutRules(graph: Pick<ModelGraph, 'rollout'>): readonly RolloutRule[] {
  return graph.rollout.length === 0 ? [NEWEST] : graph.rollout;
}

/** The routing rules of a model, with the default for one that has none: its backends in equal parts. */
export function routingRules(model: Pick<Model, 'routing' | 'backends'>): readonly RoutingRule[] {
  if (model.routing.length > 0) return model.routing;
  return [{ destinations: model.backends.map(({ name }) => ({ backend: name, weight: 1 })) }];
}

/**
 * What a rollout rule comes to while `versionCount` versions can answer; destinations are positions in the list of them,
 * 0 the newest.
 *
 * - An index past the oldest means the oldest; weights are never spread anew, or a canary of 10 % would get 100 %.
 * - A shadow that means a version served by the same rule is dropped.
 */
export function rolloutShares(
  rule: Pick<RolloutRule, 'destinations' | 'shadow'>,
  versionCount: number,
): Shares<number> {
  if (versionCount <= 0) return { served: [] };
  const position = (index: number) => Math.min(index, versionCount - 1);
  return shares(
    rule.destinations.map(({ index, weight }) => ({ to: position(index), weight })),
    rule.shadow === undefined ? undefined : position(rule.shadow.index),
  );
}

/**
 * What a routing rule of a model comes to while only some backends are ready.
 *
 * - A backend that is not ready gives its weight to the rule's others in proportion; when none of the rule's is ready,
 *   to the model's others in equal parts.
 * - A shadow that is not ready, or that the rule serves from, is dropped.
 *
 * @param ready - whether a backend of this model can answer
 */
export function backendShares(
  model: Pick<Model, 'backends'>,
  rule: Pick<RoutingRule, 'destinations' | 'shadow'>,
  ready: (backend: string) => boolean,
): Shares<string> {
  const shadow = rule.shadow !== undefined && ready(rule.shadow.backend) ? rule.shadow.backend : undefined;
  const named = shares(
    rule.destinations.filter(({ backend }) => ready(backend)).map(({ backend, weight }) => ({ to: backend, weight })),
    shadow,
  );
  if (named.served.length > 0) return named;
  return shares(
    model.backends.filter(({ name }) => ready(name)).map(({ name }) => ({ to: name, weight: 1 })),
    shadow,
  );
}

/** Whether every model of the graph has a backend that can answer for this version. */
export function canAnswer(graph: Pick<ModelGraph, 'models'>, version: TrafficVersion): boolean {
  return graph.models.every((model) => model.backends.some(({ name }) => isReady(version, model.name, name)));
}

export function isReady(version: TrafficVersion, model: string, backend: string): boolean {
  if (version.readyBackends === undefined) return true;
  return version.readyBackends.some((one) => one.model === model && one.backend === backend);
}

/** Whether some route asks the backends of a model: a node with a `fullPath` asks that address and none of them. */
export function isAsked(routes: readonly Route[], model: string): boolean {
  return routes.some(({ nodes }) => nodes.some((node) => node.model === model && node.fullPath === undefined));
}

/**
 * One line of the traffic matrix: what part of a route's requests one backend answers, or gets a copy of. A model outside
 * of the axon has one, which is its address.
 */
export interface TrafficCell extends BackendRef {
  /** Position of the rollout rule, and within the model of the routing rule; 0 where the axon has none. */
  readonly rule: number;
  readonly routingRule: number;
  readonly route: string;
  readonly version: string;
  readonly number: number;
  /** Of the requests that both rules decide, from 0 to 1. */
  readonly share: number;
  /** Whether it is copies whose answers are thrown away. */
  readonly shadow: boolean;
}

/**
 * Who answers what: rollout rule by route by version by backend. The gateway, the mesh objects and `graph --traffic` all
 * follow from it, so that they cannot disagree.
 *
 * @param versions - those that indices count, newest first; one with a model that nobody can answer for is passed over
 */
export function trafficMatrix(graph: ModelGraph, versions: readonly TrafficVersion[]): readonly TrafficCell[] {
  const answering = versions.filter((version) => canAnswer(graph, version));
  return rolloutRules(graph).flatMap((rule, index) => {
    const { served, shadow } = rolloutShares(rule, answering.length);
    return graph.routes.flatMap((route) => [
      ...served.flatMap(({ to, share }) => cells(graph, route, answering[to]!, share, false, index)),
      ...(shadow === undefined ? [] : cells(graph, route, answering[shadow]!, 1, true, index)),
    ]);
  });
}

function cells(
  graph: ModelGraph,
  route: Route,
  version: TrafficVersion,
  versionShare: number,
  shadow: boolean,
  rule: number,
): TrafficCell[] {
  const outside = route.nodes.flatMap(({ model, fullPath }): TrafficCell[] => {
    if (fullPath === undefined) return [];
    const { name, number } = version;
    const share = versionShare;
    return [
      { rule, routingRule: 0, route: route.path, version: name, number, model, backend: fullPath, share, shadow },
    ];
  });
  const inside = graph.models
    .filter(({ name }) => isAsked([route], name))
    .flatMap((model) =>
      routingRules(model).flatMap((routing, routingRule) => {
        const level = backendShares(model, routing, (backend) => isReady(version, model.name, backend));
        const common = {
          rule,
          routingRule,
          route: route.path,
          version: version.name,
          number: version.number,
          model: model.name,
        };
        const cell = (backend: string, share: number, copy: boolean): TrafficCell => ({
          ...common,
          backend,
          share,
          shadow: copy,
        });
        return [
          ...level.served.map(({ to, share }) => cell(to, versionShare * share, shadow)),
          ...(level.shadow === undefined || shadow ? [] : [cell(level.shadow, versionShare, true)]),
        ];
      }),
    );
  return [...inside, ...outside];
}

/** Adds up what leads to the same destination, leaves out what gets nothing, and makes parts of the sum. */
function shares<Destination>(
  weighted: readonly { readonly to: Destination; readonly weight: number }[],
  shadow: Destination | undefined,
): Shares<Destination> {
  const weights = new Map<Destination, number>();
  for (const { to, weight } of weighted) if (weight > 0) weights.set(to, (weights.get(to) ?? 0) + weight);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const served = [...weights].map(([to, weight]) => ({ to, weight, share: weight / total }));
  return shadow === undefined || weights.has(shadow) ? { served } : { served, shadow };
}
