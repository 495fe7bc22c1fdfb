import { formatPath, type Path } from '../spec/issue';
import { ConstructUseError, type UseFault } from './axon-error';
import type { ConstructPlace } from './construct-place';
import { show } from './construct-use';

/**
 * Data, once it is known to be what a file could hold: values, lists and keys. What reads documents goes down all of it, and
 * a construct knows its tree, which leads back to itself.
 *
 * @param place - where a program says what stands at a path of the data
 * @throws ConstructUseError for everything that is none
 */
export function expectPlain<T>(data: T, place: (path: Path) => ConstructPlace): T {
  const faults: UseFault[] = [];
  const above = new Set<unknown>();
  const path: (string | number)[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const got = above.has(value) ? `${show(value)} that holds itself` : isPlain(value) ? undefined : show(value);
    if (got !== undefined) {
      const { construct, property } = place([...path]);
      faults.push({ construct, fault: `${formatPath(property)} must be plain data, got ${got}`.trim() });
      return;
    }
    above.add(value);
    const items: Iterable<readonly [string | number, unknown]> = Array.isArray(value)
      ? value.entries()
      : Object.entries(value);
    for (const [key, item] of items) {
      path.push(key);
      walk(item);
      path.pop();
    }
    above.delete(value);
  };
  walk(data);
  if (faults.length > 0) throw ConstructUseError.of(faults);
  return data;
}

/** A list, or an object of no class; of whichever realm. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
