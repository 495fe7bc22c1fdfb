import type { ArithmeticOp, ComparisonOp, Matching, PromqlBinary, SetOp } from '../../spec/lang/promql';
import { EvaluationFailure, type VectorSample } from './answer';
import { formatLabels, labelsKey, only, without, withoutName } from './labels';
import { power } from './numbers';
import type { Labels } from './series';

type Operator = Pick<PromqlBinary, 'op' | 'bool' | 'matching'>;

/** Both sides are numbers; a comparison gives 1 or 0. */
export function betweenScalars(op: PromqlBinary['op'], left: number, right: number): number {
  if (isArithmetic(op)) return calculate(op, left, right);
  return isComparison(op) && holds(op, left, right) ? 1 : 0;
}

/** A comparison keeps the vector's own value and name, whichever side the number stands on. */
export function withScalar(
  { op, bool }: Operator,
  vector: readonly VectorSample[],
  scalar: number,
  side: 'left' | 'right',
): VectorSample[] {
  return vector.flatMap(({ labels, value }) => {
    const [a, b] = side === 'right' ? [value, scalar] : [scalar, value];
    if (isArithmetic(op)) return [{ labels: withoutName(labels), value: calculate(op, a, b) }];
    const kept = isComparison(op) && holds(op, a, b);
    if (bool) return [{ labels: withoutName(labels), value: kept ? 1 : 0 }];
    return kept ? [{ labels, value }] : [];
  });
}

/** Pairs series one to one by their labels without the name, or as `on` and `ignoring` say. */
export function betweenVectors(
  operator: Operator,
  left: readonly VectorSample[],
  right: readonly VectorSample[],
): VectorSample[] {
  const { op, bool, matching } = operator;
  if (isSet(op)) return combine(op, matching, left, right);
  // An empty side pairs with nothing, so that nothing on the other can be ambiguous.
  if (left.length === 0 || right.length === 0) return [];

  const partners = new Map<string, VectorSample>();
  for (const sample of right) {
    const key = signature(sample.labels, matching);
    const other = partners.get(key);
    if (other !== undefined) {
      const both = `${formatLabels(other.labels)} and ${formatLabels(sample.labels)}`;
      throw new EvaluationFailure(
        `on the right of ${op} two series have the same labels: ${both}; choose labels with on or ignoring`,
      );
    }
    partners.set(key, sample);
  }

  const paired = new Map<string, VectorSample>();
  const result: VectorSample[] = [];
  for (const sample of left) {
    const key = signature(sample.labels, matching);
    const partner = partners.get(key);
    if (partner === undefined) continue;
    let value = sample.value;
    if (isArithmetic(op)) value = calculate(op, sample.value, partner.value);
    else {
      const kept = holds(op, sample.value, partner.value);
      if (bool) value = kept ? 1 : 0;
      else if (!kept) continue;
    }
    const other = paired.get(key);
    if (other !== undefined) {
      const both = `${formatLabels(other.labels)} and ${formatLabels(sample.labels)}`;
      throw new EvaluationFailure(
        `on the left of ${op} two series match one on the right: ${both}; choose labels with on or ignoring`,
      );
    }
    paired.set(key, sample);
    result.push({ labels: resultLabels(sample.labels, operator), value });
  }
  return result;
}

/** `and` and `unless` keep what is left; `or` adds what the left has no like of. */
function combine(
  op: SetOp,
  matching: Matching | undefined,
  left: readonly VectorSample[],
  right: readonly VectorSample[],
): VectorSample[] {
  const keys = (side: readonly VectorSample[]) => new Set(side.map(({ labels }) => signature(labels, matching)));
  if (op === 'or') {
    const known = keys(left);
    return [...left, ...right.filter(({ labels }) => !known.has(signature(labels, matching)))];
  }
  const known = keys(right);
  return left.filter(({ labels }) => known.has(signature(labels, matching)) === (op === 'and'));
}

function signature(labels: Labels, matching: Matching | undefined): string {
  if (matching?.kind === 'on') return labelsKey(only(labels, matching.labels));
  return labelsKey(without(labels, ['__name__', ...(matching?.labels ?? [])]));
}

function resultLabels(labels: Labels, { op, bool, matching }: Operator): Labels {
  const named = isArithmetic(op) || bool ? withoutName(labels) : labels;
  if (matching === undefined) return named;
  return matching.kind === 'on' ? only(named, matching.labels) : without(named, matching.labels);
}

function isArithmetic(op: PromqlBinary['op']): op is ArithmeticOp {
  return '+-*/%^'.includes(op);
}

function isSet(op: PromqlBinary['op']): op is SetOp {
  return op === 'and' || op === 'or' || op === 'unless';
}

function isComparison(op: PromqlBinary['op']): op is ComparisonOp {
  return !isArithmetic(op) && !isSet(op);
}

function calculate(op: ArithmeticOp, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '^':
      return power(a, b);
  }
}

function holds(op: ComparisonOp, a: number, b: number): boolean {
  switch (op) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}
