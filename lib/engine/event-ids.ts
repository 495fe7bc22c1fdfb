/** How many ids of each trigger are known at least, once nothing else keeps them. */
export const REMEMBERED_IDS = 10_000;

/** All that `EventIds` knows, as plain data. */
export interface EventIdParts {
  readonly held: readonly string[];
  readonly older: readonly string[];
  readonly younger: readonly string[];
}

/**
 * The ids of a trigger's events that have counted, so that none counts twice.
 *
 * - An id is known while its event waits, and while a run that consumed it is kept.
 * - Beyond that the last ten thousand are known at least, twice as many at most. What is delivered again after so many
 *   others counts as new: memory has to end somewhere, and whoever delivers twice does it soon.
 * - Adding and asking cost the same however many there were.
 */
export class EventIds {
  /** What `parts` told. */
  static of({ held, older, younger }: EventIdParts): EventIds {
    const ids = new EventIds();
    for (const id of held) ids.hold(id);
    ids.older = new Set(older);
    ids.younger = new Set(younger);
    return ids;
  }

  private readonly held = new Set<string>();
  /** Two generations: when the younger is full it becomes the older, and the older is forgotten. */
  private younger = new Set<string>();
  private older: ReadonlySet<string> = new Set();

  has(id: string): boolean {
    return this.younger.has(id) || this.older.has(id) || this.held.has(id);
  }

  /** How many are known. */
  get size(): number {
    return new Set([...this.held, ...this.older, ...this.younger]).size;
  }

  get parts(): EventIdParts {
    return { held: [...this.held], older: [...this.older], younger: [...this.younger] };
  }

  add(id: string): void {
    this.younger.add(id);
    if (this.younger.size < REMEMBERED_IDS) return;
    this.older = this.younger;
    this.younger = new Set();
  }

  /** Knows an id until it is released, however many come after it. */
  hold(id: string): void {
    this.held.add(id);
  }

  release(id: string): void {
    this.held.delete(id);
  }
}
