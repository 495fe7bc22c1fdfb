/**
 * What may be deleted of a directory and its children, as tokens below the folder that holds it: all of it where nothing in it
 * is needed, else what in it is not.
 *
 * @param kept - a token stands for all that is below it
 */
export function unneeded(parent: string, children: readonly string[], kept: ReadonlySet<string>): readonly string[] {
  if (kept.has(parent)) return [];
  const left = children.map((child) => `${parent}/${child}`);
  return left.some((token) => kept.has(token)) ? left.filter((token) => !kept.has(token)) : [parent];
}
