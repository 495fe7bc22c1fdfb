import type { Issue, Path } from '../issue';
import type { AxonSpec } from '../schema/axon';

export interface Expansion {
  /** The spec with ordinary sensors in place of `desired`. */
  readonly spec: AxonSpec;
  readonly issues: readonly Issue[];
  /** Where in the document a path of the expanded spec comes from. */
  readonly origin: (path: Path) => Path;
}

export function expandDesired(spec: AxonSpec): Expansion {
  return { spec, issues: [], origin: (path) => path };
}
