import { Construct } from 'constructs';
import { modelServerName } from '../../spec/derive/names';
import { parseScaling, type ScalingTarget } from '../../spec/derive/scaling';
import type { AxonContext } from '../axon-context';
import { AXON_LABEL, AT_REST, VERSION_LABEL } from '../../spec/derive/labels';
import { KubeObject } from '../kube-object';
import type { KubernetesObject } from '../kubernetes-object';
import type { TaskOutline } from '../outline';
import { taskThing } from './task-pod';

/** What an adapter of Prometheus calls the quantile of the time that a backend takes, in seconds. */
const LATENCY_METRIC = 'myelin_gateway_node_duration_seconds';

/**
 * How the replicas of a model server follow the load: the HorizontalPodAutoscaler of the Deployment at rest, of which the
 * runtime makes one copy for each version and backend.
 *
 * - At rest it does nothing: an autoscaler leaves alone what has no replicas.
 */
export class Autoscaler extends Construct {
  constructor(
    scope: Construct,
    private readonly context: AxonContext,
    private readonly outline: TaskOutline,
  ) {
    super(scope, 'Autoscaler');
    new KubeObject(this, 'Resource', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: context.metadata.of(modelServerName(context.name, outline.name), taskThing(outline)),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { context, outline } = this;
    const { scaling = { max: 1 } } = context.task(outline.name, 'deploy').spec;
    const read = parseScaling(scaling);
    // Synthesis has reported it.
    if (!read.ok) throw new TypeError(`the scaling of ${outline.name} cannot be`);
    const { min, max, target } = read.value;
    return {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: modelServerName(context.name, outline.name) },
      minReplicas: min,
      maxReplicas: max,
      metrics: [metricOf(target, context.name)],
    };
  }
}

function metricOf(target: ScalingTarget, axon: string): KubernetesObject {
  switch (target.kind) {
    case 'utilization':
      return {
        type: 'Resource',
        resource: { name: target.resource, target: { type: 'Utilization', averageUtilization: target.percent } },
      };
    case 'latency':
      return {
        type: 'External',
        external: {
          metric: {
            name: `${LATENCY_METRIC}_${quantileName(target.quantile)}`,
            selector: { matchLabels: { [label(AXON_LABEL)]: axon, [label(VERSION_LABEL)]: AT_REST } },
          },
          // In seconds; `m` is a thousandth.
          target: { type: 'Value', value: `${Math.max(1, Math.round(target.milliseconds))}m` },
        },
      };
    case 'metric':
      return target.metric;
  }
}

/** `p99`, `p999` for 99.9 %. */
function quantileName(quantile: number): string {
  return `p${String(Number((quantile * 100).toPrecision(12))).replace('.', '')}`;
}

/** What the gateway's metrics call what a label of Kubernetes says. */
function label(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}
