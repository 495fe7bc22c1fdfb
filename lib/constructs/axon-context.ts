import { Lazy, type ApiObjectMetadata } from 'cdk8s';
import type { Axon as ResolvedAxon, Task } from '../spec/axon';
import type { Outline } from './outline';
import type { StoreVolume } from './pod/pod-template';
import { allLabels, SPEC_HASH_LABEL, type LabelledThing, type Labels } from './labels';

/**
 * What the constructs within an axon know of it.
 *
 * - Names stand from the beginning; whatever follows from the spec is asked for at synthesis, when nothing is added any more.
 */
export class AxonContext {
  constructor(
    private readonly outline: Pick<Outline, 'name' | 'namespace' | 'labels'>,
    readonly account: string,
    readonly store: StoreVolume,
    readonly user: number,
    private readonly resolve: () => ResolvedAxon,
  ) {}

  get name(): string {
    return this.outline.name;
  }

  get resolved(): ResolvedAxon {
    return this.resolve();
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
    return { ...this.outline.labels, ...allLabels(this.name, thing) };
  }

  metadata(name: string, thing: LabelledThing): ApiObjectMetadata {
    return {
      name,
      ...(this.outline.namespace === undefined ? {} : { namespace: this.outline.namespace }),
      labels: {
        ...this.podLabels(thing),
        [SPEC_HASH_LABEL]: Lazy.any({ produce: () => this.resolved.hash }) as string,
      },
    };
  }
}
