import { kindOf } from '../../lib/runtime/kube/addresses';
import {
  KINDS,
  KubeError,
  type FieldQuery,
  type Kind,
  type KubeObject,
  type ListQuery,
} from '../../lib/runtime/kube/kube';
import { noSuchKind } from '../../lib/runtime/kube/status';
import { fieldsOf, isCustom, merged, without } from './field-managers';
import { checkObject, same } from './object-rules';
import { WatchHistory } from './watch-history';

/** Kinds whose `status` only their controllers write, and whose spec is counted. */
const WITH_STATUS = new Set<Kind>([
  ...(['Pod', 'Service', 'CronJob', 'Job', 'Deployment', 'HorizontalPodAutoscaler'] as const),
  ...(['TFJob', 'SparkApplication', 'VirtualService', 'DestinationRule', 'HTTPRoute'] as const),
]);
const UNCOUNTED = new Set<Kind>(['Service', 'HorizontalPodAutoscaler']);

/** Versions before it are of changes that are forgotten. */
const FIRST_VERSION = 1000;

interface Stored {
  readonly object: KubeObject;
  /** Who set all of it; once there are several, `fields` says who set what. */
  readonly sole: string | undefined;
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface MemoryClusterOptions {
  /** @default default */
  readonly namespace?: string;
  /** Milliseconds since 1970. @default - the clock's */
  readonly now?: () => number;
  /** How many changes of a kind a watch may go back. @default 10000 */
  readonly history?: number;
  /** Kinds whose CustomResourceDefinition is not installed. */
  readonly absent?: readonly Kind[];
}

/**
 * The objects of one namespace, kept as an API server keeps them; no controllers but the garbage collector.
 *
 * - Objects that it gave out never change, and cannot be changed.
 * - A write that changes nothing, nor who manages what, is no change: the resource version stays and no watch tells.
 * - An object whose owners have all gone goes too.
 */
export class MemoryCluster {
  readonly namespace: string;
  readonly history: WatchHistory;
  readonly absent: Set<Kind>;
  readonly #now: () => number;
  readonly #objects = new Map<Kind, Map<string, Stored>>();
  readonly #uids = new Set<string>();
  readonly #dependents = new Map<string, Set<string>>();
  #version = FIRST_VERSION;
  #made = 0;

  constructor({ namespace = 'default', now = Date.now, history = 10_000, absent = [] }: MemoryClusterOptions = {}) {
    this.namespace = namespace;
    this.#now = now;
    this.history = new WatchHistory(history, FIRST_VERSION);
    this.absent = new Set(absent);
  }

