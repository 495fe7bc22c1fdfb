import type { ModelGraph, RolloutRule } from '../../lib/spec/axon';
import { deployerHttpRoute } from '../../lib/mesh/http-route';
import type { MeshVersion } from '../../lib/mesh/traffic-rules';
import { versionsVirtualService, waitingVirtualService } from '../../lib/mesh/virtual-service';
import { graph, model, split } from '../gateway/graphs';
import { shownHttpRoute, shownVirtualService } from './shown';

const front = { service: { host: 'x-digits-api', port: 80 }, gateways: ['x-ingress'], hosts: ['digits.x.example.com'] };

/** Newest first, as many as there are names. */
function versions(...names: readonly string[]): readonly MeshVersion[] {
  return names.map((name, index) => ({
    name,
    number: names.length - index,
    gateway: { host: `x-${name}`, port: 80 },
  }));
}

/** What remains when the versions' own addresses are left out. */
function byRules(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.startsWith('version'));
}

const canary = { ...split(0, 10, 1, 90) };
const published: RolloutRule = { ...split(1, 80, 2, 20), shadow: { index: 0 } };
const tester: RolloutRule = { ...split(0, 100), match: { headers: { 'X-Team': 'vision' } } };

describe('level one', () => {
  test.each<[string, readonly RolloutRule[], number, readonly string[]]>([
    ['no rule', [], 1, ['rule-0 -> x-c:80 100']],
    ['no rule', [], 3, ['rule-0 -> x-c:80 100']],
    ['a canary', [canary], 1, ['rule-0 -> x-c:80 100']],
    ['a canary', [canary], 2, ['rule-0 -> x-c:80 10, x-b:80 90']],
    ['a canary', [canary], 3, ['rule-0 -> x-c:80 10, x-b:80 90']],
    ['the published shadow', [published], 1, ['rule-0 -> x-c:80 100']],
    ['the published shadow', [published], 2, ['rule-0 -> x-b:80 100 (copy to x-c)']],
    ['the published shadow', [published], 3, ['rule-0 -> x-b:80 80, x-a:80 20 (copy to x-c)']],
    ['three versions', [split(0, 1, 1, 1, 2, 2)], 2, ['rule-0 -> x-c:80 1, x-b:80 3']],
    ['fractions', [split(0, 0.5, 1, 99.5)], 2, ['rule-0 -> x-c:80 500, x-b:80 99500']],
    ['a rule after one for everyone', [split(0, 1), split(1, 1)], 2, ['rule-0 -> x-c:80 100']],
  ])('of %s (%j) over %i versions is the same in both kinds of mesh', (_, rollout, count, expected) => {
    const serving = versions(...['c', 'b', 'a'].slice(0, count));
    const graphOf: ModelGraph = graph({ rollout });
    expect(byRules(shownVirtualService(versionsVirtualService(graphOf, serving)))).toEqual(expected);
    expect(byRules(shownHttpRoute(deployerHttpRoute(graphOf, serving, front)))).toEqual(expected);
  });

  test('of a match asks it before the rule for everyone', () => {
    const rollout = [tester, canary];
    expect(byRules(shownVirtualService(versionsVirtualService(graph({ rollout }), versions('b', 'a'))))).toEqual([
      'rule-0 {"headers":{"x-team":{"exact":"vision"}}} -> x-b:80 100',
      'rule-1 -> x-b:80 10, x-a:80 90',
    ]);
    expect(byRules(shownHttpRoute(deployerHttpRoute(graph({ rollout }), versions('b', 'a'), front)))).toEqual([
      'rule-0 {"headers":[{"type":"Exact","name":"x-team","value":"vision"}]} -> x-b:80 100',
      'rule-1 -> x-b:80 10, x-a:80 90',
    ]);
  });

  test('tells a request that no rule is for, as the gateway on one machine does', () => {
    const routes = versionsVirtualService(graph({ rollout: [tester] }), versions('a'));
    expect(routes.http.at(-1)).toEqual({
      name: 'no-rule',
      directResponse: { status: 404, body: { string: 'no rollout rule is for this request' } },
    });
  });

  test('counts no version with a model that nobody can answer for, but leaves it its address', () => {
    const [newest, older] = versions('b', 'a');
    const half = { ...newest!, readyBackends: [] };
    expect(shownVirtualService(versionsVirtualService(graph(), [half, older!]))).toEqual([
      'version-b {"uri":{"prefix":"/versions/b/"}} -> x-b:80 100',
      'version-a {"uri":{"prefix":"/versions/a/"}} -> x-a:80 100',
      'versions-gone {"uri":{"prefix":"/versions/"}} -> x-a:80 100',
      'rule-0 -> x-a:80 100',
    ]);
  });

  test('while nothing can answer is a 503', () => {
    const unready = versions('a').map((version) => ({ ...version, readyBackends: [] }));
    for (const none of [[], unready]) {
      expect(versionsVirtualService(graph(), none)).toEqual(waitingVirtualService());
      expect(deployerHttpRoute(graph(), none, front)).toEqual({
        parentRefs: [
          { group: '', kind: 'Service', name: 'x-digits-api', port: 80 },
          { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'x-ingress' },
        ],
        hostnames: ['digits.x.example.com'],
        rules: [{ name: 'no-version', backendRefs: [{ name: 'x-digits-api', port: 80, weight: 100 }] }],
      });
    }
  });

  test('is a delegate: it has neither hosts nor gateways', () => {
    const routes = versionsVirtualService(graph({ rollout: [canary] }), versions('b', 'a'));
    expect(Object.keys(routes)).toEqual(['http']);
  });

  test('copies everything to a shadow', () => {
    const routes = versionsVirtualService(graph({ rollout: [published] }), versions('c', 'b', 'a'));
    expect(routes.http.at(-1)).toEqual({
      name: 'rule-0',
      route: [
        { destination: { host: 'x-b', port: { number: 80 } }, weight: 80 },
        { destination: { host: 'x-a', port: { number: 80 } }, weight: 20 },
      ],
      mirror: { host: 'x-c', port: { number: 80 } },
      mirrorPercentage: { value: 100 },
    });
  });

  test('needs every model of the graph', () => {
    const two = graph({ models: [model('m', ['a']), model('n', ['b'])] });
    const [version] = versions('a');
    const ready = { ...version!, readyBackends: [{ model: 'm', backend: 'a' }] };
    expect(versionsVirtualService(two, [ready])).toEqual(waitingVirtualService());
  });
});
