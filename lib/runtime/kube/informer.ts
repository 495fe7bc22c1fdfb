import { MACHINE_CLOCK, sleep } from '../clock';
import { Backoff, type BackoffOptions } from './backoff';
import { faultOf, type KubeFault } from './fault';
import { ObjectGroups } from './object-groups';
import { KubeError, type Kind, type Kube, type KubeObject, type ListQuery, type WatchEvent } from './kube';

export interface InformerOptions {
  readonly kube: Kube;
  readonly kind: Kind;
  /** @default - objects of any labels */
  readonly labels?: ListQuery['labels'];
  /** A label by whose value objects are grouped. @default - by none */
  readonly groupBy?: string;
  /** What is kept of an object, with its metadata. @default - all of it */
  readonly keep?: ((object: KubeObject) => KubeObject) | undefined;
  /** How often every object is told as if it had changed. Milliseconds. @default 5 minutes */
  readonly resync?: number;
  /** How often a kind is looked for that the cluster does not have. Milliseconds. @default 1 minute */
  readonly lookAgain?: number;
  /** @default - from half a second to half a minute */
  readonly backoff?: BackoffOptions;
}

/** @param names - of objects that were made, changed or deleted, or of all of them at a resync */
export type InformerListener = (names: ReadonlySet<string>) => void;

/** A watch that has lasted so long, or told something, works. */
const WORKS_AFTER = 1000;

/**
 * The objects of one kind and some labels, as they were a moment ago.
 *
 * - It holds what the last list and the watch since then told; what it gives out is shared and never changed.
 * - Listeners are told names, once for all that came together, after `get` and `items` know. What happened between two looks
 *   is not told: whoever acts compares what is with what should be.
 * - No failure ends it. It lists again, later each time, and shows the fault while it lasts; what it knew stays.
 * - A kind that the cluster does not have is no fault: there are no objects of it, and once there are they come.
 */
export class Informer {
  /** Resolves once it knows what there is, that there is no such kind, or that it was stopped. */
  readonly synced: Promise<void>;
  #resolveSynced!: () => void;
  readonly #objects: ObjectGroups;
  /** Names of what changed, by the groups that they are of or were of; of all of them under undefined. */
  #changed = new Map<string | undefined, Set<string>>();
  #absent = false;
  #expired = false;
  #lastFault: KubeFault | undefined;
  readonly #listeners = new Map<string | undefined, Set<InformerListener>>();
  readonly #stopped = new AbortController();
  readonly #backoff: Backoff;
  readonly #resync: NodeJS.Timeout;

