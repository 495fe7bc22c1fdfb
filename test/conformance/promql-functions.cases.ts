import type { Cases } from './promql.case';

/** Queries and what Prometheus 2.42 answered over the series of promql.data.ts; it is asked again where there is one. */
export const FUNCTION_CASES: Readonly<Record<string, Cases>> = {
  aggregations: [
    ['sum(acc)', { '{}': 2.3175 }],
    ['sum(acc{job="a"})', { '{}': 1.7175 }],
    ['sum by (job) (acc)', { '{job="a"}': 1.7175, '{job="b"}': 0.6 }],
    ['avg by (version) (acc{version="1"})', { '{version="1"}': 0.69 }],
    ['avg(acc{job="a"})', { '{}': 0.85875 }],
    ['min(acc)', { '{}': 0.6 }],
    ['max(acc)', { '{}': 0.9375 }],
    ['count(acc)', { '{}': 3 }],
    ['count by (job) (acc)', { '{job="a"}': 2, '{job="b"}': 1 }],
    ['count by (missing) (acc)', { '{}': 3 }],
    ['sum without (version) (acc)', { '{job="a"}': 1.7175, '{job="b"}': 0.6 }],
    ['sum without (job, version) (acc{job="a"})', { '{}': 1.7175 }],
    ['sum by (__name__) (loss)', { loss: 0.75 }],
    ['max without (y) (many)', { '{x="1"}': 2, '{x="2"}': 3 }],
    ['min by (x, y) (many)', { '{x="1", y="1"}': 1, '{x="1", y="2"}': 2, '{x="2", y="1"}': 3 }],
    ['sum(odd)', { '{}': NaN }],
    ['min(odd)', { '{}': -2.5 }],
    ['max(odd)', { '{}': Infinity }],
    ['avg(odd{x!="nan"})', { '{}': Infinity }],
    ['sum(absent_metric)', {}],
    ['count(absent_metric)', {}],
    ['count(acc > 0.9) / count(acc)', { '{}': 0.3333333333333333 }],
    ['sum by (job) (acc) > 1', { '{job="a"}': 1.7175 }],
  ],
  'functions over time': [
    [
      'avg_over_time(acc[1m])',
      { '{job="a", version="1"}': 0.815, '{job="a", version="2"}': 0.765625, '{job="b", version="1"}': NaN },
    ],
    [
      'min_over_time(acc[2m])',
      { '{job="a", version="1"}': 0.78, '{job="a", version="2"}': 0.5, '{job="b", version="1"}': 0.2 },
    ],
    [
      'max_over_time(acc[2m])',
      { '{job="a", version="1"}': 0.97, '{job="a", version="2"}': 0.9375, '{job="b", version="1"}': 0.6 },
    ],
    ['sum_over_time(acc{job="a"}[2m])', { '{job="a", version="1"}': 7.05, '{job="a", version="2"}': 3.0625 }],
    [
      'count_over_time(acc[2m])',
      { '{job="a", version="1"}': 8, '{job="a", version="2"}': 4, '{job="b", version="1"}': 4 },
    ],
    [
      'count_over_time(acc[10s])',
      { '{job="a", version="1"}': 1, '{job="a", version="2"}': 1, '{job="b", version="1"}': 1 },
    ],
    [
      'last_over_time(acc[1m])',
      { 'acc{job="a", version="1"}': 0.78, 'acc{job="a", version="2"}': 0.9375, 'acc{job="b", version="1"}': 0.6 },
    ],
    ['last_over_time(old[10m])', { old: 1 }],
    [
      'avg_over_time(acc{job="a"}[1m] offset 30s)',
      { '{job="a", version="1"}': 0.885, '{job="a", version="2"}': 0.625 },
    ],
    ['quantile_over_time(0.5, acc{job="a"}[2m])', { '{job="a", version="1"}': 0.88, '{job="a", version="2"}': 0.8125 }],
    [
      'quantile_over_time(0.9, acc[2m])',
      { '{job="a", version="1"}': 0.963, '{job="a", version="2"}': 0.9187500000000001, '{job="b", version="1"}': 0.54 },
    ],
    [
      'quantile_over_time(2, acc{job="a"}[2m])',
      { '{job="a", version="1"}': Infinity, '{job="a", version="2"}': Infinity },
    ],
    [
      'quantile_over_time(-1, acc{job="a"}[2m])',
      { '{job="a", version="1"}': -Infinity, '{job="a", version="2"}': -Infinity },
    ],
    ['quantile_over_time(NaN, acc{job="a"}[2m])', { '{job="a", version="1"}': NaN, '{job="a", version="2"}': NaN }],
    ['avg_over_time({job="a",version="1"}[5m])', 'error'],
    ['max_over_time(odd[1m])', { '{x="inf"}': Infinity, '{x="minus"}': -2.5, '{x="nan"}': NaN, '{x="zero"}': 0 }],
    [
      'avg_over_time(acc{job="a"}[5m]) < 0.9',
      { '{job="a", version="1"}': 0.88125, '{job="a", version="2"}': 0.765625 },
    ],
    ['count_over_time(absent_metric[5m])', {}],
  ],
  counters: [
    [
      'rate(requests_total[5m])',
      {
        '{code="200", path="/a"}': 0.19999999999999998,
        '{code="200", path="/b"}': 0.12755555555555553,
        '{code="500", path="/a"}': 0.0959753086419753,
        '{code="500", path="/b"}': 0.03977777777777778,
      },
    ],
    [
      'rate(requests_total[1m])',
      {
        '{code="200", path="/a"}': 0.19999999999999998,
        '{code="200", path="/b"}': 0.4666666666666666,
        '{code="500", path="/a"}': 0.1514814814814815,
        '{code="500", path="/b"}': 0.1333333333333333,
      },
    ],
    [
      'increase(requests_total[5m])',
      {
        '{code="200", path="/a"}': 60,
        '{code="200", path="/b"}': 38.266666666666666,
        '{code="500", path="/a"}': 28.79259259259259,
        '{code="500", path="/b"}': 11.933333333333334,
      },
    ],
    [
      'increase(requests_total[2m])',
      {
        '{code="200", path="/a"}': 24,
        '{code="200", path="/b"}': 38.266666666666666,
        '{code="500", path="/a"}': 19.428571428571427,
        '{code="500", path="/b"}': 11.933333333333334,
      },
    ],
    [
      'increase(requests_total[10m])',
      {
        '{code="200", path="/a"}': 89.9,
        '{code="200", path="/b"}': 38.266666666666666,
        '{code="500", path="/a"}': 28.79259259259259,
        '{code="500", path="/b"}': 11.933333333333334,
      },
    ],
    ['rate(sparse_total[5m])', { '{}': 0.0875 }],
    ['increase(sparse_total[3m])', { '{}': 30 }],
    ['rate(flat_total[5m])', { '{path="/a"}': 0 }],
    ['rate(single[5m])', {}],
    [
      'rate(acc{job="a"}[2m])',
      { '{job="a", version="1"}': 0.0579047619047619, '{job="a", version="2"}': 0.004820601851851852 },
    ],
    [
      'increase(requests_total[1m] offset 1m)',
      {
        '{code="200", path="/a"}': 12,
        '{code="200", path="/b"}': 10.266666666666666,
        '{code="500", path="/a"}': 12,
        '{code="500", path="/b"}': 3.933333333333333,
      },
    ],
    [
      'sum by (path) (rate(requests_total[2m]))',
      { '{path="/a"}': 0.36190476190476184, '{path="/b"}': 0.4183333333333333 },
    ],
    ['sum(rate(requests_total{code="500"}[2m])) / sum(rate(requests_total[2m])) > 0.1', { '{}': 0.3349608381649883 }],
    [
      'rate({path="/a"}[5m])',
      {
        '{code="200", path="/a"}': 0.19999999999999998,
        '{code="500", path="/a"}': 0.0959753086419753,
        '{path="/a"}': 0,
      },
    ],
  ],
  'functions of the present value': [
    ['abs(odd)', { '{x="inf"}': Infinity, '{x="minus"}': 2.5, '{x="nan"}': NaN, '{x="zero"}': 0 }],
    ['abs(-acc{job="a"})', { '{job="a", version="1"}': 0.78, '{job="a", version="2"}': 0.9375 }],
    ['clamp_min(odd, 0)', { '{x="inf"}': Infinity, '{x="minus"}': 0, '{x="nan"}': NaN, '{x="zero"}': 0 }],
    [
      'clamp_max(acc, 0.9)',
      { '{job="a", version="1"}': 0.78, '{job="a", version="2"}': 0.9, '{job="b", version="1"}': 0.6 },
    ],
    [
      'clamp_min(acc, NaN)',
      { '{job="a", version="1"}': NaN, '{job="a", version="2"}': NaN, '{job="b", version="1"}': NaN },
    ],
    ['absent(acc)', {}],
    ['absent(absent_metric)', { '{}': 1 }],
    ['absent(absent_metric{job="a",x=~"b",y="1",y="2"})', { '{job="a"}': 1 }],
    ['absent(sum(absent_metric))', { '{}': 1 }],
    ['scalar(acc)', NaN],
    ['scalar(single) + 1', 6],
    ['scalar(absent_metric)', NaN],
    ['vector(3)', { '{}': 3 }],
    ['vector(time()) - 1699999999', { '{}': 1 }],
    [
      'acc * scalar(single)',
      { '{job="a", version="1"}': 3.9000000000000004, '{job="a", version="2"}': 4.6875, '{job="b", version="1"}': 3 },
    ],
    [
      'histogram_quantile(0.5, latency_bucket)',
      {
        '{job="a"}': 0.42000000000000004,
        '{job="b"}': NaN,
        '{job="c"}': 0.09000000000000001,
        '{job="d"}': NaN,
        '{job="e"}': -0.75,
      },
    ],
    [
      'histogram_quantile(0.95, latency_bucket)',
      { '{job="a"}': 1, '{job="b"}': NaN, '{job="c"}': 0.9437499999999999, '{job="d"}': NaN, '{job="e"}': 1 },
    ],
    [
      'histogram_quantile(0.99, latency_bucket)',
      { '{job="a"}': 1, '{job="b"}': NaN, '{job="c"}': 0.98875, '{job="d"}': NaN, '{job="e"}': 1 },
    ],
    [
      'histogram_quantile(0, latency_bucket)',
      { '{job="a"}': 0, '{job="b"}': NaN, '{job="c"}': 0, '{job="d"}': NaN, '{job="e"}': -1 },
    ],
    [
      'histogram_quantile(1, latency_bucket)',
      { '{job="a"}': 1, '{job="b"}': NaN, '{job="c"}': 1, '{job="d"}': NaN, '{job="e"}': 1 },
    ],
    [
      'histogram_quantile(0.1, latency_bucket)',
      { '{job="a"}': 0.1, '{job="b"}': NaN, '{job="c"}': 0.018, '{job="d"}': NaN, '{job="e"}': -1 },
    ],
    [
      'histogram_quantile(1.5, latency_bucket)',
      {
        '{job="a"}': Infinity,
        '{job="b"}': Infinity,
        '{job="c"}': Infinity,
        '{job="d"}': Infinity,
        '{job="e"}': Infinity,
      },
    ],
    [
      'histogram_quantile(-1, latency_bucket)',
      {
        '{job="a"}': -Infinity,
        '{job="b"}': -Infinity,
        '{job="c"}': -Infinity,
        '{job="d"}': -Infinity,
        '{job="e"}': -Infinity,
      },
    ],
    [
      'histogram_quantile(NaN, latency_bucket)',
      { '{job="a"}': NaN, '{job="b"}': NaN, '{job="c"}': NaN, '{job="d"}': NaN, '{job="e"}': NaN },
    ],
    ['histogram_quantile(0.5, sum by (le) (latency_bucket{job="a"}))', { '{}': 0.42000000000000004 }],
    ['histogram_quantile(0.9, acc)', {}],
  ],
};
