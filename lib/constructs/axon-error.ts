import { formatPath, type Issue } from '../spec/issue';

/** Issues of one axon, and the construct that they are about. */
export interface AxonFaults {
  /** Path of the construct in the tree, such as `digits/axon`. */
  readonly construct: string;
  readonly issues: readonly Issue[];
}

/** What is wrong with the axons of an app: all issues of all of them at once. */
export class AxonSpecError extends Error {
  override readonly name = 'AxonSpecError';

  constructor(readonly faults: readonly AxonFaults[]) {
    super(faults.flatMap(({ construct, issues }) => issues.map((one) => renderFault(construct, one))).join('\n'));
  }

  get issues(): readonly Issue[] {
    return this.faults.flatMap(({ issues }) => issues);
  }
}

/** A construct that is used in a way that no document is to blame for. */
export class ConstructUseError extends Error {
  override readonly name = 'ConstructUseError';

  constructor(
    /** Path of the construct, or of the scope in which it was to be made. */
    readonly construct: string,
    fault: string,
  ) {
    super(`[${construct}] ${fault}`);
  }
}

/** One line: the place in the file if there is one, else the construct. */
export function renderFault(construct: string, one: Issue): string {
  const place = one.at === undefined ? `[${construct}]` : `${one.at.file}:${one.at.line}:${one.at.column}`;
  const text = `${place} ${one.severity} ${one.code} ${formatPath(one.path)} ${one.message}`;
  return one.hint === undefined ? text : `${text} (${one.hint})`;
}
