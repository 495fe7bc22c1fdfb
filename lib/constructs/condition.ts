import { allUses } from './all-uses';
import { ConstructUseError } from './axon-error';
import type { Faulty } from './comparable-metric';
import { expectKind } from './construct-use';
import { expectKeys, type Keys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';
import { Task } from './tasks/task';
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
  static metric(comparison: MetricComparison, props: ConditionProps = {}): Condition {
    return new Condition({ kind: 'comparison', comparison }, props);
  }

  /** A comparison as PromQL in which `{{name}}` is a metric of the last run of `task`. */
  static expression(task: Task, condition: string, props: ConditionProps = {}): Condition {
    return new Condition({ kind: 'expression', task, condition }, props);
  }

  private constructor(
    /** What is compared. */
    readonly content:
      | { readonly kind: 'comparison'; readonly comparison: MetricComparison }
      | { readonly kind: 'expression'; readonly task: Task; readonly condition: string },
    private readonly props: ConditionProps,
  ) {}

  /**
   * The task whose metrics it compares, once it is known to be one and the comparison to be whole.
   *
   * @param construct - path of the sensor, for errors
   * @param what - which of its conditions it is
   * @internal
   */
  _checked(construct: string, what: string): Task {
    const faults =
      this.content.kind === 'comparison' ? ((this.content.comparison as Partial<Faulty>)?._faults ?? []) : [];
    const [task] = allUses(
      () => expectKind(construct, `what ${what} compares`, this.task, [Task], 'a metric of a task, or a task'),
      () => expectKeys(construct, what, this.props, CONDITION_KEYS),
      () => {
        if (faults.length > 0) throw ConstructUseError.of(faults.map((fault) => ({ construct, fault })));
      },
    );
    return task;
  }

  /** Unless JavaScript made it of something else. */
  private get task(): Task {
    const { content } = this;
    const { comparison } = content as { readonly comparison?: { readonly metric?: { readonly task: Task } } };
    return (content.kind === 'comparison' ? comparison?.metric?.task : content.task) as Task;
  }

  /** @internal */
  _toDocument(): KubernetesObject {
    const { content } = this;
    const { name } = this.props;
    const condition = content.kind === 'comparison' ? content.comparison._condition : content.condition;
    return { ...(name === undefined ? {} : { name }), type: 'Metric', condition, task: this.task.name };
  }
}

const CONDITION_KEYS: Keys<ConditionProps> = { name: true };
