import type { Issue } from '../spec/issue';
import { renderIssues } from '../spec/render';

/** Issues of one axon, and the construct that they are about. */
export interface AxonFaults {
  /** Path of the construct in the tree, such as `digits/axon`. */
  readonly construct: string;
  /** Errors, and what there is to say beside them. */
  readonly issues: readonly Issue[];
}

/** What is wrong with the axons of an app: all issues of all of them at once. */
export class AxonSpecError extends Error {
  override readonly name = 'AxonSpecError';

  constructor(
    /** One for each axon with an error, in the order of the tree. */
    readonly faults: readonly AxonFaults[],
  ) {
    super(faults.map(renderFaults).join('\n'));
  }

  /** Those of all axons. */
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

/** The construct, and below it all that there is to say. */
export function renderFaults({ construct, issues }: AxonFaults): string {
  return `[${construct}]\n${renderIssues(issues)}`;
}

/** What is done with what does not hinder synthesis, unless somebody wants it. */
export function printWarnings(issues: readonly Issue[], construct: string): void {
  console.warn(renderFaults({ construct, issues }));
}
