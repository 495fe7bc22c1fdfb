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

/** One way in which a construct is used wrongly. */
export interface UseFault {
  /** Path of the construct, or of the scope in which it was to be made. */
  readonly construct: string;
  readonly fault: string;
}

/** Constructs that are used in a way that no document is to blame for: one line for each fault. */
export class ConstructUseError extends Error {
  override readonly name = 'ConstructUseError';
  /** All that was found before it was thrown; at least one. */
  readonly faults: readonly UseFault[];

  /**
   * Several faults as one error; those that are the same stand once.
   *
   * @internal
   */
  static of(faults: readonly UseFault[]): ConstructUseError {
    const told = new Map(faults.map((one) => [`${one.construct} ${one.fault}`, one]));
    const [{ construct, fault } = { construct: '', fault: '' }, ...others] = told.values();
    return new ConstructUseError(construct, fault, ...others);
  }

  constructor(
    /** Path of the construct of the first fault. */
    readonly construct: string,
    fault: string,
    ...others: readonly UseFault[]
  ) {
    const faults = [{ construct, fault }, ...others];
    super(faults.map((one) => `[${one.construct}] ${one.fault}`).join('\n'));
    this.faults = faults;
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
