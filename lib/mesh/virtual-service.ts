import type { Model, ModelGraph } from '../spec/axon';
import type { TrafficVersion } from '../spec/derive/traffic';
import { BACKEND_HEADER } from '../spec/derive/mesh-headers';
import { conditionMatch, type NamedMatch, type RequestMatch } from './request-match';
import type { StringMatchData } from './text-match';
import { backendRules, versionRules, type MeshService, type MeshVersion, type TrafficRule } from './traffic-rules';

/** An Istio VirtualService, as far as Myelin writes it, as plain data (networking.istio.io/v1). */
export interface VirtualServiceData {
  /** @default - those of the root that delegates to it */
  readonly hosts?: string[];
  /** @default - those of the root, else the mesh itself */
  readonly gateways?: string[];
  readonly http: HttpRouteData[];
}

export interface HttpRouteData {
  readonly name: string;
  /** @default - every request */
  readonly match?: HttpMatchData[];
  /** @default - it answers by itself */
  readonly delegate?: { readonly name: string };
  /** @default - it delegates, or answers directly */
  readonly route?: RouteDestinationData[];
  /** @default - nobody gets a copy */
  readonly mirror?: DestinationData;
  /** @default 100 */
  readonly mirrorPercentage?: { readonly value: number };
  /** @default - it delegates, or sends the request on */
  readonly directResponse?: { readonly status: number; readonly body: { readonly string: string } };
}

export interface HttpMatchData {
  /** @default - any */
  readonly uri?: StringMatchData;
  /** @default - any */
  readonly headers?: Readonly<Record<string, StringMatchData>>;
  /** @default - any */
  readonly queryParams?: Readonly<Record<string, StringMatchData>>;
}

export interface DestinationData {
  readonly host: string;
  readonly port: { readonly number: number };
}

export interface RouteDestinationData {
  readonly destination: DestinationData;
  /** @default - all of it */
  readonly weight?: number;
  /** @default - none */
  readonly headers?: { readonly response: { readonly set: Readonly<Record<string, string>> } };
}

/** What the root of a deployer says. */
export interface RootRoute {
  /** Names by which callers ask for the deployer. */
  readonly hosts: readonly string[];
  /** Istio Gateways, beside the mesh itself, through which they come. */
  readonly gateways: readonly string[];
  /** The VirtualService that the runtime owns. */
  readonly delegate: string;
}

/**
 * The part of a deployer's routes that never moves and may live in git.
 *
 * It matches everything: Istio drops, with only a log line, what a delegate matches outside of its root's match.
 */
export function rootVirtualService({ hosts, gateways, delegate }: RootRoute): VirtualServiceData {
  return {
    hosts: [...hosts],
    gateways: ['mesh', ...gateways],
    http: [{ name: 'versions', delegate: { name: delegate } }],
  };
}

/**
 * The delegate before there is a version. The runtime creates it with this and writes every later one; it is not
 * synthesized, since each `apply` from git would take the traffic from what serves.
 *
 * A delegate has no hosts and no gateways.
 */
export function waitingVirtualService(): VirtualServiceData {
  return { http: [refusal('no-version', 503, 'no version yet')] };
}

/**
 * The delegate of a deployer: level one, from its callers to the gateways of its versions.
 *
 * @param versions - those that indices count, newest first
 */
export function versionsVirtualService(graph: ModelGraph, versions: readonly MeshVersion[]): VirtualServiceData {
  const rules = versionRules(graph, versions);
  return rules.length === 0 ? waitingVirtualService() : { http: routes(rules, 'no rollout rule is for this request') };
}

/**
 * The routes of one model of one version: level two, from the version's gateway to the backends.
 *
 * @param host - name by which the gateway asks for the model
 * @param service - of a backend
 */
export function backendsVirtualService(
  host: string,
  model: Model,
  version: TrafficVersion,
  service: (backend: string) => MeshService,
): VirtualServiceData {
  return { hosts: [host], http: routes(backendRules(model, version, service), 'no routing rule is for this request') };
}

/** A request that no rule is for is told so, as the gateway on one machine tells it. */
function routes(rules: readonly TrafficRule[], none: string): HttpRouteData[] {
  const open = rules.some(({ condition }) => condition.kind === 'all');
  return [...rules.map(route), ...(open ? [] : [refusal('no-rule', 404, none)])];
}

function route({ name, condition, served, shadow }: TrafficRule): HttpRouteData {
  const match = conditionMatch(condition);
  const head = { name, ...(match === undefined ? {} : { match: [httpMatch(match)] }) };
  if (served.length === 0) return { ...head, ...refusal(name, 503, 'nobody can answer yet') };
  return {
    ...head,
    route: served.map(({ weight, backend, ...service }) => ({
      destination: destination(service),
      // Istio takes one destination alone for the whole.
      ...(served.length === 1 ? {} : { weight }),
      ...(backend === undefined ? {} : { headers: { response: { set: { [BACKEND_HEADER]: backend } } } }),
    })),
    ...(shadow === undefined ? {} : { mirror: destination(shadow), mirrorPercentage: { value: 100 } }),
  };
}

function destination({ host, port }: MeshService): DestinationData {
  return { host, port: { number: port } };
}

function httpMatch({ path, headers, query }: RequestMatch): HttpMatchData {
  return {
    ...(path === undefined ? {} : { uri: path }),
    ...(headers.length === 0 ? {} : { headers: byName(headers) }),
    ...(query.length === 0 ? {} : { queryParams: byName(query) }),
  };
}

function byName(matches: readonly NamedMatch[]): Readonly<Record<string, StringMatchData>> {
  return Object.fromEntries(matches.map(({ name, value }) => [name, value]));
}

function refusal(name: string, status: number, text: string): HttpRouteData {
  return { name, directResponse: { status, body: { string: text } } };
}
