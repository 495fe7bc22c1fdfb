import { metricSelector, type AlertCondition } from './alert-condition';
import { ComparableMetric, comparisonFaults, type Comparison, type Faulty } from './comparable-metric';

/** A number that a metric is, or is made of, as far as PromQL goes. */
export abstract class MetricSeries extends ComparableMetric<AlertCondition> {
  /** The number as PromQL. */
  protected abstract readonly promql: string;

  protected compare(comparison: Comparison, value: number): AlertCondition {
    const compared: AlertCondition & Faulty = {
      promql: `${this.promql} ${comparison} ${value}`,
      _faults: comparisonFaults(comparison, value),
    };
    return compared;
  }
}

/** A metric over a window of time. */
export class WindowedMetric extends MetricSeries {
  constructor(
    /** The number as PromQL. */
    protected readonly promql: string,
  ) {
    super();
  }
}

/** A metric while a model serves: of the newest version. */
export class ServingMetric extends MetricSeries {
  constructor(
    /** By which the code reports it. */
    readonly name: string,
    private readonly labels: Readonly<Record<string, string>>,
  ) {
    super();
  }

  protected get promql(): string {
    return metricSelector(this.name, this.labels);
  }

  /** Its mean over the last so much time, such as `5m`. */
  averageOver(window: string): WindowedMetric {
    return new WindowedMetric(`avg_over_time(${this.promql}[${window}])`);
  }

  /** Its least value in the last so much time. */
  minimumOver(window: string): WindowedMetric {
    return new WindowedMetric(`min_over_time(${this.promql}[${window}])`);
  }

  /** Its greatest value in the last so much time. */
  maximumOver(window: string): WindowedMetric {
    return new WindowedMetric(`max_over_time(${this.promql}[${window}])`);
  }
}
