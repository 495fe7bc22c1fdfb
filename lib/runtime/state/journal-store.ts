import type { Entry } from '../../engine/journal';
import type { JournalEntry } from '../../control/ports';
import { KubeError, type Kube, type KubeObject, type OwnerReference } from '../kube/kube';
import { chainOf, type Block } from './chain';
import { History } from './history';
import { JOURNAL_COMPONENT, memoryLabels, sameSegment, segmentIn, segmentObject, segmentsOf } from './segments';
import type { WriteBudget } from './write-budget';

/** Another runtime has written at the place where this one would: this one does not lead, whatever it thinks. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
  constructor(object: string) {
    super(`${object} was written by another runtime, so this one does not lead`);
  }
}

export interface JournalPlace {
  readonly kube: Kube;
  readonly axon: string;
  /** The ConfigMap of the axon: what is owned by another one of its name is not this axon's. */
  readonly owner: OwnerReference;
  /** Which process writes: eight hexadecimal digits that no other has. */
  readonly writer: string;
  readonly budget: WriteBudget;
}

/**
 * The journal of one axon in ConfigMaps.
 *
 * - An append is durable as a whole when it resolves, and in the journal whole or not at all whenever the process dies.
 * - It may be repeated with the same entries after it threw, however far it had come.
 * - Of two runtimes that append at once, one is `Fenced`.
 */
export class JournalStore {
  private constructor(
    private readonly place: JournalPlace,
    private readonly history: History,
  ) {}

  /** Reads all of it. @throws JournalFault, KubeError */
  static async open(place: JournalPlace): Promise<JournalStore> {
    const { items } = await place.kube.list('ConfigMap', { labels: memoryLabels(place.axon, JOURNAL_COMPONENT) });
    const { blocks, spare } = chainOf(items.filter((object) => isOwned(object, place.owner)));
    for (const name of spare) await place.kube.delete('ConfigMap', name);
    return new JournalStore(place, new History(blocks));
  }

  /** Entries after a place. */
  after(place: number): Iterable<JournalEntry> {
    return this.history.after(place);
  }

  get next(): number {
    return this.history.next;
  }

  /** Resolves when an append may be made, or `signal` is aborted: what comes up meanwhile can be part of it. */
  turn(signal: AbortSignal): Promise<void> {
    return this.place.budget.take(signal);
  }

  /**
   * Once `turn` has resolved, and again while it throws.
   *
   * @throws Fenced, KubeError
   */
  async append(entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    const first = this.history.next;
    const segments = segmentsOf(entries, first, this.place.writer);
    const objects: string[] = [];
    for (const segment of segments) {
      const object = segmentObject(this.place.axon, this.place.owner, segment);
      if (objects.length > 0) await this.place.budget.take(signal);
      if (signal.aborted) throw new KubeError(0, 'Aborted', `${object.metadata.name} was not written in time`);
      await this.create(object);
      objects.push(object.metadata.name);
    }
    const inOrder = [...segments.slice(-1), ...segments.slice(0, -1)];
    const block: Block = {
      first,
      count: entries.length,
      bytes: Buffer.from(inOrder.map(({ text }) => text).join('')),
      packed: false,
      objects,
    };
    this.history.add(block);
  }

  private async create(object: KubeObject): Promise<void> {
    const { kube, owner } = this.place;
    const { name } = object.metadata;
    for (;;) {
      try {
        await kube.create(object);
        return;
      } catch (fault) {
        if (!(fault instanceof KubeError) || fault.reason !== 'AlreadyExists') throw fault;
      }
      const found = await kube.get('ConfigMap', name);
      if (found === undefined) continue;
      if (!isOwned(found, owner)) {
        // Left by an axon of the same name that has been deleted; the garbage collector is on its way to it.
        await kube.delete('ConfigMap', name, { uid: found.metadata.uid });
        continue;
      }
      const [ours, theirs] = [segmentIn(object), segmentIn(found)];
      if (ours === undefined || theirs === undefined || !sameSegment(ours, theirs)) throw new Fenced(name);
      return;
    }
  }
}

function isOwned({ metadata }: KubeObject, { uid }: OwnerReference): boolean {
  return metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false;
}
