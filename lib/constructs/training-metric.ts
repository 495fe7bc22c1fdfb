import { metricSelector, type AlertCondition } from './alert-condition';
import { ComparableMetric, comparisonFaults, type Comparison } from './comparable-metric';
import { Gate } from './gate';
import type { Task } from './tasks/task';

/**
 * A metric of a training: of its last run in an alert, of the run that a sensor was started by in a gate.
 */
export class TrainingMetric extends ComparableMetric<MetricComparison> {
  constructor(
    /** By which the code reports it. */
    readonly name: string,
    /** The task that reports it. */
    readonly task: Task,
  ) {
    super();
  }

  /** Holds if it beats what is deployed, and if nothing is. */
  improves(): Gate {
    return Gate._of(`improves('${this.name}')`, [this.task]);
  }

  protected compare(comparison: Comparison, value: number): MetricComparison {
    return new MetricComparison(this, comparison, value);
  }
}

/** A comparison of a training's metric: a gate, a condition, or what an alert watches for. */
export class MetricComparison extends Gate implements AlertCondition {
  constructor(
    /** What is compared. */
    readonly metric: TrainingMetric,
    private readonly comparison: Comparison,
    private readonly value: number,
  ) {
    // A metric's name may hold ":", which a member in CEL may not.
    const member = metric.name.includes(':') ? `metrics['${metric.name}']` : `metrics.${metric.name}`;
    super(`${member} ${comparison} ${value}`, [metric.task], undefined, comparisonFaults(comparison, value));
  }

  /** As an alert watches for it: in the last run of its task. */
  get promql(): string {
    const { name, task } = this.metric;
    return `${metricSelector(name, { source: 'task', task: task.name })} ${this.comparison} ${this.value}`;
  }

  /**
   * As a condition compares it: over the last run of its task, which needs no labels.
   *
   * @internal
   */
  get _condition(): string {
    return `{{${this.metric.name}}} ${this.comparison} ${this.value}`;
  }
}
