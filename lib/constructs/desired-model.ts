import type { Construct } from 'constructs';
import type { Path } from '../spec/issue';
import type { ConstructPlace } from './construct-place';
import { allUses, eachUse } from './all-uses';
import { expectKind, expectList, expectProps } from './construct-use';
import { Deployer } from './deployer';
import { documentForm } from './document-form';
import { expectKeys, type Keys } from './known-keys';
import type { ContainerTask } from './tasks/container-task';
import { DeployTask } from './tasks/deploy-task';
import { RUNNABLE } from './tasks/runnable';
import type { SparkTask } from './tasks/spark-task';
import { expectOwn, type Task } from './tasks/task';
import { TrainTask } from './tasks/train-task';

/** What should be true, and of which tasks it is made. */
export interface DesiredModelProps {
  /**
   * Name in the axon: of the deployer, and the beginning of the names of its sensors.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * What runs before the training, one after the other.
   * @default - nothing
   */
  readonly prepare?: readonly (ContainerTask | SparkTask | TrainTask)[];
  /** Makes the model. */
  readonly train: TrainTask;
  /** Serves it. */
  readonly deploy: DeployTask;
  /**
   * What should be true: a metric, `latency`, `availability` or `freshness`, each with a comparison such as `>= 0.95`,
   * `p99 <= 50ms`, `>= 99.9%` or `<= 7d`.
   * @default - the model is trained and deployed once
   */
  readonly state?: Readonly<Record<string, string>>;
  /**
   * Pods that serve each version.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Quiet time between two trainings that one alert starts.
   * @default '10m'
   */
  readonly cooldown?: string;
}

/**
 * What should be true of a model behind an API; the sensors that bring it about and keep it follow from it.
 *
 * - It is a deployer of its name, with one model and one backend, on `/predict` and `/send-feedback`.
 *
 * @example
 * ```ts
 * new DesiredModel(axon, 'digits', { train, deploy, state: { accuracy: '>= 0.95', latency: 'p99 <= 50ms' } });
 * ```
 */
export class DesiredModel extends Deployer {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DesiredModelProps,
  ) {
    super(scope, id, 'the desired model', props?.name);
    expectProps(this, props);
    if (documentForm(props) === undefined) {
      allUses(
        () => expectKeys(this.node.path, '', props, DESIRED_KEYS),
        () => this.expectTasks(),
      );
    }
    this._axon.document.add('desired', this);
  }

  /** @internal */
  _toDocument(): unknown {
    const form = documentForm(this.props);
    if (form !== undefined) return form;
    const { prepare, train, deploy, ...keys } = this.props;
    return {
      ...keys,
      name: this.name,
      prepare: (prepare ?? []).map(({ name }) => name),
      train: train.name,
      deploy: deploy.name,
    };
  }

  /** @internal */
  _place(property: Path): ConstructPlace | undefined {
    return documentForm(this.props) === undefined ? { construct: this.node.path, property } : undefined;
  }

  private expectTasks(): void {
    const { prepare, train, deploy } = this.props;
    const { path } = this.node;
    const own = (task: Task) => expectOwn(path, task, this._axon);
    allUses(
      () => eachUse(expectList(path, 'prepare', prepare, RUNNABLE, 'a task that ends'), own),
      () => own(expectKind(path, 'train', train, [TrainTask], 'a TrainTask')),
      () => own(expectKind(path, 'deploy', deploy, [DeployTask], 'a DeployTask')),
    );
  }
}

const DESIRED_KEYS: Keys<DesiredModelProps> = {
  name: true,
  prepare: true,
  train: true,
  deploy: true,
  state: true,
  replicas: true,
  cooldown: true,
};
