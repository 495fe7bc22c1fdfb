import { ConstructUseError } from './axon-error';
import { expectKind, expectList } from './construct-use';
import type { Deployer } from './deployer';
import { expectKeys, type Keys } from './known-keys';
import { Model } from './model';
import type { KubernetesObject } from './kubernetes-object';

/** What a node does with what it is sent. */
export type NodeKind = 'model' | 'switch' | 'ensemble' | 'splitter' | 'combine' | 'fallback';

/** How a model is asked on a route, and after whom. */
export interface DagNodeProps {
  /**
   * Path to ask it.
   * @default - the path of the route
   */
  readonly path?: string;
  /**
   * What of the same route it waits for; it is sent the answers, each under the name of its model.
   * @default - nothing: it is sent the request
   */
  readonly dependencies?: readonly (Model | DagNode)[];
  /**
   * Send the request too, under `INPUT`.
   * @default false
   */
  readonly includeInput?: boolean;
  /**
   * Path that tells whether it is well.
   * @default - as its backends say
   */
  readonly healthPath?: string;
  /**
   * How requests are sent.
   * @default - that of the deploy task; Multipart outside of the axon
   */
  readonly endpointRestType?: 'Multipart' | 'Json' | 'V2';
  /**
   * What the node does. This release runs no other than `model` (MYL1607).
   * @default 'model'
   */
  readonly kind?: NodeKind;
  /**
   * Timeouts, retries and the like. This release does not follow it (MYL1608).
   * @default - none
   */
  readonly policy?: KubernetesObject;
}

/**
 * A place of a model in a route. A model has at most one in each route.
 *
 * @example
 * ```ts
 * const [reader, style] = [graph.addModel('reader'), graph.addModel('style')];
 * for (const model of [reader, style]) model.addBackend('only', { deploy });
 * graph.addRoute('/describe', [reader, DagNode.model(style, { dependencies: [reader], includeInput: true })]);
 * ```
 */
export class DagNode {
  /** A model of the graph. */
  static model(model: Model, props: DagNodeProps = {}): DagNode {
    return new DagNode({ kind: 'model', model }, props);
  }

  /**
   * A model outside of the axon.
   *
   * @param name - under which others get its answer
   * @param fullPath - its address
   */
  static outside(name: string, fullPath: string, props: DagNodeProps = {}): DagNode {
    return new DagNode({ kind: 'outside', name, fullPath }, props);
  }

  private constructor(
    private readonly subject:
      | { readonly kind: 'model'; readonly model: Model }
      | { readonly kind: 'outside'; readonly name: string; readonly fullPath: string },
    private readonly props: DagNodeProps,
  ) {}

  /** @internal */
  _toDocument(graph: Deployer, route: string): KubernetesObject {
    const { path } = graph.node;
    expectKeys(path, `a node of ${route}`, this.props, NODE_KEYS);
    const { dependencies, ...props } = this.props;
    const at = `dependencies of a node of ${route}`;
    const needed = expectList(path, at, dependencies, [Model, DagNode], 'a Model or a DagNode');
    return {
      model: this.nameIn(graph, route),
      ...props,
      ...(this.subject.kind === 'outside' ? { fullPath: this.subject.fullPath } : {}),
      dependencies: needed.map((one) =>
        one instanceof Model ? modelName(one, graph, route) : one.nameIn(graph, route),
      ),
    };
  }

  private nameIn(graph: Deployer, route: string): string {
    const { subject } = this;
    return subject.kind === 'outside' ? subject.name : modelName(subject.model, graph, route);
  }
}

function modelName(model: unknown, graph: Deployer, route: string): string {
  const { path } = graph.node;
  const checked = expectKind(path, `the model of a node of ${route}`, model, [Model], 'a Model');
  if (checked._graph === graph) return checked.name;
  throw new ConstructUseError(path, `the model ${checked.name} in ${route} belongs to ${checked._graph.node.path}`);
}

const NODE_KEYS: Keys<DagNodeProps> = {
  path: true,
  dependencies: true,
  includeInput: true,
  healthPath: true,
  endpointRestType: true,
  kind: true,
  policy: true,
};
