import type { Kind, Kube, KubeObject, ListQuery, WatchEvent } from '../../../lib/runtime/kube/kube';
import { MemoryKube } from '../memory-kube';
import { MemoryCluster } from '../memory-cluster';

/** What was asked of an API server. */
export interface Asked {
  /** By `create ConfigMap`. */
  readonly calls: Record<string, number>;
  /** Bytes of bodies that were written, likewise. */
  readonly bytes: Record<string, number>;
  /** Objects that the server looked at to answer lists, whichever labels were asked for. */
  scanned: number;
  /** Bytes that the server sent: of objects, lists and watches. */
  read: number;
}

/**
 * The API server in memory as a client on the other side of a wire has it: every object that comes is a copy, and all that
 * goes and comes is counted.
 */
export class CountedKube implements Kube {
  readonly asked: Asked = { calls: {}, bytes: {}, scanned: 0, read: 0 };
  private readonly kube: MemoryKube;

  constructor(
    private readonly cluster: MemoryCluster,
    private readonly wrote: (method: 'create' | 'delete', object: KubeObject) => void = () => undefined,
  ) {
    this.kube = new MemoryKube({ cluster });
  }

  get namespace(): string {
    return this.kube.namespace;
  }

  async get(kind: Kind, name: string): Promise<KubeObject | undefined> {
    this.count('get', kind);
    return this.received(await this.kube.get(kind, name));
  }

  async list(kind: Kind, query: ListQuery = {}) {
    this.count('list', kind);
    this.asked.scanned += this.cluster.list(kind).length;
    const { items, resourceVersion } = await this.kube.list(kind, query);
    return { items: this.received(items), resourceVersion };
  }

  async watch(
    kind: Kind,
    query: ListQuery & { readonly resourceVersion: string; readonly signal: AbortSignal },
    on: (event: WatchEvent) => void,
  ): Promise<void> {
    this.count('watch', kind);
    await this.kube.watch(kind, query, (event) => on(this.received(event)));
  }

  async create(object: KubeObject): Promise<KubeObject> {
    this.count('create', object.kind, object);
    const made = await this.kube.create(object);
    this.wrote('create', made);
    return this.received(made);
  }

  async update(object: KubeObject): Promise<KubeObject> {
    this.count('update', object.kind, object);
    return this.received(await this.kube.update(object));
  }

  async apply(object: KubeObject, options: { readonly force?: boolean } = {}): Promise<KubeObject> {
    this.count('apply', object.kind, object);
    return this.received(await this.kube.apply(object, options));
  }

  async patch(kind: Kind, name: string, patch: object): Promise<KubeObject> {
    this.count('patch', kind, patch);
    return this.received(await this.kube.patch(kind, name, patch));
  }

  async delete(kind: Kind, name: string, options: { readonly uid?: string } = {}): Promise<void> {
    this.count('delete', kind);
    await this.kube.delete(kind, name, options);
  }

  raw(path: string): Promise<unknown> {
    return this.kube.raw(path);
  }

  private count(method: string, kind: string, body?: object): void {
    const { calls, bytes } = this.asked;
    const key = `${method} ${kind}`;
    calls[key] = (calls[key] ?? 0) + 1;
    if (body !== undefined) bytes[key] = (bytes[key] ?? 0) + JSON.stringify(body).length;
  }

  private received<T>(value: T): T {
    if (value === undefined) return value;
    const text = JSON.stringify(value);
    this.asked.read += text.length;
    return JSON.parse(text) as T;
  }
}

/** An API server in memory that knows how long it worked. */
export class TimedCluster extends MemoryCluster {
  /** Processor time, in milliseconds. */
  worked = 0;

  override list(...of: Parameters<MemoryCluster['list']>) {
    return this.timed(() => super.list(...of));
  }

  override create(...of: Parameters<MemoryCluster['create']>) {
    return this.timed(() => super.create(...of));
  }

  override update(...of: Parameters<MemoryCluster['update']>) {
    return this.timed(() => super.update(...of));
  }

  override patch(...of: Parameters<MemoryCluster['patch']>) {
    return this.timed(() => super.patch(...of));
  }

  override apply(...of: Parameters<MemoryCluster['apply']>) {
    return this.timed(() => super.apply(...of));
  }

  override setStatus(...of: Parameters<MemoryCluster['setStatus']>) {
    return this.timed(() => super.setStatus(...of));
  }

  private timed<T>(act: () => T): T {
    const begin = process.cpuUsage();
    const answer = act();
    const { user, system } = process.cpuUsage(begin);
    this.worked += (user + system) / 1000;
    return answer;
  }
}
