import { canonicalJson } from '../canonical';
import { isObject } from '../plain-object';

/** Data with names for keys; lists of things that have names were made into these before. */
export type Branch = Readonly<Record<string, unknown>>;

export function isBranch(value: unknown): value is Branch {
  return isObject(value);
}

/** What stands under a key of its own; nothing that JavaScript itself puts there. */
export function child(tree: unknown, key: string): unknown {
  return isBranch(tree) && Object.hasOwn(tree, key) ? tree[key] : undefined;
}

/** What stands at the end of a path. */
export function at(tree: unknown, path: readonly string[]): unknown {
  return path.reduce(child, tree);
}

export function branch(tree: unknown, ...path: readonly string[]): Branch {
  const found = at(tree, path);
  return isBranch(found) ? found : {};
}

/** Keys of both, those of `after` where it has them, in its order, and those that are gone where they stood. */
export function keysOfBoth(before: unknown, after: unknown): readonly string[] {
  const old = Object.keys(isBranch(before) ? before : {});
  const keys = Object.keys(isBranch(after) ? after : {});
  old.forEach((key, index) => {
    if (!keys.includes(key)) keys.splice(keys.indexOf(old[index - 1] ?? '') + 1, 0, key);
  });
  return keys;
}

export function same(before: unknown, after: unknown): boolean {
  return before === after || canonicalJson(before) === canonicalJson(after);
}

/** Items by their names; one that repeats a name has its number behind it. */
export function byName<T>(items: readonly T[], nameOf: (item: T) => string, make: (item: T) => unknown): Branch {
  const count = new Map<string, number>();
  return Object.fromEntries(
    items.map((item) => {
      const name = nameOf(item);
      const earlier = count.get(name) ?? 0;
      count.set(name, earlier + 1);
      return [earlier === 0 ? name : `${name} (${earlier + 1})`, make(item)];
    }),
  );
}

/**
 * A list as keys and values: by name where each item has one of its own, else by position; lists of bare values stay whole,
 * since their order means something and their items have no names.
 */
export function keyed(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isBranch)) return value;
  const names = value.map((item) => item['name']);
  const distinct = names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
  return Object.fromEntries(value.map((item, index) => [distinct ? String(names[index]) : `${index}`, item]));
}
