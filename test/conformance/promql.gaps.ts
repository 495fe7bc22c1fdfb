import type { Answer } from './promql.case';

export interface Gap {
  readonly query: string;
  /** Ours, and that of Prometheus 3. */
  readonly answer: Answer;
  readonly prometheus2: Answer;
  readonly reason: string;
}

/** Where Prometheus 2 and 3 answer differently, and why. Alerts follow 3. */
export const GAPS: readonly Gap[] = [
  {
    query: 'count_over_time(edge[1m])',
    answer: { '{}': 1 },
    prometheus2: { '{}': 2 },
    reason: 'a window of Prometheus 3 does not include its start',
  },
  {
    query: 'edge_of_lookback',
    answer: {},
    prometheus2: { edge_of_lookback: 1 },
    reason: 'the lookback of Prometheus 3 does not include its start',
  },
  {
    query: 'increase(young_total[5m])',
    answer: { '{}': 27.5 },
    prometheus2: { '{}': 30.5 },
    reason: 'Prometheus 3 shortens the way to the edge before it looks for the zero of the counter',
  },
  {
    query: 'sum(huge)',
    answer: { '{}': 1 },
    prometheus2: { '{}': 0 },
    reason: 'Prometheus 3 keeps what rounding loses in sum and avg',
  },
  {
    query: 'text{path=~"a.b.c"}',
    answer: { 'text{path="a.b\\nc", quote="\\"\\\\"}': 1 },
    prometheus2: {},
    reason: 'the dot of Prometheus 3 matches the end of a line',
  },
];
