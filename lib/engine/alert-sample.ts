import type { AlertTrigger } from '../spec/axon';
import type { PromqlExpr } from '../spec/lang/promql-ast';
import type { AlertSample } from './alert';
import { evaluate } from './promql/evaluate';
import type { SeriesSource } from './promql/series';

/**
 * What an alert's query answers at one instant.
 *
 * A metric that the axon's code reports and that has no present sample is no answer: an empty result of Prometheus means
 * that the condition does not hold, or that nobody measured, and only the first is Inactive.
 */
export function sampleAlert(trigger: Pick<AlertTrigger, 'query'>, series: SeriesSource, now: number): AlertSample {
  const silent = reported(trigger.query).filter((one) => isSilent(one, series, now));
  if (silent.length > 0)
    return { kind: 'unknown', reason: `no samples of ${[...new Set(silent.map(nameOf))].join(', ')}` };
  const answer = evaluate(trigger.query, series, now);
  if (answer.kind === 'error') return { kind: 'unknown', reason: answer.message };
  if (answer.kind === 'scalar') return { kind: 'answer', active: answer.value !== 0, value: answer.value };
  const [first] = answer.samples;
  return first === undefined ? { kind: 'answer', active: false } : { kind: 'answer', active: true, value: first.value };
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

function isSilent(expr: Reported, series: SeriesSource, now: number): boolean {
  const asked: PromqlExpr = expr.kind === 'range' ? { kind: 'call', function: 'last_over_time', args: [expr] } : expr;
  const answer = evaluate(asked, series, now);
  return answer.kind !== 'vector' || answer.samples.length === 0;
}

function nameOf(expr: Reported): string {
  return (expr.kind === 'range' ? expr.selector : expr).name ?? 'a metric';
}
