import type { Construct } from 'constructs';
import type { Path } from '../spec/issue';
import { ConstructUseError } from './axon-error';
import { graphProperty, type ConstructPlace } from './construct-place';
import { allUses, eachUse } from './all-uses';
import { expectList, expectProps } from './construct-use';
import { DagNode } from './dag-node';
import { Deployer } from './deployer';
import { documentForm, withAdded } from './document-form';
import { expectKeys, type Keys } from './known-keys';
import { Model, MODEL_KEYS, type ModelProps } from './model';
import type { KubernetesObject } from './kubernetes-object';
import { Rollout } from './routing';

/** What holds for all versions of a graph of models. */
export interface ModelGraphProps {
  /**
   * Name in the axon, which begins its addresses.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * Replicas of each backend.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * How versions share the traffic, by `Routing.rollout`.
   * @default - all of it goes to the newest
   */
  readonly rollout?: readonly Rollout[];
}

/**
 * A graph of models behind one API.
 *
 * - Its models answer on its routes, alone or together; the order of the nodes of a route does not matter.
 * - A version is the whole graph: a sensor makes one each time that its `Action.deploy` runs.
 *
 * @example
 * ```ts
 * const digits = new ModelGraph(axon, 'digits');
 * const reader = digits.addModel('reader', { selection: 'best' });
 * reader.addBackend('reader', { train, deploy });
 * digits.addRoute('/predict', [reader]);
 * new Sensor(axon, 'release', { triggers: [Trigger.succeeded(train)], actions: [Action.deploy(digits)] });
 * ```
 */
export class ModelGraph extends Deployer {
  private readonly props: ModelGraphProps;
  private readonly models: Model[] = [];
  private readonly routes: { readonly path: string; readonly nodes: readonly DagNode[] }[] = [];
  private deployed = false;

  constructor(scope: Construct, id: string, props: ModelGraphProps = {}) {
    super(scope, id, 'the model graph', props?.name);
    expectProps(this, props);
    expectKeys(this.node.path, '', props, GRAPH_KEYS);
    this.props = props;
    this.deployed = documentForm(props) !== undefined;
  }

  /**
   * A model, which answers once it has a backend and stands on a route.
   *
   * @param name - unique in the graph
   */
  addModel(name: string, props: ModelProps = {}): Model {
    expectKeys(this.node.path, `the model ${name}`, props, MODEL_KEYS);
    const model = Model._of(this, name, props);
    this.models.push(model);
    this._axon.document.changed();
    return model;
  }

  /**
   * Answers on a path.
   *
   * @param path - begins with a slash
   * @param nodes - the models that answer together; the answer of the one on which nobody depends is the route's
   */
  addRoute(path: string, nodes: readonly (Model | DagNode)[]): this {
    const checked = expectList(this.node.path, `nodes of ${path}`, nodes, [Model, DagNode], 'a Model or a DagNode');
    this.routes.push({ path, nodes: checked.map((node) => (node instanceof Model ? DagNode.model(node) : node)) });
    this._axon.document.changed();
    return this;
  }

  /**
   * What a sensor that deploys it writes.
   *
   * @internal
   */
  _form(): KubernetesObject {
    const { name: _, rollout, ...props } = this.props;
    const at = this.node.path;
    const [rolloutSpec, models, routes] = allUses(
      () =>
        eachUse(expectList(at, 'rollout', rollout, [Rollout], 'a rule of Routing.rollout'), (rule, index) =>
          rule._toDocument(at, `rollout[${index}]`),
        ),
      () => eachUse(this.models, (model) => model._toDocument()),
      () =>
        eachUse(this.routes, ({ path, nodes }) => ({
          path,
          dag: eachUse(nodes, (node) => node._toDocument(this, path)),
        })),
    );
    const form = documentForm(this.props);
    if (form !== undefined) return withAdded(form, { models, routes });
    return { name: this.name, ...props, rolloutSpec, models, routes };
  }

  /** @internal */
  _place(path: Path): ConstructPlace | undefined {
    if (documentForm(this.props) !== undefined) return undefined;
    return { construct: this.node.path, property: graphProperty(path, this._form()) };
  }

  /** @internal */
  _markDeployed(): void {
    this.deployed = true;
  }

  /** @internal */
  _expectDeployed(): void {
    if (!this.deployed) throw new ConstructUseError(this.node.path, UNDEPLOYED);
  }
}

const UNDEPLOYED = 'no sensor deploys it: give Action.deploy(...) of it to one';

const GRAPH_KEYS: Keys<ModelGraphProps> = { name: true, replicas: true, rollout: true };
