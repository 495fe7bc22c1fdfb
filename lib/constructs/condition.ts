import type { KubernetesObject } from './kubernetes-object';
import type { Task } from './tasks/task';
import type { MetricComparison } from './training-metric';

/** How a condition is called. */
export interface ConditionProps {
  /**
   * Name in the sensor.
   * @default - the comparison
   */
  readonly name?: string;
}

/**
 * A comparison over the last run of a task that must hold when a sensor fires.
 *
 * @example
 * ```ts
 * new Sensor(axon, 'report', {
 *   triggers: [Trigger.calendar('0 8 * * 1')],
 *   conditions: [Condition.metric(train.metric('accuracy').above(0.9))],
 *   actions: [Action.execute(prepare)],
 * });
 * ```
 */
export class Condition {
  /** A comparison of one metric: `Condition.metric(train.metric('accuracy').above(0.95))`. */
  static metric(comparison: MetricComparison, { name }: ConditionProps = {}): Condition {
    return new Condition({ kind: 'comparison', comparison }, name);
  }

  /** A comparison as PromQL in which `{{name}}` is a metric of the last run of `task`. */
  static expression(task: Task, condition: string, { name }: ConditionProps = {}): Condition {
    return new Condition({ kind: 'expression', task, condition }, name);
  }

  private constructor(
    /** What is compared. */
    readonly content:
      | { readonly kind: 'comparison'; readonly comparison: MetricComparison }
      | { readonly kind: 'expression'; readonly task: Task; readonly condition: string },
    private readonly name: string | undefined,
  ) {}

  /**
   * The task whose metrics it compares, unless JavaScript made it of something else.
   *
   * @internal
   */
  get _task(): Task {
    const { content } = this;
    const { comparison } = content as { readonly comparison?: { readonly metric?: { readonly task: Task } } };
    return (content.kind === 'comparison' ? comparison?.metric?.task : content.task) as Task;
  }

  /** @internal */
  _toDocument(): KubernetesObject {
    const { content, name } = this;
    const condition = content.kind === 'comparison' ? content.comparison._condition : content.condition;
    return { ...(name === undefined ? {} : { name }), type: 'Metric', condition, task: this._task.name };
  }
}
