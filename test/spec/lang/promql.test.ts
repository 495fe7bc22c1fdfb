import {
  bindAlert,
  formatPromql,
  parseAlertCondition,
  parsePromql,
  type PromqlExpr,
} from '../../../lib/spec/lang/promql';

function promql(source: string): PromqlExpr {
  const result = parsePromql(source);
  if (!result.ok) throw new Error(`${source}: ${JSON.stringify(result.faults)}`);
  return result.value;
}

function alert(source: string) {
  const result = parseAlertCondition(source);
  if (!result.ok) throw new Error(`${source}: ${JSON.stringify(result.faults)}`);
  return result.value;
}

function faults(source: string): unknown {
  const result = parseAlertCondition(source);
  return result.ok ? 'no fault' : result.faults;
}

describe('the tree of a query', () => {
  test('a range of a metric, in a function, in a comparison', () => {
    expect(promql('avg_over_time(acc{job="img",v!~"1.*"}[5m] offset 1h) < 0.2')).toEqual({
      kind: 'binary',
      op: '<',
      bool: false,
      left: {
        kind: 'call',
        function: 'avg_over_time',
        args: [
          {
            kind: 'range',
            range: 300_000,
            selector: {
              kind: 'selector',
              name: 'acc',
              matchers: [
                { name: 'job', op: '=', value: 'img' },
                { name: 'v', op: '!~', value: '1.*' },
              ],
              offset: 3_600_000,
            },
          },
        ],
      },
      right: { kind: 'number', value: 0.2 },
    });
  });

  test('an operator with the labels that pair its sides', () => {
    expect(promql('a > bool on (x, y) b')).toMatchObject({
      op: '>',
      bool: true,
      matching: { kind: 'on', labels: ['x', 'y'] },
    });
    expect(promql('a and ignoring () b')).toMatchObject({ op: 'and', matching: { kind: 'ignoring', labels: [] } });
  });

  test('an aggregation, its labels before or behind', () => {
    const tree = { kind: 'aggregate', op: 'sum', grouping: { kind: 'by', labels: ['x'] } };
    expect(promql('sum by (x) (a)')).toMatchObject(tree);
    expect(promql('SUM(a) BY (x,)')).toMatchObject(tree);
    expect(promql('count(a)')).not.toHaveProperty('grouping');
  });

  test.each([
    ['1e3', 1000],
    ['0x1F', 31],
    ['.5', 0.5],
    ['1_000', 1000],
    ['7d', 604_800],
    ['1h30m', 5400],
    ['+Inf', Infinity],
    ['-inf', -Infinity],
    ['NaN', NaN],
    ['- 2', -2],
  ])('the number %s is %d', (source, value) => {
    expect(promql(source)).toEqual({ kind: 'number', value });
  });

  test.each([
    ['"a\\n\\"b\\x41\\u00e9\\101"', 'a\n"bAéA'],
    ["'it\\'s'", "it's"],
    ['`raw \\n`', 'raw \\n'],
  ])('the text %s', (literal, value) => {
    expect(promql(`a{b=${literal}}`)).toMatchObject({ matchers: [{ name: 'b', op: '=', value }] });
  });

  test('a comment is no part of it', () => {
    expect(promql('# why\na # because\n > 1')).toEqual(promql('a > 1'));
  });
});

describe('the canonical text means the same', () => {
  test.each([
    ['-1^2', '-(1 ^ 2)', '-1 ^ 2'],
    ['-1^2', '-1 ^ 2', '-1 ^ 2'],
    ['(-1)^2', '(-1) ^ 2', '(-1) ^ 2'],
    ['2^3^2', '2^(3^2)', '2 ^ 3 ^ 2'],
    ['(2^3)^2', '(2^3)^2', '(2 ^ 3) ^ 2'],
    ['a-b-c', '(a-b)-c', 'a - b - c'],
    ['a-(b-c)', 'a-(b-c)', 'a - (b - c)'],
    ['a+b*c', 'a+(b*c)', 'a + b * c'],
    ['(a+b)*c', '(a+b)*c', '(a + b) * c'],
    ['-(a+b)', '-(a+b)', '-(a + b)'],
    ['a or b and c', 'a or (b and c)', 'a or b and c'],
    ['a{x="y"} offset -5m', 'a{x="y"}offset-5m', 'a{x="y"} offset -5m'],
    ['rate(a[90s])', 'rate(a[90s])', 'rate(a[1m30s])'],
    ['sum without(x)(a)', 'sum(a)without(x)', 'sum without (x) (a)'],
    ['time()-a>7d', 'time()-a>604800', 'time() - a > 604800'],
    ['{__name__=~"a.*"}', '{__name__=~"a.*"}', '{__name__=~"a.*"}'],
    ['a==bool ignoring(x)b', 'a == bool ignoring (x) b', 'a == bool ignoring (x) b'],
    ['a{b="\\\\d\\n"}', 'a{b=`\\d\n`}', 'a{b="\\\\d\\n"}'],
  ])('%s', (source, equal, text) => {
    expect(promql(source)).toEqual(promql(equal));
    expect(formatPromql(promql(source))).toBe(text);
    expect(promql(text)).toEqual(promql(source));
  });
});

