import type { Model } from '../../lib/spec/axon';
import { backendsHttpRoute } from '../../lib/mesh/http-route';
import { backendsVirtualService } from '../../lib/mesh/virtual-service';
import { model, toBackends } from '../gateway/graphs';
import { shownHttpRoute, shownVirtualService } from './shown';

const version = { name: 'v', number: 1 };
const service = (backend: string) => ({ host: `x-v-${backend}`, port: 5000 });
const istio = (one: Model, ...ready: readonly string[]) =>
  shownVirtualService(backendsVirtualService('x-v-m', one, withReady(ready), service));
const gatewayApi = (one: Model, ...ready: readonly string[]) =>
  shownHttpRoute(backendsHttpRoute({ host: 'x-v-m', port: 80 }, one, withReady(ready), service));
const withReady = (ready: readonly string[]) =>
  ready.length === 0 ? version : { ...version, readyBackends: ready.map((backend) => ({ model: 'm', backend })) };

describe('level two', () => {
  const plain = model('m', ['a', 'b']);
  const weighted = model('m', ['a', 'b'], [{ ...toBackends({ a: 70, b: 30 }) }]);
  const shadowed = model('m', ['a', 'b'], [{ ...toBackends({ a: 100 }), shadow: { backend: 'b' } }]);

  test.each<[string, Model, readonly string[], readonly string[]]>([
    ['no rule', plain, [], ['rule-0 -> x-v-a:5000 1, x-v-b:5000 1']],
    ['weights', weighted, [], ['rule-0 -> x-v-a:5000 70, x-v-b:5000 30']],
    ['a shadow', shadowed, [], ['rule-0 -> x-v-a:5000 100 (copy to x-v-b)']],
    ['a shadow that is not ready', shadowed, ['a'], ['rule-0 -> x-v-a:5000 100']],
  ])('of %s is the same in both kinds of mesh', (_, one, ready, expected) => {
    expect(istio(one, ...ready)).toEqual(expected);
    expect(gatewayApi(one, ...ready)).toEqual(expected);
  });

  test('gives the weight of a backend that is not ready to the others', () => {
    expect(istio(weighted, 'b')).toEqual(['rule-0 -> x-v-b:5000 100']);
    expect(gatewayApi(weighted, 'b')).toEqual(['rule-0 -> x-v-b:5000 100']);
  });

  test('asks the gateway which rule decides, and says nothing of matches itself', () => {
    const matched = model(
      'm',
      ['a', 'b'],
      [{ ...toBackends({ b: 1 }), match: { query: { trial: '1' } } }, toBackends({ a: 1 }), toBackends({ b: 1 })],
    );
    expect(istio(matched)).toEqual([
      'rule-0 {"headers":{"x-myelin-rule":{"exact":"0"}}} -> x-v-b:5000 100',
      'rule-1 -> x-v-a:5000 100',
    ]);
    expect(gatewayApi(matched)).toEqual([
      'rule-0 {"headers":[{"type":"Exact","name":"x-myelin-rule","value":"0"}]} -> x-v-b:5000 100',
      'rule-1 -> x-v-a:5000 100',
    ]);
  });

  test('tells the gateway by a header of the answer which backend it was', () => {
    expect(backendsVirtualService('x-v-m', model('m', ['a']), version, service)).toEqual({
      hosts: ['x-v-m'],
      http: [
        {
          name: 'rule-0',
          route: [
            {
              destination: { host: 'x-v-a', port: { number: 5000 } },
              headers: { response: { set: { 'x-myelin-backend': 'a' } } },
            },
          ],
        },
      ],
    });
    expect(backendsHttpRoute({ host: 'x-v-m', port: 80 }, model('m', ['a']), version, service)).toEqual({
      parentRefs: [{ group: '', kind: 'Service', name: 'x-v-m', port: 80 }],
      rules: [
        {
          name: 'rule-0',
          backendRefs: [
            {
              name: 'x-v-a',
              port: 5000,
              weight: 100,
              filters: [
                {
                  type: 'ResponseHeaderModifier',
                  responseHeaderModifier: { set: [{ name: 'x-myelin-backend', value: 'a' }] },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('is a 503 where nobody is ready', () => {
    const none = { ...version, readyBackends: [] };
    expect(shownVirtualService(backendsVirtualService('x-v-m', plain, none, service))).toEqual([
      'rule-0 -> 503 nobody can answer yet',
    ]);
  });
});
