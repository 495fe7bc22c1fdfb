import type { KubeObject } from '../../lib/runtime/kube/kube';

/**
 * Who manages which field of an object, as server-side apply knows it.
 *
 * - A field is a leaf: a value, an empty map or list, or a list that is replaced as a whole.
 * - Items of the lists that pods and Services merge by a key are told apart by it; lists of custom resources are wholes.
 * - A write that changes a field makes it its manager's alone; one that applies the same value shares it.
 */
export type Managers = ReadonlyMap<string, ReadonlySet<string>>;

// Fields of any kind.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Value = any;

/** By which fields the items of a list are told apart. */
const LIST_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  ownerReferences: ['uid'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
};

/** Set by the server, or what an object is: nobody manages these. */
const UNMANAGED = new Set([
  ...['.apiVersion', '.kind', '.status', '.metadata.name', '.metadata.namespace', '.metadata.uid'],
  ...['.metadata.resourceVersion', '.metadata.generation', '.metadata.creationTimestamp'],
]);

const IS_THERE = true;

/** Every field of an object, by its path, as Kubernetes writes it in a conflict. */
export function fieldsOf(object: KubeObject): Map<string, Value> {
  const fields = new Map<string, Value>();
  const custom = isCustom(object);
  const walk = (value: Value, path: string, parent: string): void => {
    if (UNMANAGED.has(path)) return;
    const steps = stepsOf(value, parent, custom, path);
    // A list without items, each of which would be somebody's, is nobody's.
    if (steps === undefined || (steps.length === 0 && !Array.isArray(value))) fields.set(path, value);
    else
      for (const { step, key, value: child } of steps) {
        // That an item is there is a field of its own: with it goes all that others have set in it.
        if (key === '') fields.set(path + step, IS_THERE);
        walk(child, path + step, key);
      }
  };
  walk(object, '', '');
  return fields;
}

/** @returns the object with the fields of `applied`, the rest being as it was */
export function merged(live: KubeObject, applied: KubeObject): KubeObject {
  const custom = isCustom(live);
  const merge = (before: Value, after: Value, parent: string, path: string): Value => {
    if (isMap(before) && isMap(after)) {
      const result = { ...before };
      for (const [key, value] of Object.entries(after))
        result[key] = key in before ? merge(before[key], value, key, `${path}.${key}`) : value;
      return result;
    }
    const keys = listKeys(parent, custom, path);
    if (!Array.isArray(before) || !Array.isArray(after) || keys === undefined) return after;
    const kept = new Map(before.map((item) => [itemStep(item, keys), item]));
    const given = new Map(after.map((item) => [itemStep(item, keys), item]));
    const both = (step: string): Value =>
      kept.has(step) ? merge(kept.get(step), given.get(step), '', path + step) : given.get(step);
    // In the order of what is applied; what only others have stays before what it stood before.
    const result: Value[] = [];
    const steps = [...given.keys()];
    for (const [step, item] of kept)
      if (!given.has(step)) result.push(item);
      else if (steps.includes(step)) result.push(...steps.splice(0, steps.indexOf(step) + 1).map(both));
    return [...result, ...steps.map(both)];
  };
  return merge(live, applied, '', '');
}

/** @returns the object without these fields, and without what held nothing else */
export function without(object: KubeObject, gone: ReadonlySet<string>): KubeObject {
  const custom = isCustom(object);
  const prune = (value: Value, path: string, parent: string): Value => {
    const steps = stepsOf(value, parent, custom, path);
    if (path.endsWith(']') && gone.has(path)) return undefined;
    // An empty map that somebody gave may have come to hold what is not gone.
    if (steps === undefined || steps.length === 0) return gone.has(path) ? undefined : value;
    const kept = steps
      .map(({ step, key, value: child }) => ({ key, child: prune(child, path + step, key) }))
      .filter(({ child }) => child !== undefined);
    if (kept.length === 0) return undefined;
    return Array.isArray(value)
      ? kept.map(({ child }) => child)
      : Object.fromEntries(kept.map((k) => [k.key, k.child]));
  };
  return prune(object, '', '');
}

interface Step {
  readonly step: string;
  readonly key: string;
  readonly value: Value;
}

/** @returns undefined for what is one field */
function stepsOf(value: Value, parent: string, custom: boolean, path: string): readonly Step[] | undefined {
  if (isMap(value)) return Object.entries(value).map(([key, child]) => ({ step: `.${key}`, key, value: child }));
  if (!Array.isArray(value)) return undefined;
  const keys = listKeys(parent, custom, path);
  return keys === undefined ? undefined : value.map((item) => ({ step: itemStep(item, keys), key: '', value: item }));
}

function listKeys(list: string, custom: boolean, path: string): readonly string[] | undefined {
  if (custom && list !== 'ownerReferences') return undefined;
  if (list === 'ports') return path === '.spec.ports' ? ['port', 'protocol'] : ['containerPort', 'protocol'];
  return Object.hasOwn(LIST_KEYS, list) ? LIST_KEYS[list] : undefined;
}

function itemStep(item: Value, keys: readonly string[]): string {
  const said = keys.map((key) => `${key}=${JSON.stringify(item[key] ?? (key === 'protocol' ? 'TCP' : undefined))}`);
  return `[${said.join(',')}]`;
}

function isMap(value: unknown): value is Record<string, Value> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a group that is not Kubernetes' own. */
export function isCustom({ apiVersion }: KubeObject): boolean {
  const group = apiVersion.split('/')[0] ?? '';
  return group.includes('.') && !['coordination.k8s.io', 'networking.k8s.io'].includes(group);
}
