import { parseCel, type CelContext, type CelExpression } from '../../../lib/spec/lang/cel';

const variables = ['metrics', 'deployed', 'deployers', 'event', 'alerts'];

function cel(source: string): CelExpression {
  const result = parseCel(source, { variables });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.value;
}

function faults(source: string, names = variables): unknown {
  const result = parseCel(source, { variables: names });
  return result.ok ? 'no fault' : result.faults;
}

const context: CelContext = {
  metrics: { accuracy: 1, loss: 0.25, epochs: 3 },
  deployed: { accuracy: 0.9, version: 2 },
  deployers: { digits: { newest: { version: 2 } } },
  alerts: { accuracy: 'Inactive' },
  event: { data: { branch: 'main', count: 3, tags: ['a', 'b'] } },
  improves: (metric) => metric === 'accuracy',
};

describe('an expression over the state', () => {
  test.each([
    ["metrics.accuracy >= 0.9 && improves('accuracy')", true],
    ["improves('loss')", false],
    ['deployers.digits.newest.version >= 2 && alerts.accuracy == "Inactive"', true],
    ['event.data.branch == "main"', true],
    ["event.data.branch.startsWith('ma') && 'b' in event.data.tags", true],
    ['event.data.tags.exists(t, t == "c")', false],
    ['has(deployed.loss)', false],
    ['!has(deployed.loss) || deployed.loss > metrics.loss', true],
    ['metrics.accuracy > deployed.accuracy ? true : false', true],
  ])('%s is %s', (source, value) => {
    expect(cel(source).evaluate(context)).toEqual({ ok: true, value });
  });
});

describe('whole numbers and fractions mix', () => {
  test.each([
    'metrics.accuracy >= 1',
    'metrics.accuracy == 1',
    '1 == metrics.accuracy',
    '1 == 1.0 && 1.0 == 1 && 2 != 1.5',
    'metrics.epochs + 1 == 4',
    '1 + metrics.loss == 1.25',
    '2 * metrics.loss == 0.5',
    'metrics.epochs / 2 == 1.5',
    '10 - metrics.loss == 9.75',
    'metrics.epochs % 2 == 1',
    '7 % 2.5 == 2',
    'metrics.accuracy - deployed.accuracy > 0.05',
    'deployed.version + 1 == metrics.epochs',
    'event.data.count * 1.5 > 4',
    '-metrics.epochs < 0 && -1 < metrics.loss',
    'deployed.version in [1, 2]',
    'size(event.data.tags) * 0.5 == 1.0',
  ])('%s', (source) => {
    expect(cel(source).evaluate(context)).toEqual({ ok: true, value: true });
  });

  test('two whole numbers written out divide as CEL says', () => {
    expect(cel('7 / 2 == 3').evaluate(context)).toEqual({ ok: true, value: true });
  });
});

describe('an expression that cannot be answered says why and never throws', () => {
  test.each([
    ['metrics.f1 > 0.5', 'there is no f1'],
    ['deployed.loss > 1', 'there is no loss'],
    ['metrics.toString > 1', 'there is no toString'],
    ['event.data.branch > 1', '> does not work between string and int'],
    ['event.data.count', 'it gives the number 3, not true or false'],
    ['event.data.branch', 'it gives the text "main", not true or false'],
    ['event.data', 'it gives an object, not true or false'],
    ['1 / 0 == 1', 'division by zero'],
  ])('%s: %s', (source, error) => {
    expect(cel(source).evaluate(context)).toEqual({ ok: false, error });
  });

  test('a variable that the moment does not have', () => {
    expect(cel('event.data.x == 1').evaluate({})).toEqual({ ok: false, error: 'unknown variable: event' });
  });

  test('improves where nobody can answer', () => {
    expect(cel("improves('accuracy')").evaluate({ metrics: {} })).toEqual({
      ok: false,
      error: "improves('accuracy') has no answer here",
    });
  });

  test('improves that itself fails', () => {
    const improves = () => {
      throw new Error('the store is closed');
    };
    expect(cel("improves('accuracy')").evaluate({ ...context, improves })).toEqual({
      ok: false,
      error: 'the store is closed',
    });
  });

  test('the answer of improves is asked for anew each time', () => {
    const expression = cel("improves('accuracy')");
    expect(expression.evaluate({ ...context, improves: () => true })).toEqual({ ok: true, value: true });
    expect(expression.evaluate({ ...context, improves: () => false })).toEqual({ ok: true, value: false });
  });
});

