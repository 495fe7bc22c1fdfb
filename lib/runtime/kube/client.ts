import type { Access } from './access';
import { kindOf, kindPath, selector, objectPath } from './addresses';
import {
  KINDS,
  KubeError,
  type FieldQuery,
  type KeepQuery,
  type Kind,
  type Kube,
  type KubeObject,
  type ListQuery,
  type WatchEvent,
} from './kube';
import { Requests } from './requests';
import { readWatch, withoutManagers } from './watch';

const FIELD_MANAGER = 'myelin-runtime';

/** As many objects are asked for at once. */
const PAGE = 200;

/** After so many seconds the server ends a watch, and a little later in each, so that not all come back at once. */
const WATCH_FOR = 240;

export interface KubeClientOptions {
  /** @default - that of the access */
  readonly namespace?: string;
  /** By which those who change the same fields are told apart. @default myelin-runtime */
  readonly manager?: string;
}

interface ListAnswer {
  readonly items: readonly KubeObject[];
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
}

/**
 * A real API server.
 *
 * - Every request ends within its time, with an answer or a `KubeError`.
 * - After `close` nothing of it keeps the process.
 */
export class KubeClient implements Kube {
  readonly namespace: string;
  readonly #requests: Requests;
  readonly #closed = new AbortController();
  readonly #fieldManager: { readonly fieldManager: string };

  constructor(access: Access, { namespace = access.namespace, manager = FIELD_MANAGER }: KubeClientOptions = {}) {
    this.namespace = namespace;
    this.#fieldManager = { fieldManager: manager };
    this.#requests = new Requests(access);
  }

  close(): void {
    this.#closed.abort();
    this.#requests.close();
  }

  async get(kind: Kind, name: string): Promise<KubeObject | undefined> {
    try {
      return await this.#object({ method: 'GET', path: objectPath(kind, this.namespace, name), kind });
    } catch (error) {
      if (error instanceof KubeError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  async list(kind: Kind, query: ListQuery & FieldQuery & KeepQuery = {}) {
    const { keep = (object) => object } = query;
    const items: KubeObject[] = [];
    let next: string | undefined;
    do {
      const page = await this.#page(kind, query, next);
      // Those of a list do not say what they are.
      for (const item of page.items)
        items.push(keep(withoutManagers({ ...item, apiVersion: KINDS[kind].apiVersion, kind })));
      next = page.metadata.continue || undefined;
      if (next === undefined) return { items, resourceVersion: page.metadata.resourceVersion };
    } while (true);
  }

  async watch(
    kind: Kind,
    query: ListQuery & { readonly resourceVersion: string; readonly signal: AbortSignal },
    on: (event: WatchEvent) => void,
  ): Promise<void> {
    const signal = AbortSignal.any([query.signal, this.#closed.signal]);
    if (signal.aborted) return;
    const seconds = Math.round(WATCH_FOR * (1 + Math.random() / 4));
    try {
      const answer = await this.#requests.open({
        method: 'GET',
        path: kindPath(kind, this.namespace),
        query: {
          ...selected(query),
          ...{ watch: '1', allowWatchBookmarks: 'true', timeoutSeconds: String(seconds) },
          resourceVersion: query.resourceVersion,
        },
        ...{ kind, signal },
      });
      await readWatch(answer, signal, on);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async create(object: KubeObject): Promise<KubeObject> {
    const kind = kindOf(object);
    return this.#object({
      ...{ method: 'POST', path: kindPath(kind, this.namespace), kind },
      query: this.#fieldManager,
      body: { type: 'application/json', value: object },
    });
  }

  async update(object: KubeObject): Promise<KubeObject> {
    const kind = kindOf(object);
    return this.#object({
      ...{ method: 'PUT', path: objectPath(kind, this.namespace, object.metadata.name), kind },
      query: this.#fieldManager,
      body: { type: 'application/json', value: object },
    });
  }

  async apply(object: KubeObject, { force = false }: { readonly force?: boolean } = {}): Promise<KubeObject> {
    const kind = kindOf(object);
    return this.#object({
      ...{ method: 'PATCH', path: objectPath(kind, this.namespace, object.metadata.name), kind },
      query: { ...this.#fieldManager, force: String(force) },
      // JSON is YAML.
      body: { type: 'application/apply-patch+yaml', value: object },
    });
  }

  async patch(kind: Kind, name: string, patch: object): Promise<KubeObject> {
    return this.#object({
      ...{ method: 'PATCH', path: objectPath(kind, this.namespace, name), kind },
      query: this.#fieldManager,
      body: { type: 'application/merge-patch+json', value: patch },
    });
  }

  async delete(kind: Kind, name: string, { uid }: { readonly uid?: string } = {}): Promise<void> {
    const options = {
      ...{ apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' },
      ...(uid === undefined ? {} : { preconditions: { uid } }),
    };
    try {
      await this.#requests.ask({
        ...{ method: 'DELETE', path: objectPath(kind, this.namespace, name), kind },
        body: { type: 'application/json', value: options },
      });
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      const isAnother = error.status === 409 && uid !== undefined;
      if (error.status !== 404 && !isAnother) throw error;
    }
  }

  async raw(path: string): Promise<unknown> {
    const { type, body } = await this.#requests.ask({ method: 'GET', path });
    return type.includes('json') ? parsed(body) : body;
  }

  async #page(kind: Kind, query: ListQuery & FieldQuery, next: string | undefined): Promise<ListAnswer> {
    const { body } = await this.#requests.ask({
      ...{ method: 'GET', path: kindPath(kind, this.namespace), kind },
      query: { ...selected(query), limit: String(PAGE), ...(next === undefined ? {} : { continue: next }) },
    });
    return parsed(body) as ListAnswer;
  }

  async #object(request: Parameters<Requests['ask']>[0]): Promise<KubeObject> {
    const { body } = await this.#requests.ask(request);
    return withoutManagers(parsed(body) as KubeObject);
  }
}

function selected({ labels = {}, fields = {} }: ListQuery & FieldQuery): Readonly<Record<string, string>> {
  const [byLabel, byField] = [selector(labels), selector(fields)];
  return {
    ...(byLabel === '' ? {} : { labelSelector: byLabel }),
    ...(byField === '' ? {} : { fieldSelector: byField }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new KubeError(0, 'Unreachable', `the answer is no JSON: ${body.slice(0, 200)}`);
  }
}
