import type { KubernetesObject } from './outline';

/** The metric by which trainings are compared, and which way it is better. */
export class Objective {
  /** The greatest is the best: an accuracy, a score. */
  static maximize(metric: string): Objective {
    return new Objective(metric, 'greater');
  }

  /** The least is the best: a loss, an error. */
  static minimize(metric: string): Objective {
    return new Objective(metric, 'less');
  }

  /** As `minimize`, which is what the language takes where nothing is said; a metric that is named like a score is told. */
  static metric(metric: string): Objective {
    return new Objective(metric);
  }

  private constructor(
    readonly metric: string,
    private readonly selector?: 'less' | 'greater',
  ) {}

  /** @internal */
  _toDocument(): KubernetesObject {
    return { lossMetric: this.metric, lossMetricSelector: this.selector };
  }
}
