import type { PromqlFault } from './promql-ast';

/** A metric written as `{{name}}`; the place covers the braces. */
export interface MetricReference {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Puts an identifier of the same length in the place of each `{{name}}`, so that every offset stays what it was. What
 * stands in quotes or after # is left alone.
 */
export function replacePlaceholders(source: string): {
  readonly text: string;
  readonly metrics: readonly MetricReference[];
  readonly faults: readonly PromqlFault[];
} {
  const metrics: MetricReference[] = [];
  const faults: PromqlFault[] = [];
  const quoted = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?|#[^\n]*/.source;
  const text = source.replace(new RegExp(`${quoted}|\\{\\{([^{}]*)(\\}\\})?`, 'g'), (whole, inner, closing, from) => {
    if (typeof inner !== 'string') return whole as string;
    const to = from + whole.length;
    const name = inner.trim();
    const problem = closing === undefined ? unclosed(name) : (checkName(name) ?? checkNeighbours(source, from, to));
    if (problem === undefined) metrics.push({ name, from, to });
    else faults.push({ kind: 'syntax', ...problem, from, to });
    return 'm'.repeat(whole.length);
  });
  return { text, metrics, faults };
}

function unclosed(name: string) {
  return { message: `{{${name} is not closed`, hint: 'a metric is written as {{name}}' };
}

function checkNeighbours(source: string, from: number, to: number): { message: string; hint: string } | undefined {
  const [before] = /[\w:]+$/.exec(source.slice(0, from)) ?? [''];
  const [after] = /^[\w:]+/.exec(source.slice(to)) ?? [''];
  if (before === '' && after === '') return undefined;
  const hint = 'put the whole name into the braces, or an operator between';
  return { message: `unexpected ${before}${source.slice(from, to)}${after}`, hint };
}

function checkName(name: string): { message: string; hint: string } | undefined {
  if (/^[A-Za-z_:][\w:]*$/.test(name)) return undefined;
  if (name === '')
    return { message: 'the name of a metric is missing in {{}}', hint: 'a metric is written as {{name}}' };
  const valid = name.replace(/[^\w:]+/g, '_').replace(/^(?=\d)/, '_');
  const rule = 'a metric name has letters, digits, _ and :, and does not begin with a digit';
  return { message: `"${name}" is not a metric name`, hint: `${rule}: ${valid}` };
}
