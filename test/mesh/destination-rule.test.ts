import { destinationRule } from '../../lib/mesh/destination-rule';
import { gatewayApiGateway } from '../../lib/mesh/ingress-gateway';
import { meshWeights } from '../../lib/mesh/weights';

test('a Service of an axon is called over mutual TLS, and a pod that fails is left alone for a while', () => {
  expect(destinationRule('x-serve')).toEqual({
    host: 'x-serve',
    trafficPolicy: {
      tls: { mode: 'ISTIO_MUTUAL' },
      loadBalancer: { simple: 'LEAST_REQUEST' },
      connectionPool: {
        tcp: { connectTimeout: '5s' },
        http: { http1MaxPendingRequests: 1024, idleTimeout: '300s' },
      },
      outlierDetection: {
        consecutiveGatewayErrors: 5,
        consecutive5xxErrors: 0,
        interval: '10s',
        baseEjectionTime: '30s',
        maxEjectionPercent: 50,
      },
    },
  });
});

test('a Gateway has a listener for each host, for routes of its own namespace', () => {
  const pods = { labels: { team: 'a' }, parameters: 'x-ingress' };
  expect(gatewayApiGateway('istio', ['a.example.com', 'b.example.com'], pods)).toEqual({
    gatewayClassName: 'istio',
    infrastructure: {
      labels: { team: 'a' },
      parametersRef: { group: '', kind: 'ConfigMap', name: 'x-ingress' },
    },
    listeners: [
      {
        name: 'http-0',
        hostname: 'a.example.com',
        port: 80,
        protocol: 'HTTP',
        allowedRoutes: { namespaces: { from: 'Same' } },
      },
      {
        name: 'http-1',
        hostname: 'b.example.com',
        port: 80,
        protocol: 'HTTP',
        allowedRoutes: { namespaces: { from: 'Same' } },
      },
    ],
  });
});

test.each([
  [
    [90, 10],
    [90, 10],
  ],
  [
    [1, 0, 3],
    [1, 0, 3],
  ],
  [
    [0.5, 99.5],
    [500, 99_500],
  ],
  [
    [1e-9, 1],
    [1, 100_000],
  ],
  [
    [2e6, 2e6],
    [50_000, 50_000],
  ],
  [[7], [100]],
  [[], []],
])('weights %j are whole to a mesh: %j', (weights, expected) => {
  expect(meshWeights(weights)).toEqual(expected);
});
