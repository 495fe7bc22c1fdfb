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
