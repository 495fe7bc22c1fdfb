import {
  LOOKBACK,
  evaluate,
  instantSeries,
  memorySeries,
  staleMarker,
  type PromqlAnswer,
  type Series,
  type SeriesSource,
} from '../../../lib/engine/promql/evaluate';
import { bindAlert, parseAlertCondition, parsePromql, type LabelMatcher } from '../../../lib/spec/lang/promql';

const AT = 1_000_000_000;

function ask(query: string, source: SeriesSource | readonly Series[], at = AT): PromqlAnswer {
  const parsed = parsePromql(query);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return evaluate(parsed.value, 'select' in source ? source : memorySeries(source), at);
}

/** A series `m` with samples as [milliseconds before AT, value]. */
function m(...samples: readonly (readonly [number, number])[]): Series {
  return { labels: { __name__: 'm' }, samples: samples.map(([ago, v]) => ({ t: AT - ago, v })) };
}

const vector = (...values: number[]) => ({
  kind: 'vector',
  samples: values.map((value) => ({ labels: expect.anything(), value })),
});

describe('the present value of a series', () => {
  test('is its newest sample, not one that comes later', () => {
    expect(ask('m', [m([20_000, 1], [10_000, 2], [-10_000, 3])])).toEqual({
      kind: 'vector',
      samples: [{ labels: { __name__: 'm' }, value: 2 }],
    });
  });

  test('is a sample at the very instant', () => {
    expect(ask('m', [m([0, 7])])).toEqual(vector(7));
  });

  test('is none once the newest sample is five minutes old', () => {
    expect(LOOKBACK).toBe(300_000);
    expect(ask('m', [m([299_999, 1])])).toEqual(vector(1));
    expect(ask('m', [m([300_000, 1])])).toEqual(vector());
  });

  test('NaN is a value like any other', () => {
    expect(ask('m', [m([10, NaN])])).toEqual(vector(NaN));
  });
});

describe('a stale marker ends a series', () => {
  const ended: Series = {
    labels: { __name__: 'm' },
    samples: [...m([60_000, 1], [45_000, 2]).samples, staleMarker(AT - 30_000)],
  };

  test('it has no present value, though a sample lies within the lookback', () => {
    expect(ask('m', [ended])).toEqual(vector());
    expect(ask('absent(m)', [ended])).toEqual(vector(1));
  });

  test('before the marker it had one', () => {
    expect(ask('m', [ended], AT - 31_000)).toEqual(vector(2));
    expect(ask('m offset 31s', [ended])).toEqual(vector(2));
  });

  test('it has one again after a new sample', () => {
    const back: Series = { ...ended, samples: [...ended.samples, { t: AT - 5_000, v: 9 }] };
    expect(ask('m', [back])).toEqual(vector(9));
  });

  test('a window over it has only the true samples', () => {
    expect(ask('count_over_time(m[2m])', [ended])).toEqual(vector(2));
    expect(ask('last_over_time(m[2m])', [ended])).toEqual(vector(2));
    expect(ask('increase(m[40s])', [ended])).toEqual(vector());
  });
});

describe('a window', () => {
  test('excludes its start and includes its end', () => {
    expect(ask('sum_over_time(m[1m])', [m([60_000, 1], [59_999, 2], [0, 4])])).toEqual(vector(6));
  });

  test('moves with its offset', () => {
    expect(ask('sum_over_time(m[1m] offset 1m)', [m([120_000, 1], [60_000, 2], [0, 4])])).toEqual(vector(2));
  });
});

describe('rate and increase', () => {
  test('extend the growth to both edges when they are near', () => {
    // Three minutes seen of four: 30 s are missing at either end, less than 1.1 distances.
    expect(ask('increase(m[4m])', [m([210_000, 100], [150_000, 110], [90_000, 120], [30_000, 130])])).toEqual(
      vector(40),
    );
  });

  test('extend by half a distance when an edge is far', () => {
    expect(ask('increase(m[10m])', [m([90_000, 100], [30_000, 110])])).toEqual(vector(20));
  });

  test('never extend to before the counter was zero', () => {
    expect(ask('increase(m[2m])', [m([60_000, 1], [0, 61])])).toEqual(vector(61));
  });

  test('count what was before a restart', () => {
    expect(ask('increase(m[1m])', [m([59_999, 50], [30_000, 60], [0, 5])])).toEqual({
      kind: 'vector',
      samples: [{ labels: {}, value: expect.closeTo(15, 3) }],
    });
  });

  test('need two samples', () => {
    expect(ask('rate(m[1m])', [m([10, 1])])).toEqual(vector());
  });

  test('a rate is the increase per second of the window', () => {
    const series = [m([90_000, 100], [30_000, 110])];
    expect(ask('rate(m[10m]) * 600', series)).toEqual(ask('increase(m[10m])', series));
  });
});

