import type { Model, ModelGraph } from '../spec/axon';
import {
  backendShares,
  canAnswer,
  isReady,
  rolloutRules,
  rolloutShares,
  routingRules,
  type Shares,
  type TrafficVersion,
} from '../spec/derive/traffic';
import type { MatchSpec } from '../spec/schema/deployer';
import { meshWeights } from './weights';

/** A Service that requests are sent to. */
export interface MeshService {
  /** Its name, in the namespace of the routes. */
  readonly host: string;
  readonly port: number;
}

/** A Service that gets a part of a rule's requests. */
export interface WeightedService extends MeshService {
  /** A whole number. */
  readonly weight: number;
  /** Name of the backend, which an answer tells its caller. @default - the answer tells nothing */
  readonly backend?: string;
}

/** Whom a rule is for. */
export type RuleCondition =
  /** Everyone whom no earlier rule is for. */
  | { readonly kind: 'all' }
  /** Requests of callers, by what the axon says about them. */
  | { readonly kind: 'match'; readonly match: MatchSpec }
  /** The address of a version, or with `any` those of all of them. */
  | { readonly kind: 'versionPath'; readonly path: string }
  /** Calls of a model for which the gateway found that this routing rule decides. */
  | { readonly kind: 'decidedRule'; readonly rule: number };

/** What a mesh is told: for whom, who answers, who gets a copy. The first rule that is for a request decides. */
export interface TrafficRule {
  readonly name: string;
  readonly condition: RuleCondition;
  /** Empty when there is nobody who could answer. */
  readonly served: readonly WeightedService[];
  /** @default - nobody gets a copy */
  readonly shadow?: MeshService;
}

/** A version and the Service of its gateway. */
export interface MeshVersion extends TrafficVersion {
  readonly gateway: MeshService;
}

/** Below it lie the versions' own addresses, in the cluster as on one machine: `/versions/NAME/predict`. */
const VERSIONS = '/versions/';

/**
 * Level one: from a deployer to the gateways of its versions.
 *
 * - The rules are the axon's, in its order, over the versions that can answer; none while nothing can.
 * - Before them comes the address of each version, which no weight moves. Those of versions that are gone lead to the
 *   newest one's gateway, which knows what became of them.
 *
 * @param versions - those that indices count, newest first
 */
export function versionRules(graph: ModelGraph, versions: readonly MeshVersion[]): readonly TrafficRule[] {
  const answering = versions.filter((version) => canAnswer(graph, version));
  const [newest] = answering;
  if (newest === undefined) return [];
  const own = versions.map(({ name, gateway }) => addressRule(`version-${name}`, `${VERSIONS}${name}/`, gateway));
  const weighted = rolloutRules(graph).map((rule, index): TrafficRule => ({
    name: `rule-${index}`,
    condition: condition(rule.match),
    ...services(rolloutShares(rule, answering.length), (position) => answering[position]!.gateway),
  }));
  return [...own, addressRule('versions-gone', VERSIONS, newest.gateway), ...reachable(weighted)];
}

function addressRule(name: string, path: string, gateway: MeshService): TrafficRule {
  return { name, condition: { kind: 'versionPath', path }, served: [{ ...gateway, weight: 100 }] };
}

/**
 * Level two: from a model of a version to its backends.
 *
 * - Which routing rule is for a request is decided by the gateway, which alone knows the request as its caller sent it;
 *   the mesh is told the rule's position and splits by its weights. So a match means the same here as on one machine.
 * - A call that names no rule goes by the one that is for everyone, if there is one.
 *
 * @param service - of a backend
 */
export function backendRules(
  model: Model,
  version: TrafficVersion,
  service: (backend: string) => MeshService,
): readonly TrafficRule[] {
  const rules = routingRules(model).map((rule, index): TrafficRule => {
    const shares = backendShares(model, rule, (backend) => isReady(version, model.name, backend));
    return {
      name: `rule-${index}`,
      condition: condition(rule.match).kind === 'all' ? { kind: 'all' } : { kind: 'decidedRule', rule: index },
      ...services(shares, service, (backend) => backend),
    };
  });
  return reachable(rules);
}

function condition(match: MatchSpec | undefined): RuleCondition {
  const asked = Object.values(match ?? {}).some(
    (part) => typeof part === 'string' || Object.keys(part ?? {}).length > 0,
  );
  return match === undefined || !asked ? { kind: 'all' } : { kind: 'match', match };
}

/** Without those that come after a rule for everyone: nothing reaches them, and a mesh would complain of them. */
function reachable(rules: readonly TrafficRule[]): readonly TrafficRule[] {
  const last = rules.findIndex(({ condition }) => condition.kind === 'all');
  return last === -1 ? rules : rules.slice(0, last + 1);
}

function services<Destination>(
  { served, shadow }: Shares<Destination>,
  service: (destination: Destination) => MeshService,
  backend?: (destination: Destination) => string,
): Pick<TrafficRule, 'served' | 'shadow'> {
  const weights = meshWeights(served.map(({ weight }) => weight));
  return {
    served: served.map(({ to }, index) => ({
      ...service(to),
      weight: weights[index]!,
      ...(backend === undefined ? {} : { backend: backend(to) }),
    })),
    ...(shadow === undefined ? {} : { shadow: service(shadow) }),
  };
}
