import { evaluate, memorySeries, type PromqlAnswer } from '../../lib/engine/promql/evaluate';
import { formatLabels } from '../../lib/engine/promql/labels';
import { formatPromql, parsePromql } from '../../lib/spec/lang/promql';
import { Prometheus } from './prometheus';
import type { Answer } from './promql.case';
import { AT, SERIES } from './promql.data';
import { FUNCTION_CASES } from './promql-functions.cases';
import { GAPS } from './promql.gaps';
import { OPERATOR_CASES } from './promql-operators.cases';

const GROUPS = Object.entries({ ...OPERATOR_CASES, ...FUNCTION_CASES });

/** Both sides refuse to read these. */
const REFUSED = [
  '1 > 2', 'acc{', 'acc >', 'acc[5m]', 'rate(acc)', 'sum(acc[5m])', '1 and acc', 'acc + bool 1', 'acc + on (job) 1',
  '{}', '{job=""}', '{job=~".*"}', 'acc{__name__="b"}', 'nofunction(acc)', 'rate(acc[5m], 1)', 'time(1)', 'acc{job=~"("}',
  'acc{job=~"(?=a)"}', 'acc{job=a}', 'acc = 1', 'acc && acc', 'acc{job="a}', 'abs(1)', 'vector(acc)', 'acc[0s] > 1',
]; // prettier-ignore

/** Prometheus evaluates these and we say that we do not. */
const UNSUPPORTED = [
  'deriv(acc[5m])', 'topk(1, acc)', 'max_over_time(acc[5m:1m])', 'acc @ 1700000000', 'many / on (x) group_left () one',
  'acc atan2 acc', 'stddev(acc)', 'quantile(0.5, acc)', 'absent_over_time(acc[5m])', 'round(acc)',
]; // prettier-ignore

/** Sorted by labels, as the tables are written. */
function told(answer: PromqlAnswer): Answer {
  if (answer.kind === 'error') return 'error';
  if (answer.kind === 'scalar') return answer.value;
  return Object.fromEntries(answer.samples.map(({ labels, value }) => [formatLabels(labels), value]));
}

/** Equal but for the last bits: addition in another order rounds otherwise. */
function expectAnswer(actual: Answer, expected: Answer): void {
  const [values, wanted] = [actual, expected].map((a) => (typeof a === 'number' ? { scalar: a } : a));
  if (typeof values !== 'object' || typeof wanted !== 'object') {
    expect(actual).toEqual(expected);
    return;
  }
  expect(Object.keys(values).sort()).toEqual(Object.keys(wanted).sort());
  for (const [labels, value] of Object.entries(wanted)) {
    const got = values[labels] ?? NaN;
    const close = Object.is(got, value) || got === value || Math.abs(got - value) <= 1e-12 * Math.abs(value);
    expect({ labels, value: close ? value : got }).toEqual({ labels, value });
  }
}

function parse(query: string) {
  const result = parsePromql(query);
  if (!result.ok) throw new Error(`${query}: ${JSON.stringify(result.faults)}`);
  return result.value;
}

describe('our evaluator answers as Prometheus does', () => {
  const series = memorySeries(SERIES);

  describe.each(GROUPS)('%s', (_, cases) => {
    test.each([...cases])('%s', (query, answer) => {
      expectAnswer(told(evaluate(parse(query), series, AT)), answer);
      expect(parse(formatPromql(parse(query)))).toEqual(parse(query));
    });
  });

  test.each([...GAPS])('as version 3: $query, since $reason', ({ query, answer }) => {
    expectAnswer(told(evaluate(parse(query), series, AT)), answer);
  });

  test.each(REFUSED)('%s is a syntax fault', (query) => {
    expect(parsePromql(query)).toMatchObject({ ok: false, faults: [{ kind: 'syntax' }] });
  });

  test.each(UNSUPPORTED)('%s is outside the subset', (query) => {
    expect(parsePromql(query)).toMatchObject({ ok: false, faults: [{ kind: 'unsupported' }] });
  });
});

const binary = process.env['MYELIN_PROMETHEUS'];
if (binary === undefined) {
  console.info('no real Prometheus was asked: MYELIN_PROMETHEUS is the path of one (Debian: /usr/bin/prometheus)');
  test.skip('a real Prometheus answers as the tables say (MYELIN_PROMETHEUS is not set)', () => undefined);
} else {
  describe('a real Prometheus answers as the tables say', () => {
    let prometheus: Prometheus;
    beforeAll(async () => {
      prometheus = await Prometheus.start(binary, SERIES);
    }, 60_000);
    afterAll(() => prometheus?.stop());

    describe.each(GROUPS)('%s', (_, cases) => {
      test.each([...cases])('%s', async (query, answer) => {
        expectAnswer(told(await prometheus.query(query, AT)), answer);
        expectAnswer(told(await prometheus.query(formatPromql(parse(query)), AT)), answer);
      });
    });

    test.each([...GAPS])('each version in its way: $query', async ({ query, answer, prometheus2 }) => {
      const expected = (await prometheus.majorVersion()) < 3 ? prometheus2 : answer;
      expectAnswer(told(await prometheus.query(query, AT)), expected);
    });

    test.each(REFUSED)('%s is refused', async (query) => {
      // A range alone is a query of Prometheus, though no alert can be made of it.
      const refused = told(await prometheus.query(query === 'acc[5m]' ? `(${query}) > 0` : query, AT));
      expect(refused).toBe('error');
    });

    test.each(UNSUPPORTED)('%s is answered', async (query) => {
      expect(told(await prometheus.query(query, AT))).not.toBe('error');
    });
  });
}
