import { expectList } from './construct-use';

/** Whether a metric goes up and down, or only grows. */
export type MetricType = 'Gauge' | 'Counter';

/**
 * A metric that a task declares: its code reports it under this name.
 *
 * @example
 * ```ts
 * new TrainTask(axon, 'Train', { image, metrics: [Metric.gauge('accuracy')] });
 * ```
 */
export class Metric<Name extends string = string> {
  /** A value that goes up and down. */
  static gauge<const N extends string>(name: N): Metric<N> {
    return new Metric(name, 'Gauge');
  }

  /** A sum that only grows. */
  static counter<const N extends string>(name: N): Metric<N> {
    return new Metric(name, 'Counter');
  }

  private constructor(
    /** By which its code reports it. */
    readonly name: Name,
    /** What PromQL may do with it follows from it: a rate is one of a counter. */
    readonly type: MetricType,
  ) {}

  /** @internal */
  _toDocument(): unknown {
    return { name: this.name, type: this.type };
  }
}

/** The metrics of a task, in the form of YAML. */
export function declaredMetrics(construct: string, metrics: readonly Metric[] | undefined): readonly unknown[] {
  const declared = expectList(construct, 'metrics', metrics, [Metric], 'a Metric, such as Metric.gauge(...)');
  return declared.map((metric) => metric._toDocument());
}
