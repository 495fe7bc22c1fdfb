import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Axon as ResolvedAxon, Task } from '../spec/axon';
import { gatewayAccount, sharedAccount, taskAccount } from '../spec/derive/accounts';
import { identityOf, type AccountIdentity } from '../spec/derive/on-cluster';
import type { Surroundings } from '../spec/derive/surroundings';
import { AccessPlan } from './access/access-plan';
import { surroundingsOfAxon } from './access/surroundings';
import type { AxonDocument } from './axon-document';
import { ConstructUseError } from './axon-error';
import type { AxonOptions } from './axon-props';
import { checkedScope, expectFree } from './construct-use';
import type { LateMetadata } from './kube-object';
import {
  allLabels,
  QUEUE_LABEL,
  sharedLabels,
  SPEC_HASH_LABEL,
  type LabelledThing,
  type Labels,
} from '../spec/derive/labels';
import type { ImageLock } from '../spec/image-lock';
import { runtimeImageReference } from './image-reference';
import type { Outline } from './outline';
import type { PodShape, StoreVolume } from './pod/pod-template';

/** Where the constructs of an axon stand below it, unless their author grouped them. */
export type Folder = 'Tasks' | 'Sensors' | 'Deployers';

/** What an axon tells the constructs within it. */
export interface AxonContextParts {
  readonly axon: Construct;
  readonly document: AxonDocument;
  readonly options: AxonOptions;
  readonly outline: Pick<Outline, 'name' | 'namespace' | 'labels' | 'serviceAccountName'>;
  readonly store: StoreVolume;
  /** Uid of its pods. */
  readonly user: number;
  /** Gid of its pods. */
  readonly group: number;
  /** Images that have been built, by repository. */
  readonly images: ImageLock;
  readonly resolve: () => ResolvedAxon;
}

/** What of an object's metadata is its own: functions that are asked at synthesis. */
export interface OwnMetadata {
  /** @default - none */
  readonly annotations?: LateMetadata['annotations'];
  /** The queue of Kueue in which the object waits. @default - none */
  readonly queue?: () => string | undefined;
}

/** Where an axon has its context. A WeakMap would keep the whole tree of an axon from being forgotten while it is young. */
const CONTEXT = Symbol('context of an axon');

/**
 * What the constructs within an axon know of it.
 *
 * - Names stand from the beginning; whatever follows from the spec is asked for at synthesis, when nothing is added any more.
 * - Every construct below an axon belongs to it; it is found by looking up the tree.
 */
export class AxonContext {
  /** The context of the axon around a construct. */
  static find(construct: Construct): AxonContext | undefined {
    return construct.node.scopes.map(contextOf).findLast((context) => context !== undefined);
  }

  /** @throws ConstructUseError where there is no axon around the scope */
  static around(scope: unknown, id: unknown, what: string): AxonContext {
    const checked = checkedScope(scope, id, what);
    const found = AxonContext.find(checked);
    if (found !== undefined) return found;
    throw new ConstructUseError(checked.node.path, `${what} ${String(id)} must be made within an Axon`);
  }

  /** Where a thing of an axon stands in the tree: in its folder, or where its author groups things within the axon. */
  static home(scope: Construct, id: string, folder: Folder, what: string): Construct {
    const { axon } = AxonContext.around(scope, id, what);
    return expectFree(scope === axon ? (axon.node.findChild(folder) as Construct) : scope, id);
  }

  readonly surroundings: Surroundings;
  private planned: { readonly of: ResolvedAxon; readonly plan: AccessPlan } | undefined;

  constructor(private readonly parts: AxonContextParts) {
    this.surroundings = surroundingsOfAxon(parts.axon, parts.options);
    Object.defineProperty(parts.axon, CONTEXT, { value: this });
  }

  get axon(): Construct {
    return this.parts.axon;
  }

  get document(): AxonDocument {
    return this.parts.document;
  }

  get options(): AxonOptions {
    return this.parts.options;
  }

  /** Whether the accounts of tasks are made; else the axon names one that exists. */
  get makesAccounts(): boolean {
    return this.parts.outline.serviceAccountName === undefined;
  }

  /** The account of all tasks that have none of their own. */
  get sharedAccount(): string {
    return sharedAccount(this.parts.outline);
  }

  get store(): StoreVolume {
    return this.parts.store;
  }

