import { firstMatch, matches, type RequestFacts } from '../../../lib/engine/serving/match';

const facts: RequestFacts = {
  path: '/predict',
  headers: { 'x-team': 'vision', 'user-agent': 'curl/8.5.0', cookie: 'theme=dark; tester="yes"; theme=light' },
  query: { trace: '1', empty: '' },
};

describe('a match', () => {
  test.each([
    ['nothing at all', undefined, true],
    ['an empty match', {}, true],
    ['a path', { path: '/predict' }, true],
    ['another path', { path: '/send-feedback' }, false],
    ['a path by prefix', { path: { prefix: '/pre' } }, true],
    ['a path by regex', { path: { regex: '/pre.*' } }, true],
    ['a header', { headers: { 'x-team': 'vision' } }, true],
    ['a header whatever the case of its name', { headers: { 'X-Team': { exact: 'vision' } } }, true],
    ['a header of another value', { headers: { 'x-team': 'Vision' } }, false],
    ['a header that is absent', { headers: { 'x-other': { prefix: '' } } }, false],
    ['a regex over the whole value', { headers: { 'user-agent': { regex: 'curl/\\d+\\.\\d+\\.\\d+' } } }, true],
    ['a regex over a part of the value', { headers: { 'user-agent': { regex: 'curl' } } }, false],
    ['alternatives, all of them anchored', { headers: { 'user-agent': { regex: 'wget.*|curl' } } }, false],
    ['what is not a regex', { headers: { 'user-agent': { regex: '(' } } }, false],
    ['prefix and regex together', { headers: { 'user-agent': { prefix: 'curl', regex: '.*[13579]$' } } }, false],
    ['a cookie, the first of its name', { cookie: { theme: 'dark' } }, true],
    ['a cookie’s second value', { cookie: { theme: 'light' } }, false],
    ['a quoted cookie', { cookie: { tester: 'yes' } }, true],
    ['a query field', { query: { trace: '1' } }, true],
    ['an empty query field', { query: { empty: '' } }, true],
    ['a query field that is absent', { query: { missing: '' } }, false],
    ['two that hold', { headers: { 'x-team': 'vision' }, query: { trace: '1' } }, true],
    ['two of which one holds', { headers: { 'x-team': 'vision' }, query: { trace: '2' } }, false],
  ])('by %s', (_, match, expected) => {
    expect(matches(match, facts)).toBe(expected);
  });

  test('without cookies no cookie holds', () => {
    expect(matches({ cookie: { theme: 'dark' } }, { path: '/', headers: {}, query: {} })).toBe(false);
  });
});

test('the first rule whose match holds decides', () => {
  const rules = [{ match: { path: '/other' } }, { match: { query: { trace: '1' } } }, {}, { match: {} }];
  expect(firstMatch(rules, facts)).toBe(1);
  expect(firstMatch(rules, { ...facts, query: {} })).toBe(2);
  expect(firstMatch(rules.slice(0, 1), facts)).toBe(-1);
});