describe('what a source is asked', () => {
  function recorded(query: string): unknown[] {
    const asked: [readonly LabelMatcher[], number, number][] = [];
    ask(query, { select: (matchers, from, to) => (asked.push([matchers, AT - from, AT - to]), []) });
    return asked;
  }

  test('the name is a matcher, and the window is the lookback', () => {
    expect(recorded('m{x!="1"}')).toEqual([
      [
        [
          { name: '__name__', op: '=', value: 'm' },
          { name: 'x', op: '!=', value: '1' },
        ],
        LOOKBACK,
        0,
      ],
    ]);
  });

  test('a range and an offset move the window', () => {
    expect(recorded('rate(m[1h] offset 1m)')).toEqual([
      [[{ name: '__name__', op: '=', value: 'm' }], 3_660_000, 60_000],
    ]);
  });

  test('numbers ask for nothing', () => {
    expect(recorded('time() + 1')).toEqual([]);
  });
});

describe('an answer that cannot be given is an error, not an exception', () => {
  const many: Series[] = ['1', '2'].map((y) => ({ labels: { __name__: 'm', x: '1', y }, samples: [{ t: AT, v: 1 }] }));
  const one: Series = { labels: { __name__: 'n', x: '1' }, samples: [{ t: AT, v: 1 }] };

  test.each([
    [
      'm * on (x) n',
      'on the left of * two series match one on the right: m{x="1", y="1"} and m{x="1", y="2"}; choose labels with on or ignoring',
    ],
    [
      'n * on (x) m',
      'on the right of * two series have the same labels: m{x="1", y="1"} and m{x="1", y="2"}; choose labels with on or ignoring',
    ],
    ['-{x="1",y=~"|1"}', undefined],
  ])('%s', (query, message) => {
    const answer = ask(query, [...many, one]);
    expect(answer).toEqual(message === undefined ? vector(-1, -1) : { kind: 'error', message });
  });

  test('series that become one when they lose their names', () => {
    const twin: Series = { ...one, labels: { ...one.labels, __name__: 'o' } };
    expect(ask('-{x="1"}', [one, twin])).toEqual({
      kind: 'error',
      message: 'two series of the answer have the same labels: {x="1"}',
    });
  });
});

describe('the gate over the metrics of one run', () => {
  function holds(condition: string, metrics: Record<string, number>): boolean {
    const parsed = parseAlertCondition(condition);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    const answer = evaluate(parsed.value.expr, instantSeries(metrics, AT), AT);
    return answer.kind === 'vector' && answer.samples.length > 0;
  }

  test.each([
    ['{{train_accuracy}} > 0.95', { train_accuracy: 0.96 }, true],
    ['{{train_accuracy}} > 0.95', { train_accuracy: 0.95 }, false],
    ['{{train_accuracy}} > 0.95', {}, false],
    ['{{precision}} > {{recall}}', { precision: 0.9, recall: 0.8 }, true],
    ['{{a}} > 0.5 and {{b}} > 0.5', { a: 0.6, b: 0.4 }, false],
  ])('%s of %j', (condition, metrics, expected) => {
    expect(holds(condition, metrics as Record<string, number>)).toBe(expected);
  });
});

test('a bound alert reads the newest version of its own axon only', () => {
  const series: Series[] = [
    ['img', 'true', 0.95],
    ['img', 'false', 0.1],
    ['other', 'true', 0.2],
  ].map(([axon, newest, v]) => ({
    labels: { __name__: 'acc', axon: String(axon), newest: String(newest) },
    samples: [{ t: AT - 1000, v: Number(v) }],
  }));
  const parsed = parseAlertCondition('{{acc}} < 0.9');
  if (!parsed.ok) throw new Error('it is an alert');
  expect(evaluate(parsed.value.expr, memorySeries(series), AT)).toEqual(vector(0.1, 0.2));
  expect(evaluate(bindAlert(parsed.value.expr, 'img'), memorySeries(series), AT)).toEqual(vector());
});
