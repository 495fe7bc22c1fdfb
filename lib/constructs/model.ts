import { Backend, BACKEND_KEYS, type BackendProps, type ModelSelection } from './backend';
import { allUses, eachUse } from './all-uses';
import { expectKind, type Kind } from './construct-use';
import type { Deployer } from './deployer';
import { expectKeys, type Keys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';
import { BackendRouting } from './routing';
import { DeployTask } from './tasks/deploy-task';
import { expectOwn, type Task } from './tasks/task';
import { TrainTask } from './tasks/train-task';

/** What the backends of a model have in common. */
export interface ModelProps {
  /**
   * Which training of a backend is served.
   * @default 'latest'
   */
  readonly selection?: ModelSelection;
}

export const MODEL_KEYS: Keys<ModelProps> = { selection: true };

/**
 * A model of a graph, and the backends that can answer for it; made by `addModel` of the graph.
 *
 * - Its name is unique in the graph, those of its backends are unique in the model.
 */
export class Model {
  private readonly backends: Backend[] = [];
  private readonly routing: BackendRouting[] = [];

  private constructor(
    private readonly graph: Deployer,
    /** Name in the graph. */
    readonly name: string,
    private readonly props: ModelProps,
  ) {}

  /** @internal */
  static _of(graph: Deployer, name: string, props: ModelProps): Model {
    return new Model(graph, name, props);
  }

  /** @internal */
  get _graph(): Deployer {
    return this.graph;
  }

  /**
   * What can answer for it: `model.addBackend('large', { train, deploy })`.
   *
   * @param name - unique in the model
   * @throws ConstructUseError where a task is of another axon
   */
  addBackend(name: string, props: BackendProps): Backend {
    const at = `the backend ${name}`;
    const { _axon: axon, node } = this.graph;
    const own = (key: 'deploy' | 'train', kind: Kind<Task>) => () => {
      const task = expectKind(node.path, `${key} of ${at}`, props?.[key], [kind], `a ${kind.name}`);
      expectOwn(node.path, task, axon);
    };
    allUses(own('deploy', DeployTask), props?.train === undefined ? () => undefined : own('train', TrainTask), () =>
      expectKeys(node.path, at, props, BACKEND_KEYS),
    );
    const backend = Backend._of(name, props);
    this.backends.push(backend);
    axon.document.changed();
    return backend;
  }

  /** Shares its traffic; without any, all of it goes to the only backend. */
  addRouting(...rules: readonly BackendRouting[]): this {
    const { path } = this.graph.node;
    eachUse(rules, (rule) => {
      expectKind(path, `a rule of the model ${this.name}`, rule, [BackendRouting], 'a rule of Routing.backends');
      this.routing.push(rule);
    });
    this.graph._axon.document.changed();
    return this;
  }

  /** @internal */
  _toDocument(): KubernetesObject {
    const { path } = this.graph.node;
    return {
      name: this.name,
      modelSelectionStrategy: this.props.selection,
      routingStrategy: eachUse(this.routing, (rule) => rule._toDocument(path, this.name, this.backends)),
      backendModels: this.backends.map((backend) => backend._toDocument()),
    };
  }
}