describe('what Prometheus refuses is a syntax fault', () => {
  test.each([
    ['', 0, 0, 'a query is required, got an empty text', 'for example {{accuracy}} < 0.9'],
    ['{{acc}} >', 9, 9, 'the query ends too early', 'expected a value'],
    ['sum({{acc}}', 11, 11, 'the query ends too early', 'expected )'],
    ['{{acc}} => 1', 8, 10, 'unexpected =>', 'did you mean >='],
    ['{{acc}} = 1', 8, 9, 'unexpected =', 'did you mean =='],
    ['a && b', 2, 4, 'unexpected &&', 'did you mean and'],
    ['a <> b', 2, 4, 'unexpected <>', 'did you mean !='],
    ['a{b=c}', 4, 5, 'unexpected c', 'write "c" in quotes'],
    ['a{b="c} > 1', 4, 11, 'a quoted text is not closed', 'close it with the same quote'],
    ['avg_over_tme({{acc}}[5m]) < 1', 0, 12, 'unknown function avg_over_tme', 'did you mean avg_over_time'],
    ['{{acc}} > 1 and raet(a[5m])', 16, 20, 'unknown function raet', 'did you mean rate'],
    ['1 < 2', 0, 5, 'a comparison of two numbers needs bool', 'write < bool'],
    ['1 and a', 0, 1, 'the operator and takes a metric, got a number', undefined],
    ['a + bool b', 0, 10, 'bool does not go with +', 'leave it out'],
    ['a + on (x) 1', 0, 12, 'on needs metrics on both sides', 'leave it out'],
    ['rate(a)', 5, 6, 'rate takes a range such as m[5m], got a metric', 'add a range, for example [5m]'],
    ['sum(a[5m])', 4, 9, 'sum takes a metric, got a range such as m[5m]', undefined],
    ['rate(a[5m], 2)', 0, 14, 'rate takes one argument, got 2', 'write rate(m[5m])'],
    ['time(a)', 0, 7, 'time takes no argument, got 1', undefined],
    ['a[5m]', 0, 5, 'a query cannot give a range of samples', 'use a function over it, for example avg_over_time(...)'],
    ['{a=""}', 0, 6, 'a selector needs a name or a label that is not empty', undefined],
    ['a{__name__="b"}', 0, 15, 'the name of the metric is given twice, once as a', 'leave out __name__'],
    ['"text"', 0, 6, 'a text has no value here', 'write a metric or a number'],
    [
      'a{b=~"(?=x)"}',
      5,
      12,
      '"(?=x)" is not a regular expression of Prometheus: it looks around, which RE2 cannot',
      undefined,
    ],
    [
      'a{b=~"(.)\\\\1"}',
      5,
      13,
      '"(.)\\\\1" is not a regular expression of Prometheus: it refers back, which RE2 cannot',
      undefined,
    ],
    ['a{b=~"("}', 5, 8, '"(" is not a regular expression of Prometheus: unterminated group', undefined],
    ['(a)[5m] > 1', 0, 7, 'the operator > takes a number or a metric, got a range such as m[5m]', undefined],
  ])('%s', (source, from, to, message, hint) => {
    expect(faults(source)).toEqual([{ kind: 'syntax', message, ...(hint === undefined ? {} : { hint }), from, to }]);
  });
});

describe('what Prometheus has and this subset lacks is named', () => {
  test.each([
    ['deriv({{acc}}[5m]) > 0', 'the function deriv', 0, 5],
    ['topk(3, a)', 'the aggregation topk', 0, 4],
    ['rate(a[5m:1m])', 'a subquery', 5, 13],
    ['a @ 5', 'the modifier @', 0, 5],
    ['a / on (x) group_left b', 'group_left', 11, 21],
    ['a atan2 b', 'the operator atan2', 0, 9],
    ['{"a.b"}', 'a quoted name', 1, 6],
    ['rate(a[5m * 2])', 'arithmetic between durations', 7, 13],
  ])('%s', (source, construct, from, to) => {
    const message = `${construct} is PromQL that Myelin does not evaluate`;
    expect(faults(source)).toEqual([expect.objectContaining({ kind: 'unsupported', message, from, to })]);
  });

  test('the fault says what can be used instead', () => {
    expect(faults('min_over_tim(a[5m])')).toMatchObject([{ kind: 'syntax', hint: 'did you mean min_over_time' }]);
    expect(faults('absent_over_time(a[5m])')).toMatchObject([
      { kind: 'unsupported', hint: expect.stringContaining('avg_over_time') },
    ]);
    expect(faults('stddev(a)')).toMatchObject([{ hint: 'the aggregations here are sum, avg, min, max, count' }]);
  });
});

