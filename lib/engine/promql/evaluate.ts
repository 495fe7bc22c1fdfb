import type { LabelMatcher, PromqlExpr, PromqlFunction, PromqlRange, PromqlSelector } from '../../spec/lang/promql';
import { EvaluationFailure, type PromqlAnswer, type VectorSample } from './answer';
import { betweenScalars, betweenVectors, withScalar } from './binary';
import { histogramQuantile } from './histogram';
import { formatLabels, labelsKey, only, without, withoutName } from './labels';
import { greatest, least, mean, quantile, sum } from './numbers';
import { increase } from './rate';
import type { Labels, SeriesSample, SeriesSource } from './series';

export type { PromqlAnswer, VectorSample } from './answer';
export { instantSeries, memorySeries, staleMarker, labelsMatch } from './series';
export type { Labels, Series, SeriesSample, SeriesSource } from './series';

/** How far back the newest sample of a series may lie, in milliseconds: Prometheus' default. */
export const LOOKBACK = 300_000;

/**
 * The answer of Prometheus to a query at one instant.
 *
 * - The newest sample within the lookback is a series' present value, unless a stale marker came after it.
 * - Windows exclude their start and include their end, as in Prometheus 3 (Prometheus 2 includes both).
 * - It never throws: what Prometheus answers with an error is an answer of kind `error`.
 *
 * @param atMs milliseconds since 1970
 */
export function evaluate(expr: PromqlExpr, series: SeriesSource, atMs: number): PromqlAnswer {
  try {
    const value = new Evaluation(series, atMs).evaluate(expr);
    return typeof value === 'number' ? { kind: 'scalar', value } : { kind: 'vector', samples: value };
  } catch (failure) {
    if (failure instanceof EvaluationFailure) return { kind: 'error', message: failure.message };
    throw failure;
  }
}

interface Window {
  readonly labels: Labels;
  readonly samples: readonly SeriesSample[];
}

class Evaluation {
  constructor(
    private readonly series: SeriesSource,
    private readonly at: number,
  ) {}

  evaluate(expr: PromqlExpr): number | readonly VectorSample[] {
    switch (expr.kind) {
      case 'number':
        return expr.value;
      case 'selector':
        return this.instant(expr);
      case 'range':
        throw new EvaluationFailure('a range of samples is no answer');
      case 'negate': {
        const operand = this.evaluate(expr.operand);
        if (typeof operand === 'number') return -operand;
        return distinct(operand.map(({ labels, value }) => ({ labels: withoutName(labels), value: -value })));
      }
      case 'binary': {
        const left = this.evaluate(expr.left);
        const right = this.evaluate(expr.right);
        if (typeof left !== 'number' && typeof right !== 'number') return distinct(betweenVectors(expr, left, right));
        if (typeof left !== 'number') return distinct(withScalar(expr, left, right as number, 'right'));
        if (typeof right !== 'number') return distinct(withScalar(expr, right, left, 'left'));
        return betweenScalars(expr.op, left, right);
      }
      case 'aggregate':
        return this.aggregate(expr);
      case 'call':
        return this.call(expr.function, expr.args);
    }
  }

  private instant(selector: PromqlSelector): VectorSample[] {
    const to = this.at - selector.offset;
    return this.window(selector, to - LOOKBACK, to).flatMap(({ labels, samples }) => {
      const newest = samples.at(-1);
      return newest === undefined || newest.stale === true ? [] : [{ labels, value: newest.v }];
    });
  }

  /** Samples after `from` up to and at `to`. Left open, as Prometheus 3 has it: the sample at `from` is outside. */
  private window(selector: PromqlSelector, from: number, to: number): Window[] {
    return this.series.select(matchersOf(selector), from, to).map(({ labels, samples }) => ({
      labels,
      samples: samples.filter(({ t }) => t > from && t <= to),
    }));
  }

  private aggregate({ op, operand, grouping }: Extract<PromqlExpr, { kind: 'aggregate' }>): VectorSample[] {
    const groups = new Map<string, { labels: Labels; values: number[] }>();
    for (const { labels, value } of this.vector(operand)) {
      let group: Labels = {};
      if (grouping?.kind === 'by') group = only(labels, grouping.labels);
      if (grouping?.kind === 'without') group = without(labels, ['__name__', ...grouping.labels]);
      const key = labelsKey(group);
      const { values } = groups.get(key) ?? groups.set(key, { labels: group, values: [] }).get(key)!;
      values.push(value);
    }
    const reduce = { sum, avg: mean, min: least, max: greatest, count: (values: readonly number[]) => values.length }[
      op
    ];
    return [...groups.values()].map(({ labels, values }) => ({ labels, value: reduce(values) }));
  }

