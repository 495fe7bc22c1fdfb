/**
 * Whether every version that a constraint such as `~> 6.25` or `>= 5.100, < 7` lets in has what came with a version: the lowest one
 * that it lets in decides.
 */
export function knows(constraint: string, major: number, minor = 0): boolean {
  const lowest = lowestVersion(constraint);
  return lowest !== undefined && (lowest.major > major || (lowest.major === major && lowest.minor >= minor));
}

/** Undefined where a constraint has no lower bound, or none that is understood. */
function lowestVersion(constraint: string): { readonly major: number; readonly minor: number } | undefined {
  const bounds = constraint.split(',').flatMap((term) => {
    const found = /^\s*(?:>=|~>|=|)\s*(\d+)(?:\.(\d+))?(?:\.\d+)?\s*$/.exec(term);
    return found === null ? [] : [{ major: Number(found[1]), minor: Number(found[2] ?? 0) }];
  });
  return bounds.sort((a, b) => b.major - a.major || b.minor - a.minor)[0];
}
