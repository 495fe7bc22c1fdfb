import { Construct } from 'constructs';
import type { Axon as ResolvedAxon, Task } from '../spec/axon';
import type { LabelledThing } from '../spec/derive/labels';
import type { Surroundings } from '../spec/derive/surroundings';
import type { ImageLock } from '../spec/image-lock';
import { AccessPlan } from './access/access-plan';
import { AxonAccounts } from './access/axon-accounts';
import { surroundingsOfAxon } from './access/surroundings';
import type { AxonDocument } from './axon-document';
import { ConstructUseError } from './axon-error';
import { AxonMetadata } from './axon-metadata';
import type { AxonOptions } from './axon-props';
import { checkedScope, expectFree } from './construct-use';
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
  readonly accounts: AxonAccounts;
  readonly metadata: AxonMetadata;
  private readonly plannedAccess = this.once(() => new AccessPlan(this.resolved, this.surroundings));

  constructor(private readonly parts: AxonContextParts) {
    const { axon, outline, options } = parts;
    this.surroundings = surroundingsOfAxon(axon, options);
    this.accounts = new AxonAccounts(axon, outline, options.cluster?._facts);
    this.metadata = new AxonMetadata(outline, () => this.resolved.hash);
    Object.defineProperty(axon, CONTEXT, { value: this });
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

  get store(): StoreVolume {
    return this.parts.store;
  }

  /** What all pods of the axon are told of the cluster that they are for, and of who they are. */
  podOn(account: string, thing: LabelledThing): Pick<PodShape, 'labels' | 'user' | 'group' | 'account' | 'gpus'> {
    const { user, group, options } = this.parts;
    const { gpus } = options.cluster?._facts ?? {};
    const labels = { ...this.metadata.podLabels(thing), ...this.accounts.labels(account) };
    return { labels, user, group, account, ...(gpus === undefined ? {} : { gpus }) };
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
    return this.plannedAccess();
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

  task<K extends Task['kind']>(name: string, ...kinds: readonly K[]): Extract<Task, { kind: K }> {
    const task = this.resolved.tasks.get(name);
    if (task === undefined || !(kinds as readonly string[]).includes(task.kind)) {
      throw new TypeError(`${name} is no ${kinds.join(' or ')} task of ${this.name}`);
    }
    return task as Extract<Task, { kind: K }>;
  }
}

function contextOf(scope: object): AxonContext | undefined {
  return (scope as { [CONTEXT]?: AxonContext })[CONTEXT];
}
