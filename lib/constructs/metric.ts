/** Whether a metric goes up and down, or only grows. */
export type MetricType = 'Gauge' | 'Counter';

/**
 * A metric that a task declares: its code reports it under this name.
 *
 * @example
 * const train = new TrainTask(axon, 'Train', { metrics: [Metric.gauge('accuracy')], image });
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
    readonly type: MetricType,
  ) {}

  /** @internal */
  _toDocument(): unknown {
    return { name: this.name, type: this.type };
  }
}
