import { Construct } from 'constructs';
import type { Task as ResolvedTask } from '../../spec/axon';
import { TaskAccess } from '../access/task-access';
import type { Path } from '../../spec/issue';
import { allUses } from '../all-uses';
import { AxonContext } from '../axon-context';
import { ConstructUseError } from '../axon-error';
import { taskProperty, type ConstructPlace } from '../construct-place';
import { expectProps, idFor } from '../construct-use';
import { documentForm } from '../document-form';
import { expectKeys } from '../known-keys';
import type { KubernetesObject } from '../kubernetes-object';
import type { TaskOutline } from '../outline';
import { workloadKeys, type WorkloadProps } from './workload';

/**
 * A unit of work of an axon: something that a sensor can start, or that serves.
 *
 * - It is the workload at rest that it will become: nothing of it runs until the runtime makes copies.
 * - It belongs to the axon in which it is made, for good.
 */
export abstract class Task extends Construct {
  /** Name in the axon. */
  readonly name: string;
  /** @internal */
  readonly _axon: AxonContext;
  private readonly form: KubernetesObject | undefined;

  protected constructor(
    scope: Construct,
    id: string,
    /** What it runs as. */
    readonly kind: ResolvedTask['kind'],
    private readonly given: WorkloadProps,
    /** The keys of its props. */
    private readonly known: Readonly<Record<string, true>>,
  ) {
    super(AxonContext.home(scope, id, 'Tasks', `the ${kind} task`), idFor(id));
    this._axon = AxonContext.around(scope, id, `the ${kind} task`);
    expectProps(this, given);
    this.form = documentForm(given);
    this.name = given.name ?? id;
    this._axon.document.add('tasks', this);
    new TaskAccess(this, 'Access', this._axon, this._outline);
  }

  /** @internal */
  get _outline(): TaskOutline {
    return { name: this.name, kind: this.kind };
  }

  /** @internal */
  _toDocument(): unknown {
    if (this.form !== undefined) return this.form;
    const [, keys] = allUses(
      () => expectKeys(this.node.path, '', this.given, this.known),
      () => this._keys(),
    );
    return { name: this.name, [this.kind]: keys };
  }

  /** @internal */
  _place(path: Path): ConstructPlace | undefined {
    if (this.form !== undefined) return undefined;
    return { construct: this.node.path, property: taskProperty(path, this.kind, this._toDocument()) };
  }

  /**
   * The keys of the task, in the form of YAML.
   *
   * @internal
   */
  protected abstract _keys(): KubernetesObject;

  /**
   * Whether a key is written, in whichever form: what decides which objects there are, before the document is whole.
   *
   * @internal
   */
  protected _brings(key: string, props: WorkloadProps): boolean {
    const { [this.kind]: keys = props } = (this.form ?? {}) as Record<string, unknown>;
    const { [key]: value } = (keys ?? {}) as Record<string, unknown>;
    return value !== undefined && value !== null;
  }

  /** @internal */
  protected _workload(props: WorkloadProps): KubernetesObject {
    return workloadKeys(props, this._axon, this.node.path);
  }
}

/** A task or deployer of an axon, once it is known to be of this one. */
export function expectOwn(construct: string, { node, _axon: owner }: Owned, axon: AxonContext): void {
  if (owner === axon) return;
  throw new ConstructUseError(construct, `${node.path} belongs to the axon ${owner.name}, not to ${axon.name}`);
}

/** What stands within an axon and can be named by what stands in another one. */
type Owned = Construct & { readonly _axon: AxonContext };
