import { formatDuration } from './duration';
import type { PromqlBinary, PromqlExpr, PromqlSelector } from './promql-ast';

/** Binding strength, weakest first, as in Prometheus. */
const PRECEDENCE: Readonly<Record<PromqlBinary['op'], number>> = {
  or: 1, and: 2, unless: 2, '==': 3, '!=': 3, '<': 3, '<=': 3, '>': 3, '>=': 3, '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, '^': 6,
}; // prettier-ignore

/** The strength of a sign: it holds weaker than ^ and as `*` otherwise. */
const SIGN = 5;

/** The canonical text of an expression; Prometheus 2 and 3 read it back as the same expression. */
export function formatPromql(expr: PromqlExpr): string {
  switch (expr.kind) {
    case 'number':
      return formatNumber(expr.value);
    case 'selector':
      return formatSelector(expr, '');
    case 'range':
      return formatSelector(expr.selector, `[${formatDuration(expr.range)}]`);
    case 'negate':
      return `-${wrapped(expr.operand, SIGN + 1)}`;
    case 'binary':
      return formatBinary(expr);
    case 'aggregate': {
      const { grouping } = expr;
      const clause = grouping === undefined ? '' : ` ${grouping.kind} (${grouping.labels.join(', ')}) `;
      return `${expr.op}${clause}(${formatPromql(expr.operand)})`;
    }
    case 'call':
      return `${expr.function}(${expr.args.map(formatPromql).join(', ')})`;
  }
}

function formatBinary({ op, left, right, bool, matching }: PromqlBinary): string {
  const strength = PRECEDENCE[op];
  // All operators group to the left but ^, which groups to the right.
  const [ofLeft, ofRight] = op === '^' ? [strength + 1, strength] : [strength, strength + 1];
  const modifiers = [
    bool ? ' bool' : '',
    matching === undefined ? '' : ` ${matching.kind} (${matching.labels.join(', ')})`,
  ];
  return `${wrapped(left, ofLeft)} ${op}${modifiers.join('')} ${wrapped(right, ofRight)}`;
}

/** In parentheses where what is written around it would hold tighter. */
function wrapped(expr: PromqlExpr, least: number): string {
  const text = formatPromql(expr);
  return strengthOf(expr) < least ? `(${text})` : text;
}

function strengthOf(expr: PromqlExpr): number {
  if (expr.kind === 'binary') return PRECEDENCE[expr.op];
  const signed = expr.kind === 'negate' || (expr.kind === 'number' && (expr.value < 0 || Object.is(expr.value, -0)));
  return signed ? SIGN : Infinity;
}

function formatSelector({ name = '', matchers, offset }: PromqlSelector, range: string): string {
  const labels = matchers.map((m) => `${m.name}${m.op}${JSON.stringify(m.value)}`).join(',');
  const braces = labels === '' && name !== '' ? '' : `{${labels}}`;
  return `${name}${braces}${range}${offset === 0 ? '' : ` offset ${formatDuration(offset)}`}`;
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
