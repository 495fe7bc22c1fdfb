import type { LanguageFault } from './fault';

export type MatchOp = '=' | '!=' | '=~' | '!~';

export interface LabelMatcher {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** `errors_total{job="a"} offset 5m`: the newest sample of each series that matches. */
export interface PromqlSelector {
  readonly kind: 'selector';
  /** @default - the matchers alone choose (one of them may be on `__name__`) */
  readonly name?: string;
  readonly matchers: readonly LabelMatcher[];
  /** Milliseconds back from the instant of evaluation; negative is forward. */
  readonly offset: number;
  /** Written as `{{name}}`: a metric that the axon's code reports. */
  readonly reported?: true;
}

/** `errors_total[5m]`: the samples of the last `range` milliseconds. */
export interface PromqlRange {
  readonly kind: 'range';
  readonly selector: PromqlSelector;
  readonly range: number;
}

export const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

/** What each function takes, in order, and gives. */
export const FUNCTIONS = {
  abs: { takes: ['vector'], gives: 'vector' },
  absent: { takes: ['vector'], gives: 'vector' },
  avg_over_time: { takes: ['range'], gives: 'vector' },
  clamp_max: { takes: ['vector', 'scalar'], gives: 'vector' },
  clamp_min: { takes: ['vector', 'scalar'], gives: 'vector' },
  count_over_time: { takes: ['range'], gives: 'vector' },
  histogram_quantile: { takes: ['scalar', 'vector'], gives: 'vector' },
  increase: { takes: ['range'], gives: 'vector' },
  last_over_time: { takes: ['range'], gives: 'vector' },
  max_over_time: { takes: ['range'], gives: 'vector' },
  min_over_time: { takes: ['range'], gives: 'vector' },
  quantile_over_time: { takes: ['scalar', 'range'], gives: 'vector' },
  rate: { takes: ['range'], gives: 'vector' },
  scalar: { takes: ['vector'], gives: 'scalar' },
  sum_over_time: { takes: ['range'], gives: 'vector' },
  time: { takes: [], gives: 'scalar' },
  vector: { takes: ['scalar'], gives: 'vector' },
} as const satisfies Record<string, { takes: readonly PromqlType[]; gives: PromqlType }>;
export type PromqlFunction = keyof typeof FUNCTIONS;

export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^';
export type ComparisonOp = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type SetOp = 'and' | 'or' | 'unless';

/** The labels by which the two sides of an operator are paired: only these (`on`), or all but these (`ignoring`). */
export interface Matching {
  readonly kind: 'on' | 'ignoring';
  readonly labels: readonly string[];
}

export interface PromqlBinary {
  readonly kind: 'binary';
  readonly op: ArithmeticOp | ComparisonOp | SetOp;
  readonly left: PromqlExpr;
  readonly right: PromqlExpr;
  /** A comparison that gives 1 or 0 instead of dropping what does not hold. */
  readonly bool: boolean;
  /** @default - all labels */
  readonly matching?: Matching;
}

/** Exactly what `engine/promql` evaluates; each kind means what it means in Prometheus. */
export type PromqlExpr =
  | { readonly kind: 'number'; readonly value: number }
  | PromqlSelector
  | PromqlRange
  | { readonly kind: 'negate'; readonly operand: PromqlExpr }
  | PromqlBinary
  | {
      readonly kind: 'aggregate';
      readonly op: Aggregation;
      readonly operand: PromqlExpr;
      /** @default - everything becomes one */
      readonly grouping?: { readonly kind: 'by' | 'without'; readonly labels: readonly string[] };
    }
  | { readonly kind: 'call'; readonly function: PromqlFunction; readonly args: readonly PromqlExpr[] };

export type PromqlType = 'scalar' | 'vector' | 'range';

/** The type of an expression's value. Types hold by construction: `parsePromql` refuses what Prometheus would. */
export function promqlType(expr: PromqlExpr): PromqlType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'selector':
    case 'aggregate':
      return 'vector';
    case 'range':
      return 'range';
    case 'negate':
      return promqlType(expr.operand);
    case 'binary':
      return promqlType(expr.left) === 'scalar' ? promqlType(expr.right) : 'vector';
    case 'call':
      return FUNCTIONS[expr.function].gives;
  }
}

/** The names that its selectors read, each once. */
export function selectedNames(expr: PromqlExpr): readonly string[] {
  const names = new Set<string>();
  mapSelectors(expr, (selector) => {
    if (selector.name !== undefined) names.add(selector.name);
    return selector;
  });
  return [...names];
}

/** The same expression with each of its selectors changed. */
export function mapSelectors(expr: PromqlExpr, change: (selector: PromqlSelector) => PromqlSelector): PromqlExpr {
  const changed = (part: PromqlExpr): PromqlExpr => mapSelectors(part, change);
  switch (expr.kind) {
    case 'number':
      return expr;
    case 'selector':
      return change(expr);
    case 'range':
      return { ...expr, selector: change(expr.selector) };
    case 'negate':
    case 'aggregate':
      return { ...expr, operand: changed(expr.operand) };
    case 'binary':
      return { ...expr, left: changed(expr.left), right: changed(expr.right) };
    case 'call':
      return { ...expr, args: expr.args.map(changed) };
  }
}

/** `unsupported`: Prometheus would take it, this subset does not. `syntax`: Prometheus would refuse it too. */
export interface PromqlFault extends LanguageFault {
  readonly kind: 'syntax' | 'unsupported';
}
