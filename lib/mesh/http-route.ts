import type { Model, ModelGraph } from '../spec/axon';
import type { TrafficVersion } from '../spec/derive/traffic';
import { BACKEND_HEADER } from '../spec/derive/mesh-headers';
import { conditionMatch, type NamedMatch, type RequestMatch } from './request-match';
import { expression, type StringMatchData } from './text-match';
import { backendRules, versionRules, type MeshService, type MeshVersion, type TrafficRule } from './traffic-rules';

/** An HTTPRoute of Gateway API, as far as Myelin writes it, as plain data (gateway.networking.k8s.io/v1). */
export interface HttpRouteSpecData {
  readonly parentRefs: ParentRefData[];
  /** @default - any */
  readonly hostnames?: string[];
  readonly rules: HttpRouteRuleData[];
}

export interface ParentRefData {
  readonly group: string;
  readonly kind: 'Gateway' | 'Service';
  readonly name: string;
  /** @default - all of its ports */
  readonly port?: number;
}

export interface HttpRouteRuleData {
  readonly name: string;
  /** @default - every request */
  readonly matches?: HttpRouteMatchData[];
  /** @default - none */
  readonly filters?: {
    readonly type: 'RequestMirror';
    readonly requestMirror: { readonly backendRef: BackendRefData };
  }[];
  /** @default - nobody answers: a 500 */
  readonly backendRefs?: WeightedBackendRefData[];
}

export interface HttpRouteMatchData {
  /** @default - any */
  readonly path?: { readonly type: 'Exact' | 'PathPrefix'; readonly value: string };
  /** @default - any */
  readonly headers?: ValueMatchData[];
  /** @default - any */
  readonly queryParams?: ValueMatchData[];
}

export interface ValueMatchData {
  readonly type: 'Exact' | 'RegularExpression';
  readonly name: string;
  readonly value: string;
}

export interface BackendRefData {
  readonly name: string;
  readonly port: number;
}

export interface WeightedBackendRefData extends BackendRefData {
  readonly weight: number;
  /** @default - none */
  readonly filters?: {
    readonly type: 'ResponseHeaderModifier';
    readonly responseHeaderModifier: { readonly set: { readonly name: string; readonly value: string }[] };
  }[];
}

/** Whose requests a deployer's route takes. */
export interface DeployerFront {
  /** The Service by which callers within the cluster ask for the deployer; at rest it has no endpoints. */
  readonly service: MeshService;
  /** Gateways of the namespace through which the world comes, and the names it asks for. */
  readonly gateways: readonly string[];
  readonly hosts: readonly string[];
}

/**
 * The HTTPRoute of a deployer: level one, from its callers to the gateways of its versions. There is no delegation, so the
 * runtime owns it whole and creates it with no version.
 *
 * - While nothing can answer it leads to the deployer's own Service, which selects what is at rest: a 503, since Gateway
 *   API has no answer of its own to give.
 * - Rules take precedence by how exact they are and not by their order: `httpRouteFaults` tells where that would be another
 *   traffic than the axon's.
 *
 * @param versions - those that indices count, newest first
 */
export function deployerHttpRoute(
  graph: ModelGraph,
  versions: readonly MeshVersion[],
  { service, gateways, hosts }: DeployerFront,
): HttpRouteSpecData {
  const rules = versionRules(graph, versions);
  const waiting: TrafficRule = {
    name: 'no-version',
    condition: { kind: 'all' },
    served: [{ ...service, weight: 100 }],
  };
  return {
    parentRefs: [parentService(service), ...gateways.map(parentGateway)],
    ...(hosts.length === 0 ? {} : { hostnames: [...hosts] }),
    rules: (rules.length === 0 ? [waiting] : rules).map(rule),
  };
}

/** The HTTPRoute of one model of one version: level two. @param host - Service by which the gateway asks for the model */
export function backendsHttpRoute(
  host: MeshService,
  model: Model,
  version: TrafficVersion,
  service: (backend: string) => MeshService,
): HttpRouteSpecData {
  return { parentRefs: [parentService(host)], rules: backendRules(model, version, service).map(rule) };
}

function rule({ name, condition, served, shadow }: TrafficRule): HttpRouteRuleData {
  const match = conditionMatch(condition);
  return {
    name,
    ...(match === undefined ? {} : { matches: [routeMatch(match)] }),
    ...(shadow === undefined
      ? {}
      : { filters: [{ type: 'RequestMirror', requestMirror: { backendRef: reference(shadow) } }] }),
    ...(served.length === 0
      ? {}
      : {
          backendRefs: served.map(({ weight, backend, ...service }) => ({
            ...reference(service),
            weight,
            ...(backend === undefined
              ? {}
              : {
                  filters: [
                    {
                      type: 'ResponseHeaderModifier',
                      responseHeaderModifier: { set: [{ name: BACKEND_HEADER, value: backend }] },
                    },
                  ],
                }),
          })),
        }),
  };
}

function routeMatch({ path, headers, query }: RequestMatch): HttpRouteMatchData {
  return {
    ...(path === undefined ? {} : pathMatch(path)),
    ...(headers.length === 0 ? {} : { headers: headers.map(valueMatch) }),
    ...(query.length === 0 ? {} : { queryParams: query.map(valueMatch) }),
  };
}

/** There is none by expression: `httpRouteFaults` refuses it. */
function pathMatch(path: StringMatchData): Pick<HttpRouteMatchData, 'path'> {
  if ('exact' in path) return { path: { type: 'Exact', value: path.exact } };
  return 'prefix' in path ? { path: { type: 'PathPrefix', value: path.prefix } } : {};
}

function valueMatch({ name, value }: NamedMatch): ValueMatchData {
  if ('exact' in value) return { type: 'Exact', name, value: value.exact };
  return { type: 'RegularExpression', name, value: expression(value) };
}

function reference({ host, port }: MeshService): BackendRefData {
  return { name: host, port };
}

function parentService({ host, port }: MeshService): ParentRefData {
  return { group: '', kind: 'Service', name: host, port };
}

function parentGateway(name: string): ParentRefData {
  return { group: 'gateway.networking.k8s.io', kind: 'Gateway', name };
}