  /** What all pods of the axon are told of the cluster that they are for, and of who they are. */
  podOn(account: string): Pick<PodShape, 'user' | 'group' | 'account' | 'gpus'> {
    const { user, group, options } = this.parts;
    const { gpus } = options.cluster?._facts ?? {};
    return { user, group, account, ...(gpus === undefined ? {} : { gpus }) };
  }

  /**
   * How the cloud knows an account; undefined where it does not.
   *
   * @throws ConstructUseError where it knows one of this name, and nobody says whether it is this one
   */
  identityOf(account: string): AccountIdentity | undefined {
    const { axon, options } = this.parts;
    const facts = options.cluster?._facts;
    if (facts?.identities === undefined) return undefined;
    const namespace = this.namespace ?? Chart.of(axon).namespace;
    if (namespace !== undefined) return identityOf(facts, namespace, account);
    const named = Object.keys(facts.identities).find((name) => name.endsWith(`/${account}`));
    if (named === undefined) return undefined;
    const fault = `the cluster knows the account ${named}: give the namespace to the axon or its chart`;
    throw new ConstructUseError(axon.node.path, fault);
  }

  /** Labels of pods that run as an account, beside those by which they are found. */
  identityLabels(account: string): Labels {
    return this.identityOf(account)?.podLabels ?? {};
  }

  get images(): ImageLock {
    return this.parts.images;
  }

  /** Of gateways, and of what runs before a task. */
  get runtimeImage(): string {
    return runtimeImageReference(this.options.runtimeImage, this.images);
  }

  /**
   * Of pods that end by themselves. In a mesh they are who their account says they are, so they have a sidecar; one beside a
   * container that ends would keep the pod, and with it the Job, from ending.
   */
  get sidecarAnnotations(): Readonly<Record<string, string>> {
    return this.surroundings.mesh === 'none' ? {} : { 'sidecar.istio.io/nativeSidecar': 'true' };
  }

  get name(): string {
    return this.parts.outline.name;
  }

  get namespace(): string | undefined {
    return this.parts.outline.namespace;
  }

  get resolved(): ResolvedAxon {
    return this.parts.resolve();
  }

  /** What is allowed because of the axon as it stands. */
  get access(): AccessPlan {
    const { resolved } = this;
    if (this.planned?.of !== resolved) {
      this.planned = { of: resolved, plan: new AccessPlan(resolved, this.surroundings) };
    }
    return this.planned.plan;
  }

  /** What several objects ask for: made once for the axon as it stands. */
  once<T>(make: () => T): () => T {
    let made: { readonly of: ResolvedAxon; readonly value: T } | undefined;
    return () => {
      const { resolved } = this;
      if (made?.of !== resolved) made = { of: resolved, value: make() };
      return made.value;
    };
  }

  taskAccount(task: Pick<Task, 'name' | 'kind'>): string {
    return taskAccount(this.parts.outline, task);
  }

  gatewayAccount(deployer: string): string {
    return gatewayAccount(this.parts.outline, deployer);
  }

  task<K extends Task['kind']>(name: string, ...kinds: readonly K[]): Extract<Task, { kind: K }> {
    const task = this.resolved.tasks.get(name);
    if (task === undefined || !(kinds as readonly string[]).includes(task.kind)) {
      throw new TypeError(`${name} is no ${kinds.join(' or ')} task of ${this.name}`);
    }
    return task as Extract<Task, { kind: K }>;
  }

  /** Labels of a pod, without the hash of the spec: a pod does not change because something else in the axon does. */
  podLabels(thing: LabelledThing): Labels {
    return { ...this.parts.outline.labels, ...allLabels(this.name, thing) };
  }

  /** Labels of pods at the door of the axon, which are none of its own. */
  get doorLabels(): Labels {
    return { ...this.parts.outline.labels, ...sharedLabels(this.name, 'ingress') };
  }

  metadata(name: string, thing: LabelledThing, { annotations, queue }: OwnMetadata = {}): LateMetadata {
    return {
      name,
      ...(this.parts.outline.namespace === undefined ? {} : { namespace: this.parts.outline.namespace }),
      labels: () => ({
        ...this.podLabels(thing),
        [SPEC_HASH_LABEL]: this.resolved.hash,
        [QUEUE_LABEL]: queue?.(),
      }),
      ...(annotations === undefined ? {} : { annotations }),
    };
  }
}

function contextOf(scope: object): AxonContext | undefined {
  return (scope as { [CONTEXT]?: AxonContext })[CONTEXT];
}
