import { ingressGateway } from '../../lib/mesh/ingress-gateway';
import { rootVirtualService, waitingVirtualService } from '../../lib/mesh/virtual-service';

test('the root has hosts, gateways and one route with no match, which delegates', () => {
  expect(rootVirtualService({ hosts: ['rec-api'], gateways: ['rec-ingress'], delegate: 'rec-api-versions' })).toEqual({
    hosts: ['rec-api'],
    gateways: ['mesh', 'rec-ingress'],
    http: [{ name: 'versions', delegate: { name: 'rec-api-versions' } }],
  });
});

test('the delegate starts as a 503 and has neither hosts nor gateways', () => {
  expect(waitingVirtualService()).toEqual({
    http: [{ name: 'no-version', directResponse: { status: 503, body: { string: 'no version yet' } } }],
  });
});

test('with a certificate the door takes HTTPS, and sends those who come in plain HTTP there', () => {
  expect(ingressGateway(['a.example.com'], { istio: 'door' }, 'models-tls')).toEqual({
    selector: { istio: 'door' },
    servers: [
      {
        hosts: ['a.example.com'],
        port: { name: 'https', number: 443, protocol: 'HTTPS' },
        tls: { mode: 'SIMPLE', credentialName: 'models-tls' },
      },
      { hosts: ['a.example.com'], port: { name: 'http', number: 80, protocol: 'HTTP' }, tls: { httpsRedirect: true } },
    ],
  });
});

test('the door to the world takes plain HTTP for the hosts it is given', () => {
  expect(ingressGateway(['a.example.com', 'b.example.com'], { istio: 'door' })).toEqual({
    selector: { istio: 'door' },
    servers: [{ hosts: ['a.example.com', 'b.example.com'], port: { name: 'http', number: 80, protocol: 'HTTP' } }],
  });
});
