import type { Entry } from '../../engine/journal';
import type { JournalEntry } from '../../control/ports';
import { KubeError, type Kube, type KubeObject } from '../kube/kube';
import { sleep } from '../clock';
import { archiveIn, archiveObject, unpack } from './archive';
import { archivePlan, staysLoose } from './archive-plan';
import { chainOf, JournalFault, type Block } from './chain';
import { createOwned, isOwned, type OwnedPlace } from './create-owned';
import { History } from './history';
import { JOURNAL_COMPONENT, sameSegment, segmentIn, segmentObject, segmentsOf } from './segments';
import type { Recall } from './recall';
import { isSnapshot, snapshotObjects, snapshotsIn, type StoredSnapshot } from './snapshot-object';
import type { WriteBudget } from './write-budget';

/** Another runtime has written at the place where this one would: this one does not lead, whatever it thinks. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
  constructor(object: string) {
    super(`${object} was written by another runtime, so this one does not lead`);
  }
}

export interface JournalPlace extends OwnedPlace {
  readonly kube: Kube;
  readonly axon: string;
  /** Which process writes: eight hexadecimal digits that no other has. */
  readonly writer: string;
  readonly budget: WriteBudget;
}

/** How many archives, and blocks too long for one, are kept at most: eight megabytes of compressed history. */
const MOST_ARCHIVES = 16;

/** Between two deletions of what is in an archive: an API server has other things to do. */
const DELETE_EVERY = 100;

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
    /** Objects whose entries are in others. */
    private spare: readonly string[],
    /** From which the loop goes on. @default - from nothing, by all entries */
    private snapshot: StoredSnapshot | undefined,
    private snapshotObjects: readonly string[],
  ) {}

  /** Reads all of it. @throws JournalFault, KubeError */
  static async open(place: JournalPlace, recall: Recall): Promise<JournalStore> {
    const items = await recall.of(place.axon, JOURNAL_COMPONENT);
    const owned = items.filter((object) => isOwned(object, place.owner));
    const { last, spare } = snapshotsIn(owned.filter(isSnapshot));
    const chain = chainOf(
      owned.filter((object) => !isSnapshot(object)),
      (last?.place ?? 0) + 1,
    );
    const history = new History(chain.blocks, last?.place);
    return new JournalStore(place, history, [...spare, ...chain.spare], last, last?.objects ?? []);
  }

  /** From which a loop goes on; told once, since it is long. @returns undefined for a loop that begins with entry 1 */
  takeSnapshot(): StoredSnapshot | undefined {
    const { snapshot } = this;
    this.snapshot = undefined;
    return snapshot;
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
      await this.create(object, signal);
      objects.push(object.metadata.name);
    }
    // Part 1 was written last.
    const inOrder = <T>(parts: readonly T[]) => [...parts.slice(-1), ...parts.slice(0, -1)];
    const block: Block = {
      first,
      count: entries.length,
      bytes: Buffer.from(
        inOrder(segments)
          .map(({ text }) => text)
          .join(''),
      ),
      packed: false,
      objects: inOrder(objects),
    };
    this.history.add(block);
  }

  /**
   * Puts segments into an archive where there are enough of them, and deletes what is in another object. Appends may go on
   * meanwhile. What is not done when it throws, or when `signal` is aborted, is done the next time.
   *
   * @throws JournalFault, KubeError
   */
  async tidy(signal: AbortSignal): Promise<void> {
    await this.archive(signal);
    for (const name of this.spare) {
      if (signal.aborted) return;
      await this.place.kube.delete('ConfigMap', name);
      this.spare = this.spare.filter((other) => other !== name);
      await sleep(this.place.clock, DELETE_EVERY, signal);
    }
  }

  /** Whether so much of it is kept that a snapshot should be taken and the oldest of it cut off. */
  get isLong(): boolean {
    return this.settled.length > MOST_ARCHIVES;
  }

  /** What no later archive takes in: archives, and what is too long for one. */
  private get settled(): readonly Block[] {
    return this.history.pieces.filter((block) => block.packed || staysLoose(block));
  }

  /**
   * Cuts off the oldest half of what is settled, once a snapshot that holds what they amount to is there.
   *
   * @throws JournalFault, KubeError
   */
  async cut(snapshot: StoredSnapshot, signal: AbortSignal): Promise<void> {
    const { kube, axon, owner, budget } = this.place;
    const objects = snapshotObjects(axon, owner, snapshot);
    for (const object of objects) {
      await budget.take(signal);
      if (signal.aborted) return;
      await kube.create(object);
    }
    const names = objects.map(({ metadata }) => metadata.name);
    const found = await Promise.all(names.map((name) => kube.get('ConfigMap', name)));
    const { last } = snapshotsIn(found.filter((object) => object !== undefined));
    if (last?.text !== snapshot.text) {
      throw new JournalFault(names[0] ?? '', `${names[0]} does not hold what was put into it; delete it`);
    }
    const old = this.settled
      .slice(0, -MOST_ARCHIVES / 2)
      .filter(({ first, count }) => first + count - 1 <= snapshot.place);
    const [lastOld] = old.slice(-1);
    const before = this.history.pieces.filter(({ first }) => first <= (lastOld?.first ?? 0));
    for (const block of before) this.history.drop(block);
    this.spare = [...this.spare, ...this.snapshotObjects, ...before.flatMap((block) => block.objects)];
    this.snapshotObjects = names;
  }

  private async archive(signal: AbortSignal): Promise<void> {
    const plan = archivePlan(this.history.pieces);
    if (plan === undefined) return;
    const { kube, axon, owner, budget } = this.place;
    const object = archiveObject(axon, owner, plan.archive);
    const { name } = object.metadata;
    await budget.take(signal);
    if (signal.aborted) return;
    try {
      await kube.create(object);
    } catch (fault) {
      if (!(fault instanceof KubeError) || fault.reason !== 'AlreadyExists') throw fault;
    }
    const found = await kube.get('ConfigMap', name);
    const held = found !== undefined && isOwned(found, owner) ? archiveIn(found) : undefined;
    if (held === undefined || unpack(held.packed) !== unpack(plan.archive.packed)) {
      throw new JournalFault(name, `${name} does not hold what was put into it; delete it`);
    }
    const { first, count, packed } = plan.archive;
    this.history.merge({ first, count, bytes: packed, packed: true, objects: [name] });
    this.spare = [...this.spare, ...plan.blocks.flatMap(({ objects }) => objects)];
  }

  private create(object: KubeObject, signal: AbortSignal): Promise<void> {
    return createOwned(this.place, object, signal, (found) => {
      const [ours, theirs] = [segmentIn(object), segmentIn(found)];
      if (ours === undefined || theirs === undefined || !sameSegment(ours, theirs)) {
        throw new Fenced(object.metadata.name);
      }
      return true;
    });
  }
}
