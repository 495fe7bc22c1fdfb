import { createHash } from 'node:crypto';

/**
 * The keys of a map in the order of their code units.
 *
 * Maps are small and often in order: the library's sort copies the list twice, which is most of what sorting costs here.
 */
export function sortedKeys(map: object): string[] {
  const keys = Object.keys(map);
  if (keys.length > FEW) return keys.sort();
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index]!;
    let place = index;
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!;
    keys[place] = key;
  }
  return keys;
}

/** Of more, insertion would take longer. */
const FEW = 24;

/**
 * JSON in which equal data is equal text: keys in the order of their code units, keys that hold nothing left out.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  const map = value as Readonly<Record<string, unknown>>;
  let entries = '';
  for (const key of sortedKeys(map)) {
    const item = map[key];
    if (item === undefined) continue;
    entries += `${entries === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${entries}}`;
}

/** The same data with the keys of its maps in that order, but for whole numbers: as keys they come first in any map. */
export function canonicalData(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => canonicalData(item ?? null));
  const map = value as Readonly<Record<string, unknown>>;
  const keys = sortedKeys(map).filter((key) => map[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, canonicalData(map[key])]));
}

/** The first 16 hexadecimal digits of the SHA-256 of the canonical JSON. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}
