import type { Construct } from 'constructs';
import { allUses } from '../all-uses';
import { expectKind, expectText } from '../construct-use';
import { declaredMetrics, type Metric } from '../metric';
import { TrainingMetric } from '../training-metric';
import { Objective } from '../objective';
import type { Keys } from '../known-keys';
import type { KubernetesObject } from '../kubernetes-object';
import { Tuning } from '../tuning';
import { cronJobAtRest } from './cron-job';
import { Task } from './task';
import { tfJobAtRest } from './tf-job';
import { WorkersService } from './workers-service';
import { WORKLOAD_KEYS, type WorkloadProps } from './workload';

/** A training, beside what every task has. */
export interface TrainTaskProps<Reported extends string = string> extends WorkloadProps {
  /**
   * What the code reports.
   * @default - nothing is declared; code may report all the same
   */
  readonly metrics?: readonly Metric<Reported>[];
  /**
   * By which metric trainings are compared.
   * @default - they are not
   */
  readonly objective?: Objective;
  /**
   * How hyperparameters are searched.
   * @default - one training, with none
   */
  readonly tuning?: Tuning;
  /**
   * One training on several workers, which find each other on `port`.
   * @default - one worker
   */
  readonly distributed?: { readonly workers: number; readonly port?: number };
  /**
   * The TFJob of Kubeflow whose replicas train.
   * @default - no TFJob
   */
  readonly tfJobSpec?: KubernetesObject;
}

/**
 * A task that runs to completion and reports metrics.
 *
 * - It is a CronJob at rest, whose Jobs are indexed where it is `distributed`, with a Service in which the workers have names;
 *   with `tfJobSpec` it is a TFJob.
 *
 * @example
 * ```ts
 * new TrainTask(axon, 'Train', {
 *   image: Image.fromDockerfile('digits-train'),
 *   resources: { limits: { memory: '8Gi', 'nvidia.com/gpu': 1 } },
 *   metrics: [Metric.gauge('accuracy')],
 *   objective: Objective.maximize('accuracy'),
 * });
 * ```
 */
export class TrainTask<Reported extends string = string> extends Task {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TrainTaskProps<Reported>,
  ) {
    super(scope, id, 'train', props, TRAIN_KEYS);
    const { _axon: context, _outline: outline } = this;
    if (this._brings('tfJobSpec', props)) tfJobAtRest(this, context, outline);
    else {
      cronJobAtRest(this, context, outline);
      if (this._brings('distributed', props)) new WorkersService(this, context, outline);
    }
  }

  /** A metric that it reports, for alerts, gates and conditions. */
  metric(name: Reported | (string & {})): TrainingMetric {
    return new TrainingMetric(expectText(this.node.path, 'the name of a metric', name), this);
  }

  /** @internal */
  protected _keys(): KubernetesObject {
    const { metrics, objective, tuning, ...workload } = this.props;
    const { path } = this.node;
    const [keys, reported, compared, hpTuning] = allUses(
      () => this._workload(workload),
      () => declaredMetrics(path, metrics),
      () => objective && expectKind(path, 'objective', objective, [Objective], 'an Objective')._toDocument(path),
      () => tuning && expectKind(path, 'tuning', tuning, [Tuning], 'a Tuning')._toDocument(path),
    );
    return { ...keys, metrics: reported, ...compared, hpTuning };
  }
}

const TRAIN_KEYS: Keys<TrainTaskProps> = {
  ...WORKLOAD_KEYS,
  metrics: true,
  objective: true,
  tuning: true,
  distributed: true,
  tfJobSpec: true,
};
