import { faulty, parsed, type Parsed } from './fault';
import { mapSelectors, type PromqlExpr, type PromqlFault, type PromqlSelector } from './promql-ast';
import { LONGEST_QUERY, buildPromql } from './promql-build';
import { replacePlaceholders, type MetricReference } from './promql-placeholders';

export * from './promql-ast';
export { formatPromql } from './promql-format';
export type { MetricReference } from './promql-placeholders';

/** Parses a query without placeholders. */
export function parsePromql(source: string): Parsed<PromqlExpr, PromqlFault> {
  return buildPromql(source, new Map());
}

export interface AlertCondition {
  readonly expr: PromqlExpr;
  /** Every `{{name}}`, in the order of the text; a name written twice is there twice. */
  readonly metrics: readonly MetricReference[];
}

/**
 * Parses the condition of an alert or of a gate, in which `{{name}}` is a metric that the axon's code reports:
 * `{{accuracy}} < 0.9`. Places of faults are in the text as written.
 */
export function parseAlertCondition(source: string): Parsed<AlertCondition, PromqlFault> {
  if (source.length > LONGEST_QUERY)
    return buildPromql(source, new Map()) as { ok: false; faults: readonly PromqlFault[] };
  const { text, metrics, faults } = replacePlaceholders(source);
  if (faults.length > 0) return faulty(...faults);
  const built = buildPromql(text, new Map(metrics.map(({ name, from }) => [from, name])), source);
  return built.ok ? parsed({ expr: built.value, metrics }) : built;
}

/**
 * Narrows every reported metric to what this axon reports of its newest version, unless the query names those labels
 * itself; a published `job='x'` is read as `axon='x'`. Binding twice changes nothing.
 */
export function bindAlert(expr: PromqlExpr, axonName: string): PromqlExpr {
  return mapSelectors(expr, (selector) => bindSelector(selector, axonName));
}

function bindSelector(selector: PromqlSelector, axonName: string): PromqlSelector {
  if (selector.reported === undefined) return selector;
  const names = (label: string) => selector.matchers.some(({ name }) => name === label);
  const matchers = selector.matchers.map((m) => (m.name === 'job' && !names('axon') ? { ...m, name: 'axon' } : m));
  if (!names('axon') && !names('job')) matchers.push({ name: 'axon', op: '=', value: axonName });
  if (!names('newest')) matchers.push({ name: 'newest', op: '=', value: 'true' });
  return { ...selector, matchers };
}
