import { PART_OF_MYELIN } from '../../spec/derive/labels';
import type { KubeFault } from './fault';
import { Informer } from './informer';
import type { Kind, Kube } from './kube';

/** The informers of a process, one for each kind, of whatever is part of Myelin: all axons look through the same ones. */
export class Informers {
  private readonly running = new Map<Kind, Informer>();

  constructor(private readonly kube: Kube) {}

  /** Begins with the first that asks. */
  of(kind: Kind): Informer {
    let informer = this.running.get(kind);
    if (informer === undefined) {
      informer = new Informer({ kube: this.kube, kind, labels: PART_OF_MYELIN });
      this.running.set(kind, informer);
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
    await Promise.all([...this.running.values()].map((informer) => informer.stop()));
  }
}