  constructor(private readonly options: InformerOptions) {
    this.synced = new Promise((resolve) => (this.#resolveSynced = resolve));
    this.#backoff = new Backoff(options.backoff);
    this.#objects = new ObjectGroups(options.groupBy);
    this.#resync = setInterval(() => this.#announce(this.#objects.all()), options.resync ?? 5 * 60_000);
    void this.#run();
  }

  get(name: string): KubeObject | undefined {
    return this.#objects.get(name);
  }

  items(): readonly KubeObject[] {
    return this.#objects.all();
  }

  /** Those of which the label of `groupBy` has this value. */
  itemsOf(group: string): readonly KubeObject[] {
    return this.#objects.of(group);
  }

  /** Whether the cluster does not have this kind. */
  get absent(): boolean {
    return this.#absent;
  }

  /** Why what it holds may be old. @returns undefined where it is not */
  get lastFault(): KubeFault | undefined {
    return this.#lastFault;
  }

  /**
   * @param group - what else changes is not told. @default - everything is told
   * @returns ends it
   */
  onChange(listener: InformerListener, group?: string): () => void {
    const listeners = this.#listeners.get(group) ?? new Set();
    this.#listeners.set(group, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(group) === listeners) this.#listeners.delete(group);
    };
  }

  /** Nobody is told anything after it. */
  stop(): void {
    clearInterval(this.#resync);
    this.#listeners.clear();
    this.#stopped.abort();
    this.#resolveSynced();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    let version: string | undefined;
    while (!signal.aborted) {
      let wait = 0;
      try {
        version ??= await this.#list();
        if (!signal.aborted) version = await this.#watch(version);
      } catch (error) {
        version = undefined;
        wait = this.#failed(error);
      }
      if (wait > 0) await sleep(MACHINE_CLOCK, wait, signal);
    }
  }

  /** @returns the version that it is of */
  async #list(): Promise<string> {
    const { kube, kind, labels = {} } = this.options;
    const keep = (object: KubeObject) => this.#kept(object);
    const { items, resourceVersion } = await kube.list(kind, { labels, keep });
    const before = this.#objects.all();
    const names = new Set(items.map(({ metadata }) => metadata.name));
    const gone = before.filter(({ metadata }) => !names.has(metadata.name));
    const changed = items.filter((object) => !isSame(object, this.#objects.get(object.metadata.name)));
    const stale = changed.flatMap(({ metadata }) => this.#objects.get(metadata.name) ?? []);
    for (const { metadata } of gone) this.#objects.delete(metadata.name);
    for (const object of items) this.#objects.set(object);
    this.#absent = false;
    this.#announce([...gone, ...stale, ...changed]);
    this.#resolveSynced();
    return resourceVersion;
  }

  #kept(object: KubeObject): KubeObject {
    return this.options.keep?.(object) ?? object;
  }

  /** @returns the version up to which it has told */
  async #watch(from: string): Promise<string> {
    const { kube, kind, labels = {} } = this.options;
    let resourceVersion = from;
    let works = false;
    const worked = (): void => {
      works = true;
      this.#works();
    };
    const timer = setTimeout(worked, WORKS_AFTER);
    try {
      await kube.watch(kind, { labels, resourceVersion, signal: this.#stopped.signal }, (event) => {
        resourceVersion = this.#take(event);
        if (!works) worked();
      });
    } finally {
      clearTimeout(timer);
    }
    // A proxy may end each watch at once, which should not become a storm.
    if (!works) await sleep(MACHINE_CLOCK, this.#backoff.next(), this.#stopped.signal);
    return resourceVersion;
  }

  #take(event: WatchEvent): string {
    if (event.type === 'BOOKMARK') return event.resourceVersion;
    const { name, resourceVersion } = event.object.metadata;
    const before = this.#objects.get(name);
    if (event.type === 'DELETED') this.#objects.delete(name);
    else this.#objects.set(this.#kept(event.object));
    this.#announce(before === undefined ? [event.object] : [before, event.object]);
    return resourceVersion as string;
  }

  #works(): void {
    this.#backoff.reset();
    this.#expired = false;
    this.#lastFault = undefined;
  }

  /** @returns how long to wait. Milliseconds */
  #failed(error: unknown): number {
    if (error instanceof KubeError && error.reason === 'NoKindMatch') {
      this.#works();
      this.#absent = true;
      const gone = this.#objects.all();
      this.#objects.clear();
      this.#announce(gone);
      this.#resolveSynced();
      return this.options.lookAgain ?? 60_000;
    }
    // Nothing is wrong with a history that has been forgotten; the list that follows is the way on.
    if (error instanceof KubeError && error.reason === 'Expired' && !this.#expired) {
      this.#expired = true;
      return 0;
    }
    this.#lastFault = faultOf(error, this.#lastFault);
    return Math.max(this.#backoff.next(), (error instanceof KubeError && error.retryAfter) || 0);
  }

  /** @param objects - as they are, and as they were */
  #announce(objects: Iterable<KubeObject>): void {
    const isNew = this.#changed.size === 0;
    for (const object of objects) {
      const group = this.#objects.groupOf(object);
      for (const key of group === undefined ? [undefined] : [undefined, group]) {
        const names = this.#changed.get(key);
        if (names === undefined) this.#changed.set(key, new Set([object.metadata.name]));
        else names.add(object.metadata.name);
      }
    }
    if (!isNew || this.#changed.size === 0) return;
    queueMicrotask(() => {
      const changed = this.#changed;
      this.#changed = new Map();
      for (const [group, names] of changed)
        for (const listener of [...(this.#listeners.get(group) ?? [])]) listener(names);
    });
  }
}

function isSame(a: KubeObject | undefined, b: KubeObject | undefined): boolean {
  return a?.metadata.uid === b?.metadata.uid && a?.metadata.resourceVersion === b?.metadata.resourceVersion;
}
