import { KubeError, type Kind, type KubeObject, type ListQuery, type WatchEvent } from '../../lib/runtime/kube/kube';

interface Change {
  readonly version: number;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

interface Watcher {
  readonly kind: Kind;
  readonly labels: readonly (readonly [string, string])[];
  readonly tell: (event: WatchEvent) => void;
  readonly end: (error?: unknown) => void;
}

/**
 * What changed, for those who watch.
 *
 * - A watch tells every change after its version once and in order, as it looks through its labels: an object that ceases to
 *   have them was deleted.
 * - A watch from before what is kept is `Expired`.
 */
export class WatchHistory {
  readonly #changes = new Map<Kind, Change[]>();
  readonly #watchers = new Set<Watcher>();
  /** The oldest version that a watch may start from, by kind. */
  readonly #oldest = new Map<Kind, number>();
  #version: number;

  constructor(
    private readonly kept: number,
    private readonly first: number,
  ) {
    this.#version = first;
  }

  /** @internal */
  record(kind: Kind, version: number, before: KubeObject | undefined, after: KubeObject | undefined): void {
    this.#version = version;
    const changes = this.#changes.get(kind) ?? [];
    this.#changes.set(kind, changes);
    const change = { version, before, after };
    changes.push(change);
    if (changes.length > 2 * this.kept) this.#forget(kind, changes, this.kept);
    for (const watcher of this.#watchers) if (watcher.kind === kind) tell(watcher, change);
  }

  /** As if all that is known were too old. */
  compact(): void {
    for (const [kind, changes] of this.#changes) this.#forget(kind, changes, 0);
  }

  /** The server ends every watch, as it does from time to time. @param error - the fault it ends them with */
  endWatches(error?: KubeError): void {
    for (const watcher of [...this.#watchers]) watcher.end(error);
  }

  bookmark(): void {
    for (const watcher of this.#watchers) watcher.tell({ type: 'BOOKMARK', resourceVersion: String(this.#version) });
  }

  /** Resolves when it ends. @throws KubeError `Expired` */
  watch(
    kind: Kind,
    {
      labels = {},
      resourceVersion,
      signal,
    }: ListQuery & { readonly resourceVersion: string; readonly signal: AbortSignal },
    on: (event: WatchEvent) => void,
  ): Promise<void> {
    const since = Number(resourceVersion);
    if (since < (this.#oldest.get(kind) ?? this.first))
      throw new KubeError(410, 'Expired', `too old resource version: ${resourceVersion}`);
    return new Promise<void>((resolve, reject) => {
      const queue: WatchEvent[] = [];
      const watcher: Watcher = {
        kind,
        labels: Object.entries(labels),
        tell: (event) => {
          if (queue.push(event) === 1) queueMicrotask(deliver);
        },
        end: (error) => {
          this.#watchers.delete(watcher);
          signal.removeEventListener('abort', abort);
          queue.length = 0;
          if (error === undefined) resolve();
          else reject(error as Error);
        },
      };
      const deliver = (): void => {
        try {
          for (const event of queue.splice(0)) {
            if (!this.#watchers.has(watcher)) return;
            on(event);
          }
        } catch (error) {
          watcher.end(error);
        }
      };
      const abort = (): void => watcher.end();
      if (signal.aborted) return resolve();
      signal.addEventListener('abort', abort);
      this.#watchers.add(watcher);
      for (const change of this.#changes.get(kind) ?? []) if (change.version > since) tell(watcher, change);
    });
  }

  #forget(kind: Kind, changes: Change[], kept: number): void {
    const gone = changes.splice(0, changes.length - kept);
    const last = gone.at(-1);
    if (last !== undefined) this.#oldest.set(kind, last.version);
  }
}

function tell({ labels, tell }: Watcher, { version, before, after }: Change): void {
  const had = before !== undefined && matches(before, labels);
  const has = after !== undefined && matches(after, labels);
  if (has) tell({ type: had ? 'MODIFIED' : 'ADDED', object: after });
  else if (had) tell({ type: 'DELETED', object: at(before, version) });
}

/** A deleted object bears the version of its deletion, so that a watch may go on from there. */
function at(object: KubeObject, version: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

function matches({ metadata }: KubeObject, labels: Watcher['labels']): boolean {
  return labels.every(([key, value]) => metadata.labels?.[key] === value);
}
