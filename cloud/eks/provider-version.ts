/**
 * Whether every version that a constraint such as `~> 6.25` or `>= 5.100, < 7` lets in has what came with a major version: the
 * lowest one that it lets in decides.
 */
export function knows(constraint: string, major: number): boolean {
  const lowest = lowestMajor(constraint);
  return lowest !== undefined && lowest >= major;
}

/** Undefined where a constraint has no lower bound, or none that is understood. */
export function lowestMajor(constraint: string): number | undefined {
  const bounds = constraint.split(',').flatMap((term) => {
    const found = /^\s*(>=|~>|=|)\s*(\d+)(\.\d+){0,2}\s*$/.exec(term);
    return found === null ? [] : [Number(found[2])];
  });
  return bounds.length === 0 ? undefined : Math.max(...bounds);
}