  get resourceVersion(): string {
    return String(this.#version);
  }

  get(kind: Kind, name: string): KubeObject | undefined {
    return this.#of(kind).get(name)?.object;
  }

  list(kind: Kind, { labels = {}, fields = {} }: ListQuery & FieldQuery = {}): readonly KubeObject[] {
    const wanted = Object.entries(labels);
    const asked = Object.entries(fields);
    const items: KubeObject[] = [];
    for (const { object } of this.#of(kind).values())
      if (
        wanted.every(([key, value]) => object.metadata.labels?.[key] === value) &&
        asked.every(([field, value]) => object[field] === value)
      )
        items.push(object);
    // As etcd orders them.
    return items.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  create(object: KubeObject, manager: string): KubeObject {
    return this.#create(object, { sole: manager, fields: new Map() });
  }

  #create(object: KubeObject, managers: Omit<Stored, 'object'>): KubeObject {
    const kind = this.#kindOf(object);
    const { name, resourceVersion } = object.metadata;
    if (resourceVersion !== undefined)
      throw new KubeError(500, 'InternalError', 'resourceVersion should not be set on objects to be created');
    if (this.get(kind, name) !== undefined)
      throw new KubeError(409, 'AlreadyExists', `${KINDS[kind].plural} "${name}" already exists`);
    const { status: _, ...fields } = copyOf(object);
    const made = kept(kind, {
      ...fields,
      metadata: {
        ...fields.metadata,
        namespace: this.namespace,
        uid: `00000000-0000-4000-8000-${String((this.#made += 1)).padStart(12, '0')}`,
        creationTimestamp: new Date(this.#now()).toISOString().replace(/\.\d+Z$/, 'Z'),
        ...(WITH_STATUS.has(kind) && !UNCOUNTED.has(kind) ? { generation: 1 } : {}),
      },
      ...(WITH_STATUS.has(kind) ? {} : 'status' in object ? { status: copyOf(object['status']) } : {}),
    } as KubeObject);
    checkObject(kind, made);
    return this.#store(kind, made, managers);
  }

  update(object: KubeObject, manager: string): KubeObject {
    const kind = this.#kindOf(object);
    const before = this.#must(kind, object.metadata.name);
    const { resourceVersion, uid } = object.metadata;
    if (resourceVersion === undefined && (isCustom(object) || kind === 'Lease'))
      throw new KubeError(
        422,
        'Invalid',
        `${KINDS[kind].plural} "${object.metadata.name}" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`,
      );
    if (uid !== undefined && uid !== before.object.metadata.uid) throw conflict(kind, object, 'the UID is another');
    if (resourceVersion !== undefined && resourceVersion !== before.object.metadata.resourceVersion)
      throw conflict(
        kind,
        object,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    return this.#replace(kind, before, copyOf(object), manager);
  }

  patch(kind: Kind, name: string, patch: object, manager: string): KubeObject {
    this.#mustHave(kind);
    const before = this.#must(kind, name);
    return this.#replace(kind, before, mergePatch(before.object, copyOf(patch)) as KubeObject, manager);
  }

  apply(object: KubeObject, manager: string, force: boolean): KubeObject {
    const kind = this.#kindOf(object);
    const before = this.#of(kind).get(object.metadata.name);
    const { status: _, ...applied } = copyOf(object) as KubeObject;
    const mine = fieldsOf(applied as KubeObject);
    // What the server adds is nobody's.
    if (before === undefined)
      return this.#create(object, { sole: undefined, fields: new Map([[manager, new Set(mine.keys())]]) });
    const live = fieldsOf(before.object);
    const managers = managersOf(before);
    const conflicts = new Map<string, string[]>();
    for (const [path, value] of mine)
      for (const [other, paths] of managers)
        if (other !== manager && paths.has(path) && !same(live.get(path), value))
          conflicts.set(other, [...(conflicts.get(other) ?? []), path]);
    if (conflicts.size > 0 && !force) throw applyConflict(object, conflicts);
    for (const [other, paths] of conflicts) for (const path of paths) managers.get(other)?.delete(path);
    const dropped = [...(managers.get(manager) ?? [])].filter(
      (path) => !mine.has(path) && ![...managers].some(([other, paths]) => other !== manager && paths.has(path)),
    );
    managers.set(manager, new Set(mine.keys()));
    const after = without(merged(before.object, applied as KubeObject), new Set(dropped));
    const left = fieldsOf(after);
    for (const [other, paths] of managers)
      if (other !== manager) for (const path of paths) if (!left.has(path)) paths.delete(path);
    return this.#change(kind, before, after, { sole: undefined, fields: managers });
  }

  delete(kind: Kind, name: string, uid?: string): void {
    const stored = this.#of(kind).get(name);
    if (stored === undefined || (uid !== undefined && uid !== stored.object.metadata.uid)) return;
    this.#remove(kind, stored.object);
    queueMicrotask(() => this.#collect(stored.object.metadata.uid as string));
  }

  /** As a controller does, by the address of the status. */
  setStatus(kind: Kind, name: string, status: object): KubeObject {
    const before = this.#must(kind, name);
    return this.#change(kind, before, { ...before.object, status: copyOf(status) }, before);
  }

  #replace(kind: Kind, before: Stored, after: KubeObject, manager: string): KubeObject {
    const owned = kept(kind, WITH_STATUS.has(kind) ? { ...after, status: before.object['status'] } : after);
    if (before.sole === manager) return this.#change(kind, before, owned, before);
    const [was, is] = [fieldsOf(before.object), fieldsOf(owned)];
    const managers = managersOf(before);
    const mine = managers.get(manager) ?? new Set<string>();
    for (const [path, value] of is) {
      if (was.has(path) && same(was.get(path), value)) continue;
      for (const paths of managers.values()) paths.delete(path);
      mine.add(path);
    }
    for (const path of was.keys()) if (!is.has(path)) for (const paths of managers.values()) paths.delete(path);
    if (mine.size > 0) managers.set(manager, mine);
    return this.#change(kind, before, owned, { sole: undefined, fields: managers });
  }

  #change(kind: Kind, before: Stored, after: KubeObject, managers: Omit<Stored, 'object'>): KubeObject {
    const { uid, namespace, creationTimestamp, generation, resourceVersion } = before.object.metadata;
    const fixed = { uid, namespace, creationTimestamp, resourceVersion, ...(generation ? { generation } : {}) };
    const next = kept(kind, copyOf({ ...after, metadata: { ...after.metadata, ...fixed } }) as KubeObject);
    if (same(before.object, next) && sameManagers(before, { ...managers, object: next })) return before.object;
    checkObject(kind, next, before.object);
    const respecified = generation !== undefined && !same(specOf(before.object), specOf(next));
    const counted = respecified ? { ...next, metadata: { ...next.metadata, generation: generation + 1 } } : next;
    return this.#store(kind, counted, managers, before.object);
  }

  #store(kind: Kind, object: KubeObject, managers: Omit<Stored, 'object'>, before?: KubeObject): KubeObject {
    this.#version += 1;
    const stored = frozen({ ...object, metadata: { ...object.metadata, resourceVersion: this.resourceVersion } });
    const { name, uid, ownerReferences = [] } = stored.metadata;
    this.#of(kind).set(name, { ...managers, object: stored });
    this.#uids.add(uid as string);
    for (const owner of ownerReferences) {
      const dependents = this.#dependents.get(owner.uid) ?? new Set();
      this.#dependents.set(owner.uid, dependents.add(`${kind}/${name}`));
      if (!this.#uids.has(owner.uid)) queueMicrotask(() => this.#collect(owner.uid));
    }
    this.history.record(kind, this.#version, before, stored);
    return stored;
  }

  #remove(kind: Kind, object: KubeObject): void {
    this.#version += 1;
    this.#of(kind).delete(object.metadata.name);
    this.#uids.delete(object.metadata.uid as string);
    const last = frozen({ ...object, metadata: { ...object.metadata, resourceVersion: this.resourceVersion } });
    this.history.record(kind, this.#version, last, undefined);
  }

  /** What is owned by nobody who is left goes. */
  #collect(uid: string): void {
    const dependents = this.#dependents.get(uid) ?? [];
    this.#dependents.delete(uid);
    for (const dependent of dependents) {
      const [kind, name] = dependent.split('/') as [Kind, string];
      const object = this.get(kind, name);
      const owners = object?.metadata.ownerReferences ?? [];
      if (object === undefined || !owners.some((owner) => owner.uid === uid)) continue;
      if (!owners.some((owner) => this.#uids.has(owner.uid))) this.delete(kind, name);
    }
  }

  #kindOf(object: KubeObject): Kind {
    const kind = kindOf(object);
    this.#mustHave(kind);
    const { namespace = this.namespace } = object.metadata;
    if (namespace !== this.namespace)
      throw new KubeError(
        400,
        'BadRequest',
        'the namespace of the provided object does not match the namespace sent on the request',
      );
    if (object.apiVersion !== KINDS[kind].apiVersion)
      throw new KubeError(
        400,
        'BadRequest',
        `the API version in the data (${object.apiVersion}) does not match the expected API version (${KINDS[kind].apiVersion})`,
      );
    return kind;
  }

  #mustHave(kind: Kind): void {
    if (this.absent.has(kind)) throw noSuchKind(kind);
  }

  #must(kind: Kind, name: string): Stored {
    const stored = this.#of(kind).get(name);
    if (stored === undefined) throw new KubeError(404, 'NotFound', `${KINDS[kind].plural} "${name}" not found`);
    return stored;
  }

  #of(kind: Kind): Map<string, Stored> {
    let objects = this.#objects.get(kind);
    if (objects === undefined) this.#objects.set(kind, (objects = new Map()));
    return objects;
  }
}

function managersOf({ object, sole, fields }: Stored): Map<string, Set<string>> {
  if (sole !== undefined) return new Map([[sole, new Set(fieldsOf(object).keys())]]);
  return new Map([...fields].map(([manager, paths]) => [manager, new Set(paths)]));
}

function sameManagers(before: Stored, after: Stored): boolean {
  if (before.sole !== undefined && before.sole === after.sole) return true;
  const told = (stored: Stored): string[] =>
    [...managersOf(stored)]
      .filter(([, paths]) => paths.size > 0)
      .map(([manager, paths]) => `${manager}: ${[...paths].sort().join()}`)
      .sort();
  return same(told(before), told(after));
}

function specOf({ metadata: _, status: __, ...spec }: KubeObject): object {
  return spec;
}

function conflict(kind: Kind, { metadata: { name } }: KubeObject, why: string): KubeError {
  return new KubeError(409, 'Conflict', `Operation cannot be fulfilled on ${KINDS[kind].plural} "${name}": ${why}`);
}

function applyConflict({ apiVersion }: KubeObject, conflicts: ReadonlyMap<string, readonly string[]>): KubeError {
  const all = [...conflicts].map(([manager, paths]) => ({
    who: `"${manager.split('/')[0]}" using ${apiVersion}`,
    paths,
  }));
  const count = all.reduce((sum, { paths }) => sum + paths.length, 0);
  const said =
    count === 1
      ? `1 conflict: ${all.map(({ who, paths }) => `conflict with ${who}: ${paths[0]}`).join('')}`
      : `${count} conflicts: ${all.map(({ who, paths }) => [`conflicts with ${who}:`, ...paths].join('\n- ')).join('\n')}`;
  return new KubeError(409, 'Conflict', `Apply failed with ${said}`);
}

/** RFC 7386. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const base = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {};
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/**
 * As the server keeps it, as far as the runtime looks at it: with what it adds where nothing is said, and, but for custom
 * resources, without lists and texts that are empty.
 */
function kept(kind: Kind, object: KubeObject): KubeObject {
  if (isCustom(object)) return object;
  dropEmpty(object);
  for (const texts of [object.metadata, object] as Record<string, unknown>[])
    for (const field of ['labels', 'annotations', 'data'])
      if (texts[field] !== undefined && Object.keys(texts[field] as object).length === 0) delete texts[field];
  if (kind !== 'Deployment' || object['spec']?.replicas !== undefined) return object;
  return { ...object, spec: { ...object['spec'], replicas: 1 } };
}

/** What is frozen was kept before. */
function dropEmpty(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  for (const [key, field] of Object.entries(value))
    if (Array.isArray(field) && field.length === 0 && !Array.isArray(value)) delete value[key as never];
    else dropEmpty(field);
}

/** What JSON would bring. Fields that are undefined are none. What was given out before and comes back is not copied again. */
function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) if (field !== undefined) copy[key] = copyOf(field);
  return copy as T;
}

function frozen<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const field of Object.values(value)) if (typeof field === 'object' && field !== null) frozen(field);
  return Object.freeze(value);
}
