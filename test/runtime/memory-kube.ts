import {
  KubeError,
  type FieldQuery,
  type KeepQuery,
  type Kind,
  type Kube,
  type KubeObject,
  type ListQuery,
  type WatchEvent,
} from '../../lib/runtime/kube/kube';
import { noSuchKind } from '../../lib/runtime/kube/status';
import { KubeFaults, type Method } from './kube-faults';
import { MemoryCluster } from './memory-cluster';

export interface MemoryKubeOptions {
  /** @default - one that nobody else sees */
  readonly cluster?: MemoryCluster;
  /** Who asks. @default myelin-runtime */
  readonly manager?: string;
}

/**
 * An API server in memory, and one client of it with faults of its own. Several clients of one `cluster` are several
 * processes, or a person beside the runtime (`manager`).
 */
export class MemoryKube implements Kube {
  readonly cluster: MemoryCluster;
  readonly faults = new KubeFaults();
  /** How many requests there were, by `create ConfigMap`. */
  readonly requests = new Map<string, number>();
  readonly #manager: string;

  constructor({ cluster = new MemoryCluster(), manager = 'myelin-runtime' }: MemoryKubeOptions = {}) {
    this.cluster = cluster;
    this.#manager = manager;
  }

  get namespace(): string {
    return this.cluster.namespace;
  }

  get(kind: Kind, name: string): Promise<KubeObject | undefined> {
    return this.#ask('get', kind, () => this.cluster.get(kind, name));
  }

  list(kind: Kind, query: ListQuery & FieldQuery & KeepQuery = {}) {
    const { keep = (object) => object } = query;
    return this.#ask('list', kind, () => ({
      items: this.cluster.list(kind, query).map(keep),
      resourceVersion: this.cluster.resourceVersion,
    }));
  }

  async watch(
    kind: Kind,
    query: ListQuery & { readonly resourceVersion: string; readonly signal: AbortSignal },
    on: (event: WatchEvent) => void,
  ): Promise<void> {
    // What runs is handed through in a box, as an async function would wait for it here.
    const { ended } = await this.#ask('watch', kind, () => ({ ended: this.cluster.history.watch(kind, query, on) }));
    await ended;
  }

  create(object: KubeObject): Promise<KubeObject> {
    return this.#write('create', object, () => this.cluster.create(object, `${this.#manager}/Update`));
  }

  update(object: KubeObject): Promise<KubeObject> {
    return this.#write('update', object, () => this.cluster.update(object, `${this.#manager}/Update`));
  }

  apply(object: KubeObject, { force = false }: { readonly force?: boolean } = {}): Promise<KubeObject> {
    return this.#write('apply', object, () => this.cluster.apply(object, `${this.#manager}/Apply`, force));
  }

  patch(kind: Kind, name: string, patch: object): Promise<KubeObject> {
    return this.#ask('patch', kind, () => this.cluster.patch(kind, name, patch, `${this.#manager}/Update`));
  }

  async delete(kind: Kind, name: string, options: { readonly uid?: string } = {}): Promise<void> {
    // Nothing is there to be deleted of a kind that is not there.
    if (this.cluster.absent.has(kind)) return;
    await this.#ask('delete', kind, () => this.cluster.delete(kind, name, options.uid));
  }

  raw(path: string): Promise<unknown> {
    return this.#ask('raw', undefined, () => {
      if (path === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.0' };
      if (path === '/openid/v1/jwks') return { keys: [] };
      throw new KubeError(404, 'NotFound', 'the server could not find the requested resource');
    });
  }

  #write(method: Method, object: KubeObject, act: () => KubeObject): Promise<KubeObject> {
    return this.#ask(method, object.kind as Kind, act);
  }

  #ask<T>(method: Method, kind: Kind | undefined, act: () => T): Promise<T> {
    const request = kind === undefined ? method : `${method} ${kind}`;
    this.requests.set(request, (this.requests.get(request) ?? 0) + 1);
    return this.faults.around(method, kind, () => {
      if (kind !== undefined && this.cluster.absent.has(kind)) throw noSuchKind(kind);
      return act();
    });
  }
}
