import type { Labels, Series } from '../../lib/engine/promql/series';

/** The instant of every query, in milliseconds. */
export const AT = 1_700_000_000_000;

/**
 * Samples every 15 s, the last one 7 s before the instant of the queries, so that none lies on the start of a window of
 * whole minutes: there Prometheus 2 and 3 differ, and only the cases of the gap table ask.
 */
function every15s(labels: Labels, values: readonly number[]): Series {
  const samples = values.map((v, i) => ({ t: AT - 7_000 - 15_000 * (values.length - 1 - i), v }));
  return { labels, samples };
}

function at(labels: Labels, ...samples: readonly (readonly [secondsAgo: number, value: number])[]): Series {
  return { labels, samples: samples.map(([secondsAgo, v]) => ({ t: AT - secondsAgo * 1000, v })) };
}

function ramp(from: number, step: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + step * i);
}

/** Counts by upper bound of one histogram. */
function buckets(labels: Labels, counts: Readonly<Record<string, number>>): Series[] {
  return Object.entries(counts).map(([le, v]) => at({ __name__: 'latency_bucket', ...labels, le }, [7, v]));
}

export const SERIES: readonly Series[] = [
  every15s({ __name__: 'acc', job: 'a', version: '1' }, [0.97, 0.96, 0.95, 0.91, 0.85, 0.83, 0.8, 0.78]),
  every15s({ __name__: 'acc', job: 'a', version: '2' }, [0.5, 0.75, 0.875, 0.9375]),
  every15s({ __name__: 'acc', job: 'b', version: '1' }, [0.2, 0.4, NaN, 0.6]),
  every15s({ __name__: 'loss', job: 'a', version: '1' }, [0.5]),
  every15s({ __name__: 'loss', job: 'b', version: '1' }, [0.25]),
  every15s({ __name__: 'requests_total', path: '/a', code: '200' }, ramp(1000, 3, 30)),
  every15s({ __name__: 'requests_total', path: '/a', code: '500' }, [90, 95, 99, 2, 5, 9, 1, 4, 4, 8]),
  every15s({ __name__: 'requests_total', path: '/b', code: '200' }, ramp(0, 7, 6)),
  every15s({ __name__: 'requests_total', path: '/b', code: '500' }, ramp(5000, 2, 6)),
  every15s({ __name__: 'flat_total', path: '/a' }, ramp(42, 0, 12)),
  at({ __name__: 'sparse_total' }, [280, 10], [130, 16], [40, 31]),
  at({ __name__: 'single' }, [7, 5]),
  at({ __name__: 'old' }, [400, 1]),
  at({ __name__: 'barely' }, [299, 3]),
  at({ __name__: 'odd', x: 'nan' }, [7, NaN]),
  at({ __name__: 'odd', x: 'inf' }, [7, Infinity]),
  at({ __name__: 'odd', x: 'minus' }, [7, -2.5]),
  at({ __name__: 'odd', x: 'zero' }, [7, 0]),
  at({ __name__: 'trained_timestamp_seconds', model: 'm' }, [7, AT / 1000 - 700_000]),
  at({ __name__: 'many', x: '1', y: '1' }, [7, 1]),
  at({ __name__: 'many', x: '1', y: '2' }, [7, 2]),
  at({ __name__: 'many', x: '2', y: '1' }, [7, 3]),
  at({ __name__: 'one', x: '1' }, [7, 10]),
  at({ __name__: 'one', x: '2' }, [7, 20]),
  at({ __name__: 'text', path: 'a.b\nc', quote: '"\\' }, [7, 1]),
  ...buckets({ job: 'a' }, { '0.1': 10, '0.5': 60, '1': 90, '+Inf': 100 }),
  ...buckets({ job: 'b' }, { '0.1': 0, '0.5': 0, '1': 0, '+Inf': 0 }),
  ...buckets({ job: 'c' }, { '0.1': 5, '0.5': 4, '1': 9, '+Inf': 9 }),
  ...buckets({ job: 'd' }, { '0.1': 5, '0.5': 9 }),
  ...buckets({ job: 'e' }, { '-1': 4, '1': 8, '+Inf': 9 }),
  // What only the gap table asks for.
  at({ __name__: 'edge' }, [60, 1], [30, 2]),
  at({ __name__: 'edge_of_lookback' }, [300, 1]),
  at({ __name__: 'young_total' }, [45, 8], [25, 18], [5, 28]),
  at({ __name__: 'huge', x: '1' }, [7, 1]),
  at({ __name__: 'huge', x: '2' }, [7, 1e100]),
  at({ __name__: 'huge', x: '3' }, [7, -1e100]),
];
