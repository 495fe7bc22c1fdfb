import * as z from 'zod';

/** The marker by which the reader of schema faults knows a missing or doubled choice. */
export const ONE_OF = 'one-of';

/**
 * YAML's one-of-key style: exactly one of `keys` is present in an object.
 *
 * Says so as a fault that carries the keys, so that the diagnostic can name them.
 */
export function exactlyOne(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  context: z.core.$RefinementCtx,
): void {
  const present = keys.filter((key) => value[key] !== undefined);
  if (present.length === 1) return;
  context.addIssue({
    code: 'custom',
    message: present.length === 0 ? `expected one of ${keys.join(', ')}` : `expected only one of ${present.join(', ')}`,
    params: { kind: ONE_OF, keys, present },
    input: value,
  });
}

/** Of keys that exclude each other at most one is present. */
export function atMostOne(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  context: z.core.$RefinementCtx,
): void {
  if (keys.some((key) => value[key] !== undefined)) exactlyOne(value, keys, context);
}
