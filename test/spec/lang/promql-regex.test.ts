import { compileMatcher } from '../../../lib/spec/lang/promql-regex';

describe('a matcher asks the whole value', () => {
  test.each([
    ['=', 'a', 'a', true],
    ['=', 'a', 'ab', false],
    ['!=', 'a', '', true],
    ['=~', 'a|b', 'b', true],
    ['=~', 'a', 'ab', false],
    ['=~', 'a|ab', 'abc', false],
    ['!~', 'a.*', 'xa', true],
    ['!~', 'a.*', 'ax', false],
    ['=~', '', '', true],
    ['=~', 'a.b', 'a\nb', true],
    ['=~', '(?i)ABC', 'abc', true],
    ['=~', '(?P<n>x)y', 'xy', true],
    ['=~', '[[:alpha:]]+', 'abc', true],
    ['=~', '[[:digit:]]+', 'abc', false],
    ['=~', '\\Aa\\z', 'a', true],
  ] as const)('%s %j of %j is %s', (op, value, text, expected) => {
    expect(compileMatcher({ op, value }).matches(text)).toBe(expected);
  });
});

describe('what RE2 does not take is told and matches nothing', () => {
  test.each([
    ['(?=a)b', 'it looks around, which RE2 cannot'],
    ['(?<!a)b', 'it looks around, which RE2 cannot'],
    ['(a)\\1', 'it refers back, which RE2 cannot'],
    ['(', 'unterminated group'],
    ['[', 'unterminated character class'],
  ])('%j', (value, problem) => {
    const compiled = compileMatcher({ op: '!~', value });
    expect(compiled.problem).toBe(problem);
    expect(compiled.matches('anything')).toBe(false);
  });
});
