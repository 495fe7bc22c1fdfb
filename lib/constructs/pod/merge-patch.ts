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
};

/**
 * A strategic merge, as `kubectl patch` does it, without the directives for order.
 *
 * - Objects are merged key by key, `null` takes a key away, `$patch: replace` replaces an object.
 * - Items of the lists above are merged with the item of the same key, or added at the end; one with `$patch: delete` takes
 *   its item away.
 */
export function mergePatch(base: unknown, patch: unknown, key = ''): unknown {
  if (Array.isArray(patch)) return mergeLists(Array.isArray(base) ? base : [], patch, MERGE_KEYS[key]);
  if (!isPlain(patch)) return patch;
  const { $patch: directive, ...wanted } = patch;
  const merged: Plain = isPlain(base) && directive !== 'replace' ? { ...base } : {};
  for (const [name, value] of Object.entries(wanted)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value, name);
  }
  return merged;
}

function mergeLists(base: readonly unknown[], patch: readonly unknown[], key: string | undefined): unknown[] {
  if (key === undefined || !patch.every((item) => isPlain(item) && item[key] !== undefined)) return [...patch];
  const merged = [...base];
  for (const item of patch as Plain[]) {
    const at = merged.findIndex((one) => isPlain(one) && one[key] === item[key]);
    if (item['$patch'] === 'delete') {
      if (at >= 0) merged.splice(at, 1);
    } else if (at >= 0) merged[at] = mergePatch(merged[at], item);
    else merged.push(mergePatch({}, item));
  }
  return merged;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
