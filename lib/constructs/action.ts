import { expectKind, expectList } from './construct-use';
import { expectKeys, type Keys } from './known-keys';
import type { EnvVarProps } from './tasks/workload';
import { ModelGraph } from './model-graph';
import type { KubernetesObject } from './kubernetes-object';
import type { ContainerTask } from './tasks/container-task';
import { RUNNABLE } from './tasks/runnable';
import type { SparkTask } from './tasks/spark-task';
import { Task } from './tasks/task';
import type { TrainTask } from './tasks/train-task';

/** How an action runs. */
export interface ActionProps {
  /**
   * Environment of this run; `{{event.data.X}}` is a field of what started it.
   * @default - none
   */
  readonly env?: readonly EnvVarProps[];
  /**
   * What of the same sensor must have succeeded before; it makes a DAG of the actions.
   * @default - the action before, unless another action of the sensor says what it needs
   */
  readonly needs?: readonly (Task | ModelGraph)[];
  /**
   * Run once for each of several values. This release does not run it (MYL1601).
   * @default - once
   */
  readonly forEach?: unknown;
  /**
   * Wait for a person. This release does not run it (MYL1601).
   * @default - it starts by itself
   */
  readonly approval?: true | KubernetesObject;
}

type ActionContent =
  | { readonly kind: 'execute' | 'train'; readonly task: Task }
  | { readonly kind: 'deploy'; readonly deployer: ModelGraph };

/**
 * What a sensor starts when it fires.
 *
 * @example
 * ```ts
 * new Sensor(axon, 'nightly', {
 *   triggers: [Trigger.calendar('0 3 * * *')],
 *   actions: [Action.execute(prepare), Action.train(train), Action.deploy(graph)],
 * });
 * ```
 */
export class Action {
  /** Runs a task to completion. */
  static execute(task: ContainerTask | SparkTask | TrainTask, props: ActionProps = {}): Action {
    return new Action({ kind: 'execute', task }, props);
  }

  /** Trains, with a search of hyperparameters where the task has one; a task that is no training is told at synthesis. */
  static train(task: TrainTask | ContainerTask | SparkTask, props: ActionProps = {}): Action {
    return new Action({ kind: 'train', task }, props);
  }

  /** Makes a new version of a graph of models. */
  static deploy(deployer: ModelGraph, props: ActionProps = {}): Action {
    return new Action({ kind: 'deploy', deployer }, props);
  }

  private constructor(
    private readonly content: ActionContent,
    private readonly props: ActionProps,
  ) {}

  /**
   * What it starts, once it is known to be something that can be started.
   *
   * @internal
   */
  _subject(construct: string, what: string): Task | ModelGraph {
    const { content } = this;
    switch (content.kind) {
      case 'execute':
      case 'train':
        return expectKind(construct, `the task of ${what}`, content.task, RUNNABLE, 'a task that ends');
      case 'deploy':
        return expectKind(construct, `the deployer of ${what}`, content.deployer, [ModelGraph], 'a ModelGraph');
    }
  }

  /**
   * The graph that it deploys.
   *
   * @internal
   */
  get _graph(): ModelGraph | undefined {
    return this.content.kind === 'deploy' ? this.content.deployer : undefined;
  }

  /**
   * What it waits for, once its props are known to be its own.
   *
   * @internal
   */
  _needs(construct: string, what: string): readonly (Task | ModelGraph)[] | undefined {
    expectKeys(construct, what, this.props, ACTION_KEYS);
    const { needs } = this.props;
    return needs && expectList(construct, `${what}.needs`, needs, [Task, ModelGraph], 'a task or a ModelGraph');
  }

  /**
   * How a program makes one of its kind for something that it waits for.
   *
   * @internal
   */
  static _startOf(subject: Task | ModelGraph): string {
    const factory = subject instanceof ModelGraph ? 'deploy' : subject.kind === 'train' ? 'train' : 'execute';
    return `Action.${factory}(${subject.name})`;
  }

  /** @internal */
  _toDocument(): KubernetesObject {
    const { content } = this;
    const { needs, ...props } = this.props;
    const common = { ...props, ...(needs === undefined ? {} : { needs: needs.map(({ name }) => name) }) };
    switch (content.kind) {
      case 'execute':
        return { resourceExecutor: { task: content.task.name }, ...common };
      case 'train':
        return { trainer: { task: content.task.name }, ...common };
      case 'deploy':
        return { deployer: content.deployer._form(), ...common };
    }
  }
}

const ACTION_KEYS: Keys<ActionProps> = { env: true, needs: true, forEach: true, approval: true };
