import { ConstructUseError } from './axon-error';

/**
 * What every step gives. Uses that are wrong in any of them are told together: each step is taken, whatever the others do.
 *
 * @throws ConstructUseError with all that is wrong
 */
export function allUses<T extends readonly unknown[]>(...steps: { readonly [K in keyof T]: () => T[K] }): T {
  return eachUse(steps as readonly (() => unknown)[], (step) => step()) as unknown as T;
}

/** The same for each of a list. */
export function eachUse<I, T>(items: readonly I[], use: (item: I, index: number) => T): readonly T[] {
  const wrong: ConstructUseError[] = [];
  const made: T[] = [];
  for (const [index, item] of items.entries()) {
    try {
      made.push(use(item, index));
    } catch (fault) {
      if (!(fault instanceof ConstructUseError)) throw fault;
      wrong.push(fault);
    }
  }
  if (wrong.length > 0) throw ConstructUseError.of(wrong.flatMap(({ faults }) => faults));
  return made;
}
