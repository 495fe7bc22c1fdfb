import {
  allLabels,
  QUEUE_LABEL,
  sharedLabels,
  SPEC_HASH_LABEL,
  type LabelledThing,
  type Labels,
} from '../spec/derive/labels';
import type { LateMetadata } from './kube-object';
import type { Outline } from './outline';

/** What of an object's metadata is its own: functions that are asked at synthesis. */
export interface OwnMetadata {
  /** @default - none */
  readonly annotations?: LateMetadata['annotations'];
  /** The queue of Kueue in which the object waits. @default - none */
  readonly queue?: () => string | undefined;
}

/**
 * What the objects and pods of an axon are called and labelled.
 *
 * - Objects carry the hash of the spec; pods do not, which do not change because something else in the axon does.
 */
export class AxonMetadata {
  constructor(
    private readonly outline: Pick<Outline, 'name' | 'namespace' | 'labels'>,
    /** Asked at synthesis. */
    private readonly specHash: () => string,
  ) {}

  /** Metadata of an object. */
  of(name: string, thing: LabelledThing, { annotations, queue }: OwnMetadata = {}): LateMetadata {
    const { namespace } = this.outline;
    return {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: () => ({
        ...this.podLabels(thing),
        [SPEC_HASH_LABEL]: this.specHash(),
        [QUEUE_LABEL]: queue?.(),
      }),
      ...(annotations === undefined ? {} : { annotations }),
    };
  }

  podLabels(thing: LabelledThing): Labels {
    return { ...this.outline.labels, ...allLabels(this.outline.name, thing) };
  }

  /** Labels of pods at the door of the axon, which are none of its own. */
  get doorLabels(): Labels {
    return { ...this.outline.labels, ...sharedLabels(this.outline.name, 'ingress') };
  }
}
