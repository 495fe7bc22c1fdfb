import { gatewayApiGateway } from '../../lib/mesh/gateway-api-gateway';

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
