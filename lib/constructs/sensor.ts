import { Construct } from 'constructs';
import type { Path } from '../spec/issue';
import { Action } from './action';
import { allUses, eachUse } from './all-uses';
import { AxonContext } from './axon-context';
import { ConstructUseError } from './axon-error';
import { expectComparable } from './compared-metrics';
import { Condition } from './condition';
import { sensorProperty, type ConstructPlace } from './construct-place';
import { expectKind, expectList, expectProps, idFor } from './construct-use';
import { documentForm, withAdded } from './document-form';
import type { Gate } from './gate';
import { expectKeys, type Keys } from './known-keys';
import { ModelGraph } from './model-graph';
import { expectOwn } from './tasks/task';
import { gateText, Trigger } from './trigger';

/** What a sensor listens to, what it starts, and when. */
export interface SensorProps {
  /**
   * Name in the axon.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * What it listens to.
   * @default - those of `addTrigger`; with none it fires once, when the axon starts
   */
  readonly triggers?: readonly Trigger[];
  /**
   * What it starts, in order.
   * @default - those of `addAction`
   */
  readonly actions?: readonly Action[];
  /**
   * Comparisons that must hold when it fires.
   * @default - none
   */
  readonly conditions?: readonly Condition[];
  /**
   * Fire when all triggers have an event, or any.
   * @default 'All'
   */
  readonly policy?: 'All' | 'Any';
  /**
   * What must hold when it fires; a text is CEL.
   * @default - nothing
   */
  readonly when?: Gate | string;
  /**
   * What an event must satisfy to be taken, as CEL.
   * @default - every event is taken
   */
  readonly filter?: string;
  /**
   * Shortest time between two firings, such as `10m`.
   * @default - none
   */
  readonly cooldown?: string;
  /**
   * Quiet time after the last event before it fires.
   * @default - none
   */
  readonly debounce?: string;
  /**
   * If a run of it is going on: wait, replace it, or run beside it.
   * @default 'Forbid'
   */
  readonly concurrency?: 'Forbid' | 'Replace' | 'Allow';
  /**
   * Most runs at once under `Allow`.
   * @default - no limit
   */
  readonly maxInFlight?: number;
  /**
   * Where events go that cannot be handled.
   * @default - the journal
   */
  readonly deadLetter?: string;
  /**
   * Hold it: events queue, nothing starts.
   * @default false
   */
  readonly suspend?: boolean;
}

/**
 * Listens, and starts tasks.
 *
 * - It fires when every trigger has an event (with the policy `Any`, one); with no trigger once, when the axon starts.
 * - All that it listens to and starts belongs to its own axon.
 * - What its gates compare is what they were made of.
 *
 * @example
 * ```ts
 * new Sensor(axon, 'release', {
 *   triggers: [Trigger.succeeded(train)],
 *   when: train.metric('accuracy').atLeast(0.95),
 *   actions: [Action.deploy(graph)],
 * });
 * ```
 */
export class Sensor extends Construct {
  /** Name in the axon. */
  readonly name: string;
  private readonly axon: AxonContext;
  private readonly triggers: Trigger[] = [];
  private readonly actions: Action[] = [];
  private readonly conditions: Condition[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SensorProps,
  ) {
    super(AxonContext.home(scope, id, 'Sensors', 'the sensor'), idFor(id));
    this.axon = AxonContext.around(scope, id, 'the sensor');
    expectProps(this, props);
    this.name = props.name ?? id;
    const { path } = this.node;
    allUses(
      () => expectKeys(path, '', props, SENSOR_KEYS),
      () => this.addTrigger(...expectList(path, 'triggers', props.triggers, [Trigger], A_TRIGGER)),
      () => this.addAction(...expectList(path, 'actions', props.actions, [Action], AN_ACTION)),
      () => this.addCondition(...expectList(path, 'conditions', props.conditions, [Condition], A_CONDITION)),
    );
    this.axon.document.add('sensors', this);
  }

  /**
   * Listens to these too.
   *
   * @throws ConstructUseError where what it listens to is of another axon
   */
  addTrigger(...triggers: readonly Trigger[]): this {
    const before = this.triggers.length;
    eachUse(triggers, (trigger, index) => {
      const { path } = this.node;
      const what = `triggers[${before + index}]`;
      const subject = expectKind(path, what, trigger, [Trigger], A_TRIGGER)._checked(path, what);
      if (subject !== undefined) expectOwn(path, subject, this.axon);
      this.triggers.push(trigger);
    });
    return this.changed();
  }

