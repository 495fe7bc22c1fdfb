import { labelValue } from '../spec/derive/names';
import { expectKind, show } from './construct-use';
import { ConstructUseError } from './axon-error';
import { allUses } from './all-uses';
import type { Faulty } from './comparable-metric';
import { Deployer } from './deployer';
import { Gate } from './gate';
import type { AlertCondition } from './alert-condition';
import { expectKeys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';
import { Task } from './tasks/task';
import {
  TRIGGER_KEYS,
  type AlertTriggerProps,
  type CalendarTriggerProps,
  type LifecycleTriggerProps,
  type RestTriggerProps,
} from './trigger-props';

type Phase = 'Running' | 'Succeeded' | 'Failed' | 'Finished';

type TriggerContent =
  | { readonly kind: 'start' }
  | { readonly kind: 'rest'; readonly name: string; readonly props: RestTriggerProps }
  | {
      readonly kind: 'lifecycle';
      readonly subject: Task | Deployer;
      readonly condition: Phase;
      readonly props: LifecycleTriggerProps;
    }
  | { readonly kind: 'alert'; readonly condition: AlertCondition | string; readonly props: AlertTriggerProps }
  | { readonly kind: 'calendar'; readonly schedule: string; readonly props: CalendarTriggerProps };

/**
 * What a sensor listens to. (In Argo Events a trigger is what a sensor starts; here that is an action.)
 *
 * @example
 * ```ts
 * const alert = Trigger.alert(deploy.metric('accuracy').averageOver('5m').below(0.9), { for: '1m' });
 * new Sensor(axon, 'retrain', { triggers: [alert], actions: [Action.train(train)] });
 * ```
 */
export class Trigger {
  /** Fires once for each incarnation of the axon. It stands alone. */
  static onStart(): Trigger {
    return new Trigger({ kind: 'start' });
  }

  /** A call: `POST /axons/AXON/triggers/SENSOR/NAME`. */
  static rest(name: string, props: RestTriggerProps = {}): Trigger {
    return new Trigger({ kind: 'rest', name, props });
  }

  /** A run of the task has begun, or a version of the deployer. */
  static running(subject: Task | Deployer, props: LifecycleTriggerProps = {}): Trigger {
    return new Trigger({ kind: 'lifecycle', subject, condition: 'Running', props });
  }

  /** A run of the task has succeeded, or a version of the deployer serves. */
  static succeeded(subject: Task | Deployer, props: LifecycleTriggerProps = {}): Trigger {
    return new Trigger({ kind: 'lifecycle', subject, condition: 'Succeeded', props });
  }

  /** A run of the task has failed after all its attempts, or a version of the deployer did not come up. */
  static failed(subject: Task | Deployer, props: LifecycleTriggerProps = {}): Trigger {
    return new Trigger({ kind: 'lifecycle', subject, condition: 'Failed', props });
  }

  /** A run of the task has ended, well or not. */
  static finished(subject: Task | Deployer, props: LifecycleTriggerProps = {}): Trigger {
    return new Trigger({ kind: 'lifecycle', subject, condition: 'Finished', props });
  }

  /**
   * A condition over metrics begins to hold: `Trigger.alert(deploy.metric('accuracy').below(0.9))`.
   *
   * @param condition - a text is PromQL in which `{{name}}` is a metric that the axon's code reports
   */
  static alert(condition: AlertCondition | string, props: AlertTriggerProps = {}): Trigger {
    return new Trigger({ kind: 'alert', condition, props });
  }

  /** A time comes, as a cron expression of five fields says: `0 3 * * *`. */
  static calendar(schedule: string, props: CalendarTriggerProps = {}): Trigger {
    return new Trigger({ kind: 'calendar', schedule, props });
  }

  private constructor(private readonly content: TriggerContent) {}

  /** @internal */
  get _isStart(): boolean {
    return this.content.kind === 'start';
  }

  /**
   * What it listens to, once it is known to be something that runs or serves, and its props to be its own.
   *
   * @param construct - path of the sensor, for errors
   * @param what - which of its triggers it is
   * @internal
   */
  _checked(construct: string, what: string): Task | Deployer | undefined {
    const { content } = this;
    if (content.kind === 'start') return undefined;
    const [subject] = allUses(
      () =>
        content.kind === 'lifecycle'
          ? expectKind(construct, `what ${what} listens to`, content.subject, [Task, Deployer], 'a task or a deployer')
          : undefined,
      () => expectKeys(construct, what, content.props, TRIGGER_KEYS[content.kind]),
    );
    return subject;
  }

  /**
   * What it hears end; the beginning of a run comes without metrics.
   *
   * @internal
   */
  get _heard(): Task | Deployer | undefined {
    const { content } = this;
    return content.kind === 'lifecycle' && content.condition !== 'Running' ? content.subject : undefined;
  }

  /** @internal */
  get _when(): Gate | string | undefined {
    const { content } = this;
    return content.kind === 'lifecycle' || content.kind === 'rest' ? content.props.when : undefined;
  }

  /**
   * What it is called where its author gave no name, beside others like it.
   *
   * @internal
   */
  get _unnamed(): 'alert' | 'calendar' | undefined {
    const { content } = this;
    if (content.kind !== 'alert' && content.kind !== 'calendar') return undefined;
    return content.props.name === undefined ? content.kind : undefined;
  }

  /**
   * @param construct - path of the sensor, for errors
   * @param unnamed - its name if its author gave none
   * @internal
   */
  _toDocument(construct: string, unnamed?: string): KubernetesObject {
    const { content } = this;
    switch (content.kind) {
      case 'start':
        throw new ConstructUseError(
          construct,
          'Trigger.onStart() stands alone, a sensor fires at the start or by events',
        );
      case 'rest': {
        const { when, ...props } = content.props;
        return { type: 'Rest', name: content.name, ...props, when: gateText(construct, when) };
      }
      case 'lifecycle': {
        const { subject, condition } = content;
        const { name = labelValue(`${subject.name}-${condition.toLowerCase()}`), when } = content.props;
        const reference = subject instanceof Deployer ? { deployer: subject.name } : { task: subject.name };
        return { type: 'Lifecycle', name, ...reference, condition, when: gateText(construct, when) };
      }
      case 'alert': {
        const { name = unnamed ?? 'alert', ...props } = content.props;
        return { type: 'Alert', name, condition: promqlOf(construct, content.condition), ...props };
      }
      case 'calendar': {
        const { name = unnamed ?? 'calendar', ...props } = content.props;
        return { type: 'Calendar', name, schedule: content.schedule, ...props };
      }
    }
  }
}

/** CEL of a gate that may be left out. */
export function gateText(construct: string, gate: unknown): string | undefined {
  if (gate === undefined || typeof gate === 'string') return gate;
  const { cel, _faults: faults } = expectKind(construct, 'when', gate, [Gate], 'a Gate or CEL as text');
  if (faults.length > 0) throw ConstructUseError.of(faults.map((fault) => ({ construct, fault })));
  return cel;
}

function promqlOf(construct: string, condition: unknown): string {
  if (typeof condition === 'string') return condition;
  const { promql, _faults: faults = [] } = (condition ?? {}) as Partial<Faulty & AlertCondition>;
  if (faults.length > 0) throw ConstructUseError.of(faults.map((fault) => ({ construct, fault })));
  if (typeof promql === 'string') return promql;
  throw new ConstructUseError(
    construct,
    `the condition of an alert must be a comparison of a metric or PromQL as text, got ${show(condition)}`,
  );
}
