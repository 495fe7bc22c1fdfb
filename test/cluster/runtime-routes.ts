import type { RolloutRule } from '../../lib/spec/axon';
import { destinationRule } from '../../lib/mesh/destination-rule';
import { backendsHttpRoute, deployerHttpRoute } from '../../lib/mesh/http-route';
import { backendsVirtualService, versionsVirtualService, waitingVirtualService } from '../../lib/mesh/virtual-service';
import { graph, model, split, toBackends } from '../gateway/graphs';

/** Routes that the runtime writes, of everything that an axon can ask of them. */

const rollout: readonly RolloutRule[] = [
  { ...split(0, 1), match: { path: '/predict', headers: { 'X-Team': { prefix: 'a.b' } }, query: { trace: '1' } } },
  {
    ...split(0, 100),
    match: { headers: { agent: { regex: 'curl/[0-9.]+' } }, cookie: { tester: 'yes', theme: 'dark' } },
  },
  { ...split(1, 80, 2, 20), shadow: { index: 0 } },
];

const versions = ['c', 'b', 'a'].map((name, index) => ({
  name: `api-${name}`,
  number: 3 - index,
  gateway: { host: `x-api-${name}`, port: 80 },
}));

const models = [
  model(
    'm',
    ['a', 'b'],
    [{ ...toBackends({ a: 1 }), match: { path: '/predict' } }, { ...toBackends({ a: 70, b: 30 }) }],
  ),
];

const service = (backend: string) => ({ host: `x-api-c-${backend}`, port: 5000 });
const front = { service: { host: 'x-api-api', port: 80 }, gateways: ['x-ingress'], hosts: ['api.x.example.com'] };

export function runtimeRoutes(): readonly object[] {
  const whole = graph({ rollout, models });
  return [
    istio('VirtualService', 'waiting', waitingVirtualService()),
    istio('VirtualService', 'versions', versionsVirtualService(whole, versions)),
    istio('VirtualService', 'one-version', versionsVirtualService(whole, versions.slice(2))),
    istio('VirtualService', 'backends', backendsVirtualService('x-api-c-m', models[0]!, versions[0]!, service)),
    istio('DestinationRule', 'called', destinationRule('x-api-c', 'gateway')),
    gatewayApi('waiting', deployerHttpRoute(whole, [], front)),
    gatewayApi('versions', deployerHttpRoute(whole, versions, front)),
    gatewayApi('backends', backendsHttpRoute({ host: 'x-api-c-m', port: 80 }, models[0]!, versions[0]!, service)),
  ];
}

function istio(kind: string, name: string, spec: object): object {
  return { apiVersion: 'networking.istio.io/v1', kind, metadata: { name }, spec };
}

function gatewayApi(name: string, spec: object): object {
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name }, spec };
}
