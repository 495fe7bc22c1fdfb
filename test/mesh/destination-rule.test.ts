import { destinationRule } from '../../lib/mesh/destination-rule';

test('a Service of an axon is called over mutual TLS, and a pod that fails is left alone for a while', () => {
  expect(destinationRule('x-serve', 'model')).toEqual({
    host: 'x-serve',
    trafficPolicy: {
      tls: { mode: 'ISTIO_MUTUAL' },
      loadBalancer: { simple: 'LEAST_REQUEST' },
      connectionPool: {
        tcp: { connectTimeout: '5s' },
        http: { http1MaxPendingRequests: 1024, idleTimeout: '1s' },
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

test('connections to a gateway, which keeps them open itself, are kept for five minutes', () => {
  expect(destinationRule('x-api', 'gateway').trafficPolicy.connectionPool.http.idleTimeout).toBe('300s');
});