describe('a metric in braces is one that the code of the axon reports', () => {
  test('it is a selector with that name, and its place is known', () => {
    const { expr, metrics } = alert("avg_over_time({{acc}}{job='img'}[5m]) < 0.20");
    expect(metrics).toEqual([{ name: 'acc', from: 14, to: 21 }]);
    expect(formatPromql(expr)).toBe('avg_over_time(acc{job="img"}[5m]) < 0.2');
    expect(expr).toMatchObject({ left: { args: [{ selector: { name: 'acc', reported: true } }] } });
  });

  test('blanks in the braces do not count', () => {
    expect(alert('{{ acc }} < 1')).toEqual({
      expr: alert('{{acc}} < 1').expr,
      metrics: [{ name: 'acc', from: 0, to: 9 }],
    });
  });

  test('a metric outside braces is not flagged', () => {
    expect(alert('up == 0').expr).toMatchObject({ left: { kind: 'selector', name: 'up' } });
    expect(alert('up == 0').expr).not.toHaveProperty('left.reported');
  });

  test('braces in quotes are text', () => {
    const { expr, metrics } = alert('{{a}}{b="{{c}}"} > 1');
    expect(metrics.map(({ name }) => name)).toEqual(['a']);
    expect(expr).toMatchObject({ left: { matchers: [{ value: '{{c}}' }] } });
  });

  test('several, each where it is written', () => {
    const source = 'time() - {{t}} > 604800 or {{acc}} < {{t}}';
    expect(alert(source).metrics.map(({ name, from, to }) => [name, source.slice(from, to)])).toEqual([
      ['t', '{{t}}'],
      ['acc', '{{acc}}'],
      ['t', '{{t}}'],
    ]);
  });

  test.each([
    ['{{deploy-accuracy}} < 1', '"deploy-accuracy" is not a metric name', 'deploy_accuracy', 0, 19],
    ['1 + {{9a}}', '"9a" is not a metric name', '_9a', 4, 10],
    ['{{}} < 1', 'the name of a metric is missing in {{}}', 'a metric is written as {{name}}', 0, 4],
    ['{{acc < 1', '{{acc < 1 is not closed', 'a metric is written as {{name}}', 0, 9],
  ])('%s', (source, message, hint, from, to) => {
    expect(faults(source)).toEqual([{ kind: 'syntax', message, hint: expect.stringContaining(hint), from, to }]);
  });

  test('two bad names are two faults', () => {
    expect(faults('{{a-b}} < {{c-d}}')).toMatchObject([{ from: 0 }, { from: 10 }]);
  });

  test('letters that run into the braces are no metric', () => {
    expect(faults('{{a}}b < 1')).toMatchObject([{ kind: 'syntax', message: 'unexpected {{a}}b', from: 0, to: 5 }]);
    expect(faults('b{{a}} < 1')).toMatchObject([{ kind: 'syntax', message: 'unexpected b{{a}}', from: 1, to: 6 }]);
  });
});

describe('a reported metric is bound to the axon', () => {
  test.each([
    ['{{acc}} < 0.9', 'acc{axon="img",newest="true"} < 0.9'],
    ["avg_over_time({{acc}}{job='img'}[5m]) < 0.20", 'avg_over_time(acc{axon="img",newest="true"}[5m]) < 0.2'],
    ["{{acc}}{axon='other'} < 1", 'acc{axon="other",newest="true"} < 1'],
    ["{{acc}}{newest=~'.*'} < 1", 'acc{newest=~".*",axon="img"} < 1'],
    ["{{acc}}{job='a',axon='b'} < 1", 'acc{job="a",axon="b",newest="true"} < 1'],
    ['sum by (x) (-{{acc}}) + up', 'sum by (x) (-acc{axon="img",newest="true"}) + up'],
    ["up{job='node'} == 0", 'up{job="node"} == 0'],
    ['{{acc}}{source="serving"} < 0.9', 'acc{source="serving",axon="img",newest="true"} < 0.9'],
  ])('%s', (source, bound) => {
    const once = bindAlert(alert(source).expr, 'img');
    expect(formatPromql(once)).toBe(bound);
    expect(bindAlert(once, 'img')).toEqual(once);
  });
});
