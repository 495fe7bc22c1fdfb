import { Gate } from './gate';
import type { Task } from './tasks/task';

export type MetricType = 'Gauge' | 'Counter';

/** A metric that a task declares: its code reports it under this name. */
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
    readonly name: Name,
    readonly type: MetricType,
  ) {}

  /** @internal */
  _toDocument(): unknown {
    return { name: this.name, type: this.type };
  }
}

/** Something that an alert watches for, as PromQL in which `{{name}}` is a metric that the axon's code reports. */
export interface AlertCondition {
  readonly promql: string;
}

/** A number that a metric is, or is made of, as far as PromQL goes. */
export abstract class MetricSeries {
  protected abstract readonly promql: string;

  below(value: number): AlertCondition {
    return this.compare('<', value);
  }

  atMost(value: number): AlertCondition {
    return this.compare('<=', value);
  }

  above(value: number): AlertCondition {
    return this.compare('>', value);
  }

  atLeast(value: number): AlertCondition {
    return this.compare('>=', value);
  }

  private compare(op: '<' | '<=' | '>' | '>=', value: number): AlertCondition {
    return { promql: `${this.promql} ${op} ${value}` };
  }
}

/** A metric over a window of time. */
export class WindowedMetric extends MetricSeries {
  constructor(protected readonly promql: string) {
    super();
  }
}

/** A metric while a model serves: of the newest version. */
export class ServingMetric extends MetricSeries {
  constructor(
    readonly name: string,
    private readonly labels: Readonly<Record<string, string>>,
  ) {
    super();
  }

  protected get promql(): string {
    return selector(this.name, this.labels);
  }

  /** Its mean over the last so much time, such as `5m`. */
  averageOver(window: string): WindowedMetric {
    return new WindowedMetric(`avg_over_time(${this.promql}[${window}])`);
  }

  /** Its least value in the last so much time. */
  minimumOver(window: string): WindowedMetric {
    return new WindowedMetric(`min_over_time(${this.promql}[${window}])`);
  }

  /** Its greatest value in the last so much time. */
  maximumOver(window: string): WindowedMetric {
    return new WindowedMetric(`max_over_time(${this.promql}[${window}])`);
  }
}

/**
 * A metric of a training: of its last run in an alert, of the run that a sensor was started by in a gate.
 */
export class TrainingMetric {
  constructor(
    readonly name: string,
    /** The task that reports it. */
    readonly task: Task,
  ) {}

  below(value: number): MetricComparison {
    return new MetricComparison(this, '<', value);
  }

  atMost(value: number): MetricComparison {
    return new MetricComparison(this, '<=', value);
  }

  above(value: number): MetricComparison {
    return new MetricComparison(this, '>', value);
  }

  atLeast(value: number): MetricComparison {
    return new MetricComparison(this, '>=', value);
  }

  /** Holds if it beats what is deployed, and if nothing is. */
  improves(): Gate {
    return Gate._of(`improves('${this.name}')`, [this.task]);
  }
}

/** A comparison of a training's metric: a gate, a condition, or what an alert watches for. */
export class MetricComparison extends Gate implements AlertCondition {
  constructor(
    readonly metric: TrainingMetric,
    private readonly op: '<' | '<=' | '>' | '>=',
    private readonly value: number,
  ) {
    // A metric's name may hold ":", which a member in CEL may not.
    const member = metric.name.includes(':') ? `metrics['${metric.name}']` : `metrics.${metric.name}`;
    super(`${member} ${op} ${value}`, [metric.task]);
  }

  get promql(): string {
    const { name, task } = this.metric;
    return `${selector(name, { source: 'task', task: task.name })} ${this.op} ${this.value}`;
  }

  /**
   * As a condition compares it: over the last run of its task, which needs no labels.
   *
   * @internal
   */
  get _condition(): string {
    return `{{${this.metric.name}}} ${this.op} ${this.value}`;
  }
}

function selector(name: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return matchers.length === 0 ? `{{${name}}}` : `{{${name}}}{${matchers.join(',')}}`;
}
