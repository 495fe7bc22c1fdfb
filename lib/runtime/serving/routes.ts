import type { Axon, ModelGraph } from '../../spec/axon';
import {
  AT_REST,
  AXON_LABEL,
  identityLabels,
  sharedLabels,
  SPEC_HASH_LABEL,
  type Labels,
} from '../../spec/derive/labels';
import {
  deployerName,
  deployerRoutesName,
  labelValue,
  versionBackendName,
  versionGatewayName,
  versionModelName,
} from '../../spec/derive/names';
import { SERVICE_PORT } from '../../spec/derive/ports';
import { canAnswer, rolloutRules, rolloutShares, type TrafficVersion } from '../../spec/derive/traffic';
import { backendsHttpRoute, deployerHttpRoute } from '../../mesh/http-route';
import type { MeshService, MeshVersion } from '../../mesh/traffic-rules';
import { backendsVirtualService, versionsVirtualService } from '../../mesh/virtual-service';
import { KINDS, type Kind, type KubeObject, type OwnerReference } from '../kube/kube';
import { doorsOf, type Mesh } from './mesh';

/** Whose traffic is turned. */
export interface Routed {
  readonly axon: Pick<Axon, 'name' | 'hash'>;
  /** In force, or the last that the deployer had: an edit of its rules applies to existing versions at once. */
  readonly graph: ModelGraph;
  readonly mesh: Mesh;
  /** Names by which the world asks. */
  readonly hosts: readonly string[];
  readonly owner: OwnerReference;
}

/** The kind of object by which a mesh is told; undefined where there is no mesh to be told. */
export function routeKind(mesh: Mesh): 'VirtualService' | 'HTTPRoute' | undefined {
  switch (mesh) {
    case 'istio':
      return 'VirtualService';
    case 'gateway-api':
      return 'HTTPRoute';
    case 'none':
      return undefined;
  }
}

/**
 * Level one: who answers for the deployer.
 *
 * Without a mesh that is one version, the one that the rollout means most: the Service by which callers know the deployer
 * selects its gateways. That Service is in git but for its selector, which is all that is written here.
 *
 * @param versions - those that indices count, newest first
 */
export function deployerRoute(routed: Routed, versions: readonly TrafficVersion[]): KubeObject {
  const { axon, graph, mesh, hosts } = routed;
  const kind = routeKind(mesh);
  const name = deployerRoutesName(axon.name, graph.name);
  const labels = identityLabels(axon.name, { component: 'gateway', deployer: graph.name });
  if (kind === undefined) return frontOf(routed, mainVersion(graph, versions));
  const served = versions.map((version): MeshVersion => ({ ...version, gateway: gatewayService(axon.name, version) }));
  if (kind === 'VirtualService') return route(routed, kind, name, labels, versionsVirtualService(graph, served));
  const service = { host: deployerName(axon.name, graph.name), port: SERVICE_PORT };
  const front = { service, gateways: doorsOf(axon, hosts), hosts };
  return route(routed, kind, name, labels, deployerHttpRoute(graph, served, front));
}

/**
 * What the Service of the deployer selects.
 *
 * @param version - that answers for everybody. @default - none: nobody answers, or a mesh says who
 */
export function frontOf({ axon, graph }: Pick<Routed, 'axon' | 'graph'>, version?: TrafficVersion): KubeObject {
  const label = version === undefined ? AT_REST : labelValue(version.name);
  return {
    apiVersion: KINDS.Service.apiVersion,
    kind: 'Service',
    metadata: { name: deployerName(axon.name, graph.name) },
    spec: { selector: identityLabels(axon.name, { component: 'gateway', deployer: graph.name, version: label }) },
  };
}

/** The version that gets most of the requests for which no rule asks anything. */
function mainVersion(graph: ModelGraph, versions: readonly TrafficVersion[]): TrafficVersion | undefined {
  const answering = versions.filter((version) => canAnswer(graph, version));
  const rules = rolloutRules(graph);
  const rule = rules.find(({ match }) => match === undefined) ?? rules[0]!;
  const { served } = rolloutShares(rule, answering.length);
  const most = served.reduce<(typeof served)[number] | undefined>(
    (best, one) => (best === undefined || one.weight > best.weight ? one : best),
    undefined,
  );
  return most === undefined ? undefined : answering[most.to];
}

/** What of a rollout is not followed without a mesh, in words; undefined where nothing is lost. */
export function unfollowed({ graph, mesh }: Pick<Routed, 'graph' | 'mesh'>): string | undefined {
  if (mesh !== 'none') return undefined;
  const rules = rolloutRules(graph);
  const isPlain = rules.length === 1 && rules[0]!.match === undefined && rules[0]!.shadow === undefined;
  if (isPlain && rules[0]!.destinations.filter(({ weight }) => weight > 0).length === 1) return undefined;
  return `without a mesh one version of ${graph.name} answers everything: its rollout asks for more, synthesize with mesh istio or gateway-api`;
}

/** Level two: which backends answer for the models of a version. @param labels - those of the version */
export function modelRoutes(routed: Routed, version: TrafficVersion, labels: Labels): readonly KubeObject[] {
  const { axon, graph, mesh } = routed;
  const kind = routeKind(mesh);
  if (kind === undefined) return [];
  return graph.models.map((model) => {
    const host = { host: versionModelName(axon.name, version.name, model.name), port: SERVICE_PORT };
    const service = (backend: string): MeshService => ({
      host: versionBackendName(axon.name, version.name, model.name, backend),
      port: model.backends.find(({ name }) => name === backend)?.deploy.port ?? SERVICE_PORT,
    });
    const spec =
      kind === 'VirtualService'
        ? backendsVirtualService(host.host, model, version, service)
        : backendsHttpRoute(host, model, version, service);
    return route(routed, kind, host.host, labels, spec);
  });
}

function gatewayService(axon: string, { name }: TrafficVersion): MeshService {
  return { host: versionGatewayName(axon, name), port: SERVICE_PORT };
}

function route({ axon, owner }: Routed, kind: Kind, name: string, own: Labels, spec: object): KubeObject {
  const labels = { ...sharedLabels(axon.name, 'gateway'), [AXON_LABEL]: axon.name, ...own };
  return {
    apiVersion: KINDS[kind].apiVersion,
    kind,
    metadata: { name, labels: { ...labels, [SPEC_HASH_LABEL]: axon.hash }, ownerReferences: [owner] },
    spec,
  };
}
