import { show } from './construct-use';

/** How a metric is compared with a number. */
export type Comparison = '<' | '<=' | '>' | '>=';

/** How a program says each of them. */
const WORDS: Readonly<Record<Comparison, string>> = { '<': 'below', '<=': 'atMost', '>': 'above', '>=': 'atLeast' };

/** What may have been made wrongly; what takes it tells so, with its place. */
export interface Faulty {
  /** @internal */
  readonly _faults: readonly string[];
}

/** What is wrong with a comparison that JavaScript made. */
export function comparisonFaults(comparison: Comparison, value: unknown): readonly string[] {
  return Number.isFinite(value) ? [] : [`${WORDS[comparison]} takes a number, got ${show(value)}`];
}

/** A metric that can be compared with numbers; what comes of it is for gates, conditions or alerts. */
export abstract class ComparableMetric<Compared> {
  /** Holds while it is less than the value. */
  below(value: number): Compared {
    return this.compare('<', value);
  }

  /** Holds while it is the value or less. */
  atMost(value: number): Compared {
    return this.compare('<=', value);
  }

  /** Holds while it is more than the value. */
  above(value: number): Compared {
    return this.compare('>', value);
  }

  /** Holds while it is the value or more. */
  atLeast(value: number): Compared {
    return this.compare('>=', value);
  }

  /** What comes of a comparison. */
  protected abstract compare(comparison: Comparison, value: number): Compared;
}
