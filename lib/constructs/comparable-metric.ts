/** How a metric is compared with a number. */
export type Comparison = '<' | '<=' | '>' | '>=';

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
