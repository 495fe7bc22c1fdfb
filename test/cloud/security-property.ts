import { resourcesOf, type TerraformJson } from './synth';

/** A property that must hold, and the one change by which it does not. */
export interface SecurityProperty {
  readonly name: string;
  holds(stack: TerraformJson): boolean;
  flip(stack: TerraformJson): void;
}

export type Block = Record<string, unknown>;

/** A value in a resource: keys of blocks, where a list of blocks stands for its first. */
export function at(block: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, key) => {
    const one = Array.isArray(found) ? found[0] : found;
    return (one as Block | undefined)?.[key];
  }, block);
}

export function put(block: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const found = keys.length === 0 ? block : at(block, keys.join('.'));
  const owner = (Array.isArray(found) ? found[0] : found) as Block;
  if (value === undefined) delete owner[last];
  else owner[last] = value;
}

/** Holds where every resource of the type, of which there is one at least, has the value. */
export function each(name: string, type: string, path: string, right: unknown, wrong: unknown): SecurityProperty {
  return {
    name,
    holds: (stack) => {
      const all = resourcesOf(stack, type);
      return all.length > 0 && all.every((one) => matches(at(one, path), right));
    },
    flip: (stack) => put(resourcesOf(stack, type).at(-1), path, wrong),
  };
}

function matches(found: unknown, right: unknown): boolean {
  if (right instanceof RegExp) return typeof found === 'string' && right.test(found);
  return JSON.stringify(found) === JSON.stringify(right);
}
