import fc from 'fast-check';
import { parseCel } from '../../../lib/spec/lang/cel';
import { parseCron } from '../../../lib/spec/lang/cron';
import { parseDuration } from '../../../lib/spec/lang/duration';
import type { LanguageFault } from '../../../lib/spec/lang/fault';
import { formatPromql, parseAlertCondition, parsePromql } from '../../../lib/spec/lang/promql';

const LANGUAGES: readonly [
  name: string,
  parse: (text: string) => { ok: boolean; faults?: readonly LanguageFault[] },
  example: string,
][] = [
  ['duration', parseDuration, '1h30m'],
  ['cron', (text) => parseCron(text), '0 9 * * MON-FRI'],
  ['cel', (text) => parseCel(text, { variables: ['metrics', 'deployed'] }), "metrics.a >= 0.9 && improves('a')"],
  ['alert', parseAlertCondition, "avg_over_time({{acc}}{job='img'}[5m] offset 1m) < 0.2 and sum by (x) (b) > 1"],
];

/** An example with one to four of its characters changed. */
function mutated(example: string): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.nat(example.length),
    fc.nat(3),
    fc.string({ maxLength: 3, unit: fc.constantFrom(...'(){}[]<>=!"\'`\\ -+*^%,:@#0a{') }),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce((text, [at, removed, added]) => text.slice(0, at) + added + text.slice(at + removed), example),
    );
}

describe.each(LANGUAGES)('any text of the language %s', (_, parse, example) => {
  test('is a value, or faults that lie within it', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), mutated(example));
    fc.assert(
      fc.property(text, (source) => {
        const result = parse(source);
        for (const { message, from, to } of result.faults ?? []) {
          expect({ source, message, within: from >= 0 && from <= to && to <= source.length }).toEqual({
            source,
            message,
            within: true,
          });
        }
        expect(result.ok || (result.faults?.length ?? 0) > 0).toBe(true);
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  test('of great length or depth is answered', () => {
    for (const source of [
      '('.repeat(100_000),
      '-'.repeat(4_000) + '1',
      '-'.repeat(2_000) + '1',
      '('.repeat(2_000) + '1' + ')'.repeat(2_000),
      'a'.repeat(50_000),
      '{{a}}'.repeat(20_000),
    ]) {
      expect(typeof parse(source).ok).toBe('boolean');
    }
  });
});

test('the canonical text of any query that is read is read back as the same query', () => {
  const [, , example] = LANGUAGES[3]!;
  let read = 0;
  fc.assert(
    fc.property(mutated(example.replaceAll(/[{]{2}|[}]{2}/g, '')), (source) => {
      const first = parsePromql(source);
      if (!first.ok) return;
      read += 1;
      expect(parsePromql(formatPromql(first.value))).toEqual(first);
    }),
    { numRuns: 1_000, seed: 7 },
  );
  expect(read).toBeGreaterThan(50);
});