  /**
   * Starts these too, after those that it has, unless they say what they need.
   *
   * @throws ConstructUseError where what it starts is of another axon
   */
  addAction(...actions: readonly Action[]): this {
    const before = this.actions.length;
    eachUse(actions, (action, index) => {
      const { path } = this.node;
      const what = `actions[${before + index}]`;
      const checked = expectKind(path, what, action, [Action], AN_ACTION);
      const [subject, needs = []] = allUses(
        () => checked._subject(path, what),
        () => checked._needs(path, what),
      );
      for (const one of [subject, ...needs]) expectOwn(path, one, this.axon);
      if (subject instanceof ModelGraph) subject._markDeployed();
      this.actions.push(action);
    });
    return this.changed();
  }

  /**
   * Fires only if these hold too.
   *
   * @throws ConstructUseError where what is compared is of another axon
   */
  addCondition(...conditions: readonly Condition[]): this {
    const before = this.conditions.length;
    eachUse(conditions, (condition, index) => {
      const { path } = this.node;
      const what = `conditions[${before + index}]`;
      expectOwn(path, expectKind(path, what, condition, [Condition], A_CONDITION)._checked(path, what), this.axon);
      this.conditions.push(condition);
    });
    return this.changed();
  }

  /** @internal */
  _toDocument(): unknown {
    const { path } = this.node;
    const [first, ...others] = this.triggers;
    const triggers = first?._isStart === true && others.length === 0 ? [] : this.triggers;
    const form = documentForm(this.props);
    const { when, triggers: _, actions: _a, conditions: _c, ...keys } = this.props;
    const [written, conditions, tasks, gate] = allUses(
      () => eachUse(triggers, (trigger, index) => trigger._toDocument(path, unnamed(triggers, index))),
      () => eachUse(this.conditions, (condition) => condition._toDocument()),
      () => eachUse(this.actions, (action) => action._toDocument()),
      () => (form === undefined ? gateText(path, when) : undefined),
      () => (form === undefined ? this.expectStarted() : undefined),
      () => (form === undefined ? expectComparable(path, when, triggers, keys.policy === 'Any') : undefined),
    );
    const lists = { triggers: written, conditions, tasks };
    if (form !== undefined) return withAdded({ ...form, tasks: writeActions(form['tasks']) }, lists);
    return { ...keys, name: this.name, when: gate, ...lists };
  }

  /** @internal */
  _place(path: Path): ConstructPlace | undefined {
    if (documentForm(this.props) !== undefined) return undefined;
    const [list, index, key, ...rest] = path;
    const graph = list === 'tasks' && key === 'deployer' ? this.actions[Number(index)]?._graph : undefined;
    return graph?._place(rest) ?? { construct: this.node.path, property: sensorProperty(path) };
  }

  /** What an action waits for runs only where the sensor starts it, too. */
  private expectStarted(): void {
    const { path } = this.node;
    const started = this.actions.map((action, index) => action._subject(path, `actions[${index}]`));
    eachUse(this.actions, (action, index) => {
      const what = `actions[${index}]`;
      const missing = (action._needs(path, what) ?? []).filter((one) => !started.includes(one));
      eachUse(missing, (one) => {
        const fix = `add ${Action._startOf(one)} to the actions`;
        throw new ConstructUseError(
          path,
          `${what}.needs has ${one.name}, which no action of the sensor starts: ${fix}`,
        );
      });
    });
  }

  private changed(): this {
    this.axon.document.changed();
    return this;
  }
}

/** The first without a name is called after its kind, the next `calendar-2`: adding one renames none before it. */
function unnamed(triggers: readonly Trigger[], index: number): string | undefined {
  const kind = triggers[index]?._unnamed;
  if (kind === undefined) return undefined;
  const earlier = triggers.slice(0, index).filter((trigger) => trigger._unnamed === kind).length;
  return earlier === 0 ? kind : `${kind}-${earlier + 1}`;
}

/** Actions as they were read, but for the graphs in them, to which something may have been added. */
function writeActions(actions: unknown): unknown {
  if (!Array.isArray(actions)) return actions;
  return actions.map((action: unknown) => {
    const { deployer } = (action ?? {}) as { readonly deployer?: unknown };
    return deployer instanceof ModelGraph ? { ...(action as object), deployer: deployer._form() } : action;
  });
}

/** All of them, to tell which key nobody reads. */
const SENSOR_KEYS: Keys<SensorProps> = {
  name: true,
  triggers: true,
  actions: true,
  conditions: true,
  policy: true,
  when: true,
  filter: true,
  cooldown: true,
  debounce: true,
  concurrency: true,
  maxInFlight: true,
  deadLetter: true,
  suspend: true,
};

const A_TRIGGER = 'a Trigger, such as Trigger.succeeded(task)';
const AN_ACTION = 'an Action, such as Action.train(task)';
const A_CONDITION = 'a Condition, such as Condition.metric(...)';
