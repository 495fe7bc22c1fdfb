import { expectText } from './construct-use';
import type { KubernetesObject } from './kubernetes-object';

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
    /** As the code of the training reports it. */
    readonly metric: string,
    private readonly selector?: 'less' | 'greater',
  ) {}

  /**
   * @param construct - path of the task, for errors
   * @internal
   */
  _toDocument(construct: string): KubernetesObject {
    const metric = expectText(construct, 'the metric of the objective', this.metric);
    return { lossMetric: metric, lossMetricSelector: this.selector };
  }
}