describe('a typo is a fault with its place', () => {
  test.each([
    ['metrcs.accuracy > 1', [{ message: 'unknown variable metrcs', hint: 'did you mean metrics', from: 0, to: 6 }]],
    ["improve('a')", [{ message: 'unknown function improve', hint: 'did you mean improves', from: 0, to: 7 }]],
    [
      'metrics.a > 1 && hsa(deployed.a)',
      [{ message: 'unknown function hsa', hint: 'did you mean has', from: 17, to: 20 }],
    ],
    ['metrics.a >', [{ message: 'the expression ends too early', hint: 'expected a value', from: 11, to: 11 }]],
    ['(metrics.a > 1', [{ message: 'the expression ends too early', hint: 'expected )', from: 14, to: 14 }]],
    ['metrics.a = 1', [{ message: 'unexpected =', hint: 'did you mean ==', from: 10, to: 11 }]],
    ['metrics.a => 1', [{ message: 'unexpected =>', hint: 'did you mean >=', from: 10, to: 12 }]],
    ['true and false', [{ message: 'unexpected and', hint: 'did you mean &&', from: 5, to: 8 }]],
    ['metrics.a > "0.9"', [{ message: '> does not work between double and string', from: 0, to: 17 }]],
    ["'main", [{ message: 'unterminated string', from: 0, to: 5 }]],
    [
      'improves(metrics.a)',
      [
        {
          message: 'improves takes the name of one metric, in quotes',
          hint: "for example improves('accuracy')",
          from: 0,
          to: 19,
        },
      ],
    ],
    [
      '1 + 1',
      [
        {
          message: 'the expression gives int, not true or false',
          hint: 'compare it, for example metrics.accuracy >= 0.9',
          from: 0,
          to: 5,
        },
      ],
    ],
    [
      '  ',
      [
        {
          message: 'an expression is required, got an empty text',
          hint: "for example metrics.accuracy >= 0.9 && improves('accuracy')",
          from: 0,
          to: 2,
        },
      ],
    ],
  ])('%s', (source, expected) => {
    expect(faults(source)).toEqual(expected);
  });

  test('every unknown name is told at once', () => {
    expect(faults("metrcs.a > 1 && improvs('a') && evnt.x")).toMatchObject([
      { hint: 'did you mean metrics', from: 0 },
      { hint: 'did you mean improves', from: 16 },
      { hint: 'did you mean event', from: 32 },
    ]);
  });

  test('improves is unknown where there are no metrics', () => {
    const hint = 'it compares when a sensor fires: write it in when';
    expect(faults("improves('a')", ['event'])).toMatchObject([{ message: 'unknown function improves', hint }]);
  });
});

describe('reading what may not be there', () => {
  test.each([
    ['deployed.accuracy < 0.9', ['deployed.accuracy']],
    ['has(deployed.accuracy) && deployed.accuracy < 0.9', []],
    ['deployed.accuracy < 0.9 && has(deployed.accuracy)', []],
    ['has(deployed.loss) && deployed.accuracy < 0.9', ['deployed.accuracy']],
    ['!has(deployed.accuracy) || deployed.accuracy < 0.9', []],
    ['has(deployed.accuracy) || deployed.accuracy < 0.9', ['deployed.accuracy']],
    ['has(deployed.accuracy) ? deployed.accuracy < 0.9 : true', []],
    ['has(deployed.accuracy) ? true : deployed.accuracy < 0.9', ['deployed.accuracy']],
    ["'accuracy' in deployed && deployed['accuracy'] < 0.9", []],
    ['metrics.a > 1 && (has(deployed.a) && has(deployed.b)) && deployed.a > deployed.b', []],
    ['metrics.a > deployed.a + deployed.b', ['deployed.a', 'deployed.b']],
    ['!(has(deployed.a) && deployed.a > 1)', []],
    ['has(deployed.stats.mean) && deployed.stats.mean > 1', []],
    ['metrics.a > 1', []],
  ])('%s', (source, places) => {
    expect(
      cel(source)
        .readsWithoutHas('deployed')
        .map(({ from, to }) => source.slice(from, to)),
    ).toEqual(places);
  });

  test('the members of a named deployer', () => {
    expect(cel('deployers.digits.accuracy > 1').readsWithoutHas('deployers')).toEqual([{ from: 0, to: 25 }]);
    expect(cel('deployers.digits.accuracy > 1').readsWithoutHas('deployed')).toEqual([]);
  });
});

describe('what an expression is about', () => {
  test('the metrics that it reads or compares, each once', () => {
    const expression = cel(
      "metrics.loss < 1 && has(metrics.f1) && improves('loss') && improves('f1') && metrics.loss > 0",
    );
    expect(expression.readsMetrics).toEqual(['loss', 'f1']);
    expect(expression.callsImproves).toEqual(['loss', 'f1']);
  });

  test('an expression without metrics is about none', () => {
    expect(cel('event.data.x == 1')).toMatchObject({
      source: 'event.data.x == 1',
      readsMetrics: [],
      callsImproves: [],
    });
  });

  test('two expressions of the same text are equal', () => {
    expect(cel('metrics.a > 1')).toEqual(cel('metrics.a > 1'));
    expect(cel('metrics.a > 1')).not.toEqual(cel('metrics.a > 2'));
  });
});
