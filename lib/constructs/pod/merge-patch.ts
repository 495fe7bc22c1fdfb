type Plain = Record<string, unknown>;

/** Lists of Kubernetes whose items are known by one of their keys. Any other list is replaced whole. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  ports: 'containerPort',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  resourceClaims: 'name',
  schedulingGates: 'name',
};

/**
 * A strategic merge, as `kubectl patch` does it, without the directives for order.
 *
 * - Objects are merged key by key, `null` takes a key away; so does an object that says `$patch: delete`, and one that says
 *   `$patch: replace` stands for the whole.
 * - Items of the lists above are merged with the item of the same key, or added at the end; one with `$patch: delete` takes
 *   its item away, one that is only `$patch: replace` has the list replaced by the others.
 */
export function mergePatch(base: unknown, patch: unknown, key = ''): unknown {
  if (Array.isArray(patch)) return mergeLists(Array.isArray(base) ? base : [], patch, MERGE_KEYS[key]);
  if (!isPlain(patch)) return patch;
  const { $patch: directive, ...wanted } = patch;
  const merged: Plain = isPlain(base) && directive !== 'replace' ? { ...base } : {};
  for (const [name, value] of Object.entries(wanted)) {
    if (value === null || (isPlain(value) && value['$patch'] === 'delete')) delete merged[name];
    else merged[name] = mergePatch(merged[name], value, name);
  }
  return merged;
}

function mergeLists(base: readonly unknown[], patch: readonly unknown[], key: string | undefined): unknown[] {
  const items = patch.filter((item) => !isReplacement(item));
  const kept = items.length < patch.length ? [] : base;
  if (key === undefined || !items.every((item) => isPlain(item) && item[key] !== undefined)) return items;
  const merged = [...kept];
  for (const item of items as Plain[]) {
    const at = merged.findIndex((one) => isPlain(one) && one[key] === item[key]);
    if (item['$patch'] === 'delete') {
      if (at >= 0) merged.splice(at, 1);
    } else if (at >= 0) merged[at] = mergePatch(merged[at], item);
    else merged.push(mergePatch({}, item));
  }
  return merged;
}

/** `$patch: replace` alone, which speaks of the list around it. */
function isReplacement(item: unknown): boolean {
  return isPlain(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
