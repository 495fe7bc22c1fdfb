import type { Session } from '../hand';
import type { Informers } from '../kube/informers';
import type { Kind, KubeObject } from '../kube/kube';

/**
 * The objects of an axon that its serving has to do with.
 *
 * - A kind is followed from when something of it matters: an axon grants the right to see no more than that.
 */
export class Followed {
  private readonly ends = new Map<Kind, () => void>();
  private endWaiting: () => void = () => undefined;
  private readonly waitingEnds = new Promise<void>((resolve) => (this.endWaiting = resolve));
  private closed = false;

  /** @param onChange - called whenever something of a kind that is followed has changed */
  constructor(
    private readonly session: Pick<Session, 'axon' | 'owner'>,
    private readonly informers: Pick<Informers, 'of'>,
    private readonly onChange: () => void,
  ) {}

  /** Resolves once these kinds are known, and from then on hears of their changes; also once it is closed. */
  async follow(kinds: readonly Kind[]): Promise<void> {
    for (const kind of kinds) {
      const informer = this.informers.of(kind);
      // What the axon grants no right to is never known, and nobody who stops should wait for it.
      await Promise.race([informer.synced, this.waitingEnds]);
      if (this.closed) return;
      if (this.ends.has(kind)) continue;
      this.ends.set(kind, informer.onChange(this.onChange, this.session.axon.name));
    }
  }

  has(kind: Kind): boolean {
    return this.ends.has(kind);
  }

  /** Of every kind that is followed. */
  all(): readonly KubeObject[] {
    return [...this.ends.keys()].flatMap((kind) => this.of(kind));
  }

  /** Pods are their ReplicaSets' and ours by their labels only. */
  of(kind: Kind): readonly KubeObject[] {
    const { axon, owner } = this.session;
    return this.informers
      .of(kind)
      .itemsOf(axon.name)
      .filter(({ metadata: { ownerReferences = [] } }) => {
        return kind === 'Pod' || ownerReferences.some(({ uid }) => uid === owner.uid);
      });
  }

  close(): void {
    this.closed = true;
    this.endWaiting();
    for (const end of this.ends.values()) end();
  }
}