  private call(name: PromqlFunction, args: readonly PromqlExpr[]): number | readonly VectorSample[] {
    const [first, second] = args;
    switch (name) {
      case 'time':
        return this.at / 1000;
      case 'vector':
        return [{ labels: {}, value: this.scalar(first) }];
      case 'scalar': {
        const samples = this.vector(first);
        return samples.length === 1 ? samples[0]!.value : NaN;
      }
      case 'abs':
        return this.map(first, Math.abs);
      case 'clamp_min': {
        const bound = this.scalar(second);
        return this.map(first, (value) => Math.max(bound, value));
      }
      case 'clamp_max': {
        const bound = this.scalar(second);
        return this.map(first, (value) => Math.min(bound, value));
      }
      case 'absent':
        return this.vector(first).length > 0 ? [] : [{ labels: absentLabels(first), value: 1 }];
      case 'histogram_quantile':
        return histogramQuantile(this.scalar(first), this.vector(second));
      case 'rate':
        return this.over(first, (samples, from, to) => {
          const grown = increase(samples, from, to);
          return grown === undefined ? undefined : grown / ((to - from) / 1000);
        });
      case 'increase':
        return this.over(first, increase);
      case 'avg_over_time':
        return this.over(first, (samples) => mean(values(samples)));
      case 'sum_over_time':
        return this.over(first, (samples) => sum(values(samples)));
      case 'min_over_time':
        return this.over(first, (samples) => least(values(samples)));
      case 'max_over_time':
        return this.over(first, (samples) => greatest(values(samples)));
      case 'count_over_time':
        return this.over(first, (samples) => samples.length);
      case 'quantile_over_time': {
        const q = this.scalar(first);
        return this.over(second, (samples) => quantile(q, values(samples)));
      }
      case 'last_over_time':
        // The value is still the metric's own, so its name stays.
        return this.over(first, (samples) => samples.at(-1)?.v, (labels) => labels); // prettier-ignore
    }
  }

  /** Applies a function to the samples of each series in a window; what it gives no value for is left out. */
  private over(
    expr: PromqlExpr | undefined,
    apply: (samples: readonly SeriesSample[], from: number, to: number) => number | undefined,
    name: (labels: Labels) => Labels = withoutName,
  ): VectorSample[] {
    const { selector, range } = expr as PromqlRange;
    const to = this.at - selector.offset;
    const result = this.window(selector, to - range, to).flatMap(({ labels, samples }) => {
      const alive = samples.filter(({ stale }) => stale !== true);
      const value = alive.length === 0 ? undefined : apply(alive, to - range, to);
      return value === undefined ? [] : [{ labels: name(labels), value }];
    });
    return distinct(result);
  }

  private map(expr: PromqlExpr | undefined, apply: (value: number) => number): readonly VectorSample[] {
    return distinct(
      this.vector(expr).map(({ labels, value }) => ({ labels: withoutName(labels), value: apply(value) })),
    );
  }

  /** The parser has checked the types of arguments; the casts here rest on it. */
  private vector(expr: PromqlExpr | undefined): readonly VectorSample[] {
    return this.evaluate(expr!) as readonly VectorSample[];
  }

  private scalar(expr: PromqlExpr | undefined): number {
    return this.evaluate(expr!) as number;
  }
}

function values(samples: readonly SeriesSample[]): number[] {
  return samples.map(({ v }) => v);
}

function matchersOf({ name, matchers }: PromqlSelector): readonly LabelMatcher[] {
  return name === undefined ? matchers : [{ name: '__name__', op: '=', value: name }, ...matchers];
}

/** What is missing has the labels that were asked for: each that one matcher alone names, with =. */
function absentLabels(expr: PromqlExpr | undefined): Labels {
  if (expr?.kind !== 'selector') return {};
  const wanted = expr.matchers.filter(
    ({ name, op, value }, _, all) =>
      name !== '__name__' && op === '=' && value !== '' && all.filter((other) => other.name === name).length === 1,
  );
  return Object.fromEntries(wanted.map(({ name, value }) => [name, value]));
}

/** Series that lose their names may become one; no answer can hold both. */
function distinct(samples: readonly VectorSample[]): VectorSample[] {
  const seen = new Set<string>();
  for (const { labels } of samples) {
    const key = labelsKey(labels);
    if (seen.has(key))
      throw new EvaluationFailure(`two series of the answer have the same labels: ${formatLabels(labels)}`);
    seen.add(key);
  }
  return [...samples];
}
