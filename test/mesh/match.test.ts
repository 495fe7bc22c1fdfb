import fc from 'fast-check';
import { matches } from '../../lib/engine/serving/match';
import { httpRouteFaults } from '../../lib/mesh/http-route-faults';
import { matchFaults } from '../../lib/mesh/match-faults';
import { cookieExpression } from '../../lib/mesh/text-match';
import { versionsVirtualService } from '../../lib/mesh/virtual-service';
import type { MatchSpec } from '../../lib/spec/schema/deployer';
import { graph, split } from '../gateway/graphs';

/** The match of the only rule of a deployer. */
function istioMatch(match: MatchSpec): unknown {
  const rollout = [{ ...split(0, 100), match }];
  const version = { name: 'v', number: 1, gateway: { host: 'v', port: 80 } };
  const routes = versionsVirtualService(graph({ rollout }), [version]);
  return routes.http.find(({ name }) => name === 'rule-0')?.match?.[0];
}

describe('a match of the axon', () => {
  test.each<[MatchSpec, unknown]>([
    [{ path: '/predict' }, { uri: { exact: '/predict' } }],
    [{ path: { prefix: '/v1' } }, { uri: { prefix: '/v1' } }],
    [{ headers: { 'X-Team': { regex: 'a|b' } } }, { headers: { 'x-team': { regex: 'a|b' } } }],
    [{ query: { trace: '1' } }, { queryParams: { trace: { exact: '1' } } }],
    [
      { headers: { a: '1' }, query: { B: '2' } },
      { headers: { a: { exact: '1' } }, queryParams: { B: { exact: '2' } } },
    ],
    [{}, undefined],
    [{ headers: {} }, undefined],
  ])('%j is %j to Istio', (match, expected) => {
    expect(istioMatch(match)).toEqual(expected);
  });

  test('of cookies is one expression over the header, which means what the gateway means by it', () => {
    const value = fc.stringMatching(/^[a-z.]{0,3}$/);
    const name = fc.constantFrom('a', 'b', 'ab', 'c');
    const cookies = fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one, maxLength: 4 });
    const wanted = fc.dictionary(name, fc.oneof(value, fc.record({ prefix: value })), { minKeys: 1, maxKeys: 3 });
    const separator = fc.constantFrom(';', '; ', ' ;  ');
    fc.assert(
      fc.property(cookies, wanted, separator, fc.boolean(), (given, cookie, between, quoted) => {
        const quote = quoted ? '"' : '';
        const header = given.map(([key, text]) => `${key}=${quote}${text}${quote}`).join(between);
        const inMesh = new RegExp(`^(?:${cookieExpression(cookie)})$`, 'u').test(header);
        expect(inMesh).toBe(matches({ cookie }, { path: '/', headers: { cookie: header }, query: {} }));
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[MatchSpec, readonly string[]]>([
    [{ path: '/a', headers: { h: { prefix: 'x' } }, cookie: { a: '1', b: '2', c: '3' } }, []],
    [{ path: { prefix: '/a', regex: '.*b' } }, ['path: a mesh takes one of prefix, regex']],
    [{ headers: { h: { regex: '(?!x).*' } } }, ['headers.h: a mesh cannot read (?! in an expression']],
    [{ query: { q: { regex: '(a)\\1' } } }, ['query.q: a mesh cannot read \\1 in an expression']],
    [{ cookie: { a: '1', b: '2', c: '3', d: '4' } }, ['cookie: a mesh can ask for 3 cookies at once, got 4']],
    [
      { headers: { Cookie: 'x' }, cookie: { a: '1' } },
      ['cookie: a mesh cannot ask for cookies beside the header Cookie itself'],
    ],
  ])('%j has the faults %j', (match, expected) => {
    expect(matchFaults(match).map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual(expected);
  });
});

describe('the precedence of Gateway API', () => {
  const faults = (...rules: readonly (MatchSpec | undefined)[]) =>
    httpRouteFaults({ rollout: rules.map((match) => ({ ...split(0, 1), ...(match === undefined ? {} : { match }) })) });

  test('is the order of the axon where later rules are no more exact, or for other requests', () => {
    expect(faults()).toEqual([]);
    expect(faults({ headers: { a: '1' } }, undefined)).toEqual([]);
    expect(faults({ path: '/a' }, { headers: { a: '1', b: '2' } }, { headers: { a: '1' } })).toEqual([]);
    expect(faults({ headers: { a: '1' } }, { headers: { a: '2', b: '1' } })).toEqual([]);
    expect(faults({ path: '/a' }, { path: '/b', headers: { a: '1' } })).toEqual([]);
  });

  test('is another where a later rule is more exact', () => {
    expect(faults({ headers: { a: '1' } }, { path: '/a' })).toEqual([
      { rule: 1, message: 'Gateway API takes this rule before rule 0, since it is more exact' },
    ]);
    expect(faults(undefined, { query: { a: '1' } })).toHaveLength(1);
  });

  test('has room for sixteen rules, of which versions take some', () => {
    const some = Array.from({ length: 12 }, (_, index) => ({ headers: { a: String(index) } }));
    expect(faults(...some)).toEqual([]);
    expect(faults(...some, ...[20, 21].map((index) => ({ headers: { a: String(index) } })))).toEqual([
      { message: 'a route of Gateway API has at most 16 rules, this deployer needs up to 17' },
    ]);
  });

  test('says nothing of paths by prefix or regex', () => {
    expect(faults({ path: { prefix: '/a' } })).toEqual([
      { rule: 0, message: 'Gateway API does not say which of two paths by prefix or regex comes first' },
    ]);
  });
});
