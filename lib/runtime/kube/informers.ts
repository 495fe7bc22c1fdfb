import { AXON_LABEL, PART_OF_MYELIN } from '../../spec/derive/labels';
import type { KubeFault } from './fault';
import { Informer } from './informer';
import type { Kind, Kube, KubeObject } from './kube';

/** What nobody asks for again is most of an object: thousands of pods and Jobs are there for a day. */
const KEPT: Partial<Record<Kind, (object: KubeObject) => KubeObject>> = {
  Pod: (pod) => {
    const { nodeName } = pod['spec'] ?? {};
    return { ...pod, spec: nodeName === undefined ? {} : { nodeName } };
  },
  Job: (job) => {
    const { template: _, ...spec } = job['spec'];
    return { ...job, spec };
  },
};

/**
 * The informers of a process, one for each kind, of whatever is part of Myelin: all axons look through the same ones,
 * each at its own objects.
 *
 * - Once they are stopped none runs, whoever asks for another kind: it would keep the process.
 */
export class Informers {
  private readonly running = new Map<Kind, Informer>();
  private stopped = false;

  constructor(private readonly kube: Kube) {}

  /** Begins with the first that asks. */
  of(kind: Kind): Informer {
    let informer = this.running.get(kind);
    if (informer === undefined) {
      informer = new Informer({ kube: this.kube, kind, labels: PART_OF_MYELIN, groupBy: AXON_LABEL, keep: KEPT[kind] });
      this.running.set(kind, informer);
      if (this.stopped) informer.stop();
    }
    return informer;
  }

  /** Of the kinds that cannot be looked at, why. */
  faults(): readonly (KubeFault & { readonly kind: Kind })[] {
    return [...this.running].flatMap(([kind, { lastFault }]) =>
      lastFault === undefined ? [] : [{ kind, ...lastFault }],
    );
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.running.values()].map((informer) => informer.stop()));
  }
}
