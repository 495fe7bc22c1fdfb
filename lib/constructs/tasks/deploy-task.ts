import { Construct } from 'constructs';
import type { DeployTask as ResolvedDeployTask } from '../../spec/axon';
import { modelServerName } from '../../spec/derive/names';
import { parseDuration } from '../../spec/lang/duration';
import { allUses } from '../all-uses';
import { DisruptionBudget } from '../disruption-budget';
import { KubeObject } from '../kube-object';
import { identityLabels, queueLabels, type LabelledThing } from '../../spec/derive/labels';
import { declaredMetrics, type Metric } from '../metric';
import type { Keys } from '../known-keys';
import type { KubernetesObject } from '../kubernetes-object';
import type { TaskOutline } from '../outline';
import { podTemplate } from '../pod/pod-template';
import { serverProbes, startSeconds } from '../pod/probes';
import { REVISIONS } from '../pod/revisions';
import { ServingMetric } from '../serving-metric';
import { trafficPolicy } from '../traffic-policy';
import {
  AT_REST_SCALED_WAIVER,
  AT_REST_WAIVER,
  OPEN_PORT_WAIVER,
  rootWaivers,
  waiverAnnotations,
  type Waiver,
} from '../waivers';
import { Autoscaler } from './autoscaler';
import { DeployTaskService } from './deploy-task-service';
import { Task } from './task';
import { taskPod, taskThing } from './task-pod';
import { WORKLOAD_KEYS, type WorkloadProps } from './workload';

/** Of a class that s2i wraps; a server that somebody wrote may have no such page. */
const WRAPPED_HEALTH_PATH = '/health';

/** For what comes before the start: a node, an image, a volume. In seconds. */
const PROGRESS_MARGIN = 300;

/** A server of models, beside what every task has. */
export interface DeployTaskProps<Reported extends string = string> extends WorkloadProps {
  /**
   * What the code reports while it serves.
   * @default - nothing is declared; code may report all the same
   */
  readonly metrics?: readonly Metric<Reported>[];
  /** @default 'REST' */
  readonly endpointType?: 'REST' | 'GRPC';
  /**
   * How requests are sent: form field `json` (Multipart), JSON body (Json), Open Inference Protocol (V2).
   * @default 'Multipart'
   */
  readonly endpointRestType?: 'Multipart' | 'Json' | 'V2';
  /**
   * Port on which the code listens.
   * @default 5000
   */
  readonly port?: number;
  /**
   * When it counts as ready: the path that answers 200, and the longest wait for it.
   * @default - it is ready when its port is open, within ten minutes
   */
  readonly readiness?: { readonly path?: string; readonly timeout?: string };
  /**
   * How replicas follow the load; `target` decides, such as `p99 <= 50ms`.
   * @default - they do not
   */
  readonly scaling?: { readonly min?: number; readonly max: number; readonly target?: string | KubernetesObject };
}

/**
 * A task that serves a trained model: the Deployment at rest of which the runtime makes one copy for each version and
 * backend.
 *
 * - It has zero replicas, and its selector matches no pod of a live version.
 *
 * @example
 * ```ts
 * new DeployTask(axon, 'Serve', {
 *   image: Image.fromS2i('digits-serve'),
 *   endpointRestType: 'Json',
 *   metrics: [Metric.gauge('accuracy')],
 *   scaling: { max: 4, target: 'p99 <= 50ms' },
 * });
 * ```
 */
export class DeployTask<Reported extends string = string> extends Task {
  private readonly scales: boolean;

  private readonly pod = this._axon.once(() => this.makePod());

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeployTaskProps<Reported>,
  ) {
    super(scope, id, 'deploy', props, DEPLOY_KEYS);
    const { _axon: context, _outline: outline } = this;
    const name = modelServerName(context.name, outline.name);
    new KubeObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: context.metadata.of(name, taskThing(outline), {
        annotations: waiverAnnotations(() => this.waivers()),
        queue: () => context.task(this.name, 'deploy').spec.queue,
      }),
      fields: { spec: () => this._toKube() },
    });
    new DeployTaskService(this, name, context, outline);
    new DisruptionBudget(this, context, name, everyVersion(outline));
    this.scales = this._brings('scaling', props);
    if (this.scales) new Autoscaler(this, context, outline);
    trafficPolicy(this, context, name, taskThing(outline));
  }

  /** A metric that it reports while it serves, for alerts. */
  metric(name: Reported | (string & {})): ServingMetric {
    return new ServingMetric(name, { source: 'serving' });
  }

  /** @internal */
  protected _keys(): KubernetesObject {
    const { metrics, ...workload } = this.props;
    const [keys, reported] = allUses(
      () => this._workload(workload),
      () => declaredMetrics(this.node.path, metrics),
    );
    return { ...keys, metrics: reported };
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const context = this._axon;
    const task = context.task(this.name, 'deploy');
    return {
      replicas: 0,
      revisionHistoryLimit: REVISIONS,
      progressDeadlineSeconds: startSeconds(probesOf(task)) + PROGRESS_MARGIN,
      selector: { matchLabels: identityLabels(context.name, taskThing(task)) },
      template: this.pod(),
    };
  }

  private makePod(): KubernetesObject {
    const context = this._axon;
    const task = context.task(this.name, 'deploy');
    const shape = taskPod(context, task, 'model');
    return podTemplate({
      ...shape,
      labels: { ...shape.labels, ...queueLabels(task.spec.queue) },
      ports: [{ name: 'http', containerPort: task.port }],
      probes: serverProbes(probesOf(task)),
      serving: identityLabels(context.name, everyVersion(task)),
    });
  }

  private waivers(): readonly Waiver[] {
    const { path } = probesOf(this._axon.task(this.name, 'deploy'));
    return [
      this.scales ? AT_REST_SCALED_WAIVER : AT_REST_WAIVER,
      ...(path === undefined ? [OPEN_PORT_WAIVER] : []),
      ...rootWaivers(this.pod()),
    ];
  }
}

/** What the pods of a task are, whichever their version. */
function everyVersion({ name, kind }: Pick<TaskOutline, 'name' | 'kind'>): LabelledThing {
  return { component: kind, task: name };
}

function probesOf({ spec, image }: ResolvedDeployTask): { path?: string; patience?: number } {
  const wrapped = image?.kind === 'build' && image.build.s2i !== undefined;
  const path = spec.readiness?.path ?? (wrapped && spec.endpointType === 'REST' ? WRAPPED_HEALTH_PATH : undefined);
  const { timeout } = spec.readiness ?? {};
  const patience = timeout === undefined ? undefined : parseDuration(timeout);
  return {
    ...(path === undefined ? {} : { path }),
    ...(patience?.ok === true ? { patience: patience.value } : {}),
  };
}

const DEPLOY_KEYS: Keys<DeployTaskProps> = {
  ...WORKLOAD_KEYS,
  metrics: true,
  endpointType: true,
  endpointRestType: true,
  port: true,
  readiness: true,
  scaling: true,
};
