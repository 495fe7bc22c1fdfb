import { destinationRule } from '../../lib/mesh/destination-rule';
import { backendsHttpRoute, deployerHttpRoute } from '../../lib/mesh/http-route';
import type { MeshService, MeshVersion } from '../../lib/mesh/traffic-rules';
import { backendsVirtualService, versionsVirtualService } from '../../lib/mesh/virtual-service';
import type { Model, ModelGraph } from '../../lib/spec/axon';
import type { Manifest, Synthesized } from '../constructs/synthesize';

/**
 * Versions of the deployer `api` of test/fixtures/by-hand, made of its shapes as the runtime makes them: copies with a name,
 * the label of the version, replicas and environment, and the routes of lib/mesh.
 */

const VERSION_LABEL = 'myelin.io/version';
const MODEL_PORT = 5000;
const GATEWAY_PORT = 80;

export interface Version {
  readonly name: string;
  readonly number: number;
  /** Those of the model `letters` that are ready. */
  readonly backends: readonly string[];
}

export function gatewayOf({ name }: Version): string {
  return `by-hand-api-${name}`;
}

function modelOf({ name }: Version): string {
  return `by-hand-api-${name}-letters`;
}

function backendOf(version: Version, backend: string): MeshService {
  return { host: `${modelOf(version)}-${backend}`, port: MODEL_PORT };
}

/** Everything of a version but the routes: its gateway, and a model server for each backend. */
export function versionObjects({ find }: Synthesized, version: Version, meshed: boolean): readonly object[] {
  const gateway = gatewayOf(version);
  const model = { host: modelOf(version), port: MODEL_PORT };
  const own = { [VERSION_LABEL]: version.name };
  const environment = { ME: version.name, MODEL_URL: `http://${model.host}:${model.port}/predict` };
  return [
    copyOfDeployment(find('Deployment', 'by-hand-api-gateway'), gateway, own, environment),
    copyOfService(find('Service', 'by-hand-api-api'), gateway, own),
    ...(meshed ? [rule(gateway)] : []),
    // By which the gateway asks for the model, whichever its backend.
    copyOfService(find('Service', 'by-hand-serve'), model.host, own),
    ...version.backends.flatMap((backend) => {
      const { host } = backendOf(version, backend);
      const one = { [VERSION_LABEL]: version.name, 'myelin.io/backend': backend };
      return [
        copyOfDeployment(find('Deployment', 'by-hand-serve'), host, one, { ME: backend }),
        copyOfService(find('Service', 'by-hand-serve'), host, one),
        ...(meshed ? [rule(host)] : []),
      ];
    }),
  ];
}

function copyOfDeployment(
  atRest: Manifest,
  name: string,
  labels: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): object {
  const { template, selector, ...spec } = atRest['spec'];
  const [container] = template.spec.containers;
  const env = [...container.env, ...Object.entries(environment).map(([key, value]) => ({ name: key, value }))];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { ...template.metadata.labels, ...labels } },
    spec: {
      ...spec,
      replicas: 1,
      selector: { matchLabels: { ...selector.matchLabels, ...labels } },
      template: {
        metadata: { ...template.metadata, labels: { ...template.metadata.labels, ...labels } },
        spec: { ...template.spec, containers: [{ ...container, env }] },
      },
    },
  };
}

function copyOfService(atRest: Manifest, name: string, labels: Readonly<Record<string, string>>): object {
  const { selector, ...spec } = atRest['spec'];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ...spec, selector: { ...selector, ...labels } },
  };
}

function rule(host: string): object {
  return istio('DestinationRule', host, destinationRule(host, 'model'));
}

/** The routes between versions, newest first, and within each. */
export function istioRoutes(graph: ModelGraph, versions: readonly Version[]): readonly object[] {
  return [
    istio('VirtualService', 'by-hand-api-versions', versionsVirtualService(graph, versions.map(inMesh))),
    ...versions.map((version) => {
      const host = modelOf(version);
      const routes = backendsVirtualService(host, modelIn(graph), traffic(version), (name) => backendOf(version, name));
      return istio('VirtualService', host, routes);
    }),
  ];
}

export function gatewayApiRoutes(
  graph: ModelGraph,
  versions: readonly Version[],
  hosts: readonly string[],
): readonly object[] {
  const front = { service: { host: 'by-hand-api-api', port: GATEWAY_PORT }, gateways: ['by-hand-ingress'], hosts };
  return [
    httpRoute('by-hand-api-versions', deployerHttpRoute(graph, versions.map(inMesh), front)),
    ...versions.map((version) => {
      const host = { host: modelOf(version), port: MODEL_PORT };
      const routes = backendsHttpRoute(host, modelIn(graph), traffic(version), (name) => backendOf(version, name));
      return httpRoute(host.host, routes);
    }),
  ];
}

function modelIn({ models }: ModelGraph): Model {
  return models[0]!;
}

function inMesh(version: Version): MeshVersion {
  return { ...traffic(version), gateway: { host: gatewayOf(version), port: GATEWAY_PORT } };
}

function traffic({ name, number, backends }: Version) {
  return { name, number, readyBackends: backends.map((backend) => ({ model: 'letters', backend })) };
}

function istio(kind: string, name: string, spec: object): object {
  return { apiVersion: 'networking.istio.io/v1', kind, metadata: { name }, spec };
}

function httpRoute(name: string, spec: object): object {
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name }, spec };
}
