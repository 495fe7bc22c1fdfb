import type { AlertTrigger } from '../spec/axon';
import { formatPromql } from '../spec/lang/promql';
import type { PromqlExpr } from '../spec/lang/promql-ast';
import type { AlertSample } from './alert';
import { evaluate, type PromqlAnswer } from './promql/evaluate';
import type { SeriesSource } from './promql/series';

/** A metric that the axon's code reports, and what tells whether anybody measured it: silent if there is no result. */
export interface ReportedMetric {
  readonly name: string;
  readonly present: PromqlExpr;
}

/**
 * What an alert's query answers at one instant.
 *
 * A metric that the axon's code reports and that has no present sample is no answer: an empty result of Prometheus means
 * that the condition does not hold, or that nobody measured, and only the first is Inactive.
 */
export function sampleAlert(trigger: Pick<AlertTrigger, 'query'>, series: SeriesSource, now: number): AlertSample {
  const silent = reportedMetrics(trigger.query).filter(({ present }) => isSilent(evaluate(present, series, now)));
  return sampleOf(silent, evaluate(trigger.query, series, now));
}

/** The same of answers that somebody else gave. */
export function sampleOf(silent: readonly ReportedMetric[], answer: PromqlAnswer): AlertSample {
  if (silent.length > 0) {
    const names = [...new Set(silent.map(({ name }) => name))].join(', ');
    return { kind: 'unknown', reason: `no samples of ${names}` };
  }
  if (answer.kind === 'error') return { kind: 'unknown', reason: answer.message };
  if (answer.kind === 'scalar') return { kind: 'answer', active: answer.value !== 0, value: answer.value };
  const [first] = answer.samples;
  return first === undefined ? { kind: 'answer', active: false } : { kind: 'answer', active: true, value: first.value };
}

/** Whether what asks for a reported metric found nothing. */
export function isSilent(answer: PromqlAnswer): boolean {
  return answer.kind === 'vector' && answer.samples.length === 0;
}

/** The metrics of a query that the axon's code reports; each once. */
export function reportedMetrics(query: PromqlExpr): readonly ReportedMetric[] {
  const found = new Map<string, ReportedMetric>();
  for (const one of reported(query)) {
    const { name = 'a metric' } = one.kind === 'range' ? one.selector : one;
    const present: PromqlExpr = one.kind === 'range' ? { kind: 'call', function: 'last_over_time', args: [one] } : one;
    const key = formatPromql(present);
    if (!found.has(key)) found.set(key, { name, present });
  }
  return [...found.values()];
}

type Reported = Extract<PromqlExpr, { kind: 'selector' | 'range' }>;

/** The selectors of metrics that the axon's code reports, with their ranges. */
function reported(expr: PromqlExpr): Reported[] {
  switch (expr.kind) {
    case 'number':
      return [];
    case 'selector':
      return expr.reported ? [expr] : [];
    case 'range':
      return expr.selector.reported ? [expr] : [];
    case 'negate':
    case 'aggregate':
      return reported(expr.operand);
    case 'binary':
      return [...reported(expr.left), ...reported(expr.right)];
    case 'call':
      return expr.function === 'absent' ? [] : expr.args.flatMap(reported);
  }
}
