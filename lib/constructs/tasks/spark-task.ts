import { Construct } from 'constructs';
import { taskJobName } from '../../spec/derive/names';
import { overruledProperties, sparkProperties } from '../../spec/derive/spark-properties';
import { KubeObject } from '../kube-object';
import type { Keys } from '../known-keys';
import type { KubernetesObject } from '../kubernetes-object';
import { podTemplate } from '../pod/pod-template';
import { siblingChart } from '../sibling-chart';
import { sparkResources } from './spark-resources';
import { Task } from './task';
import { taskPod, taskThing } from './task-pod';
import { WORKLOAD_KEYS, type WorkloadProps } from './workload';

/** The property by which `spark-submit` names the image of driver and executors; a task's own may be that of the client. */
const IMAGE_PROPERTY = 'spark.kubernetes.container.image';

/** An application of Spark, beside what every task has. */
export interface SparkTaskProps extends WorkloadProps {
  /**
   * Properties of Spark: lines of key and value, or keys and values.
   * @default - none
   */
  readonly properties?: string | Readonly<Record<string, string | number | boolean>>;
  /**
   * Main class.
   * @default - none, as for a script
   */
  readonly class?: string;
  /**
   * Further jars.
   * @default - none
   */
  readonly jars?: readonly string[];
  /** The jar or script that runs. */
  readonly applicationFile: string;
  /**
   * Arguments of the application; those of the container are `args`.
   * @default - none
   */
  readonly applicationArgs?: readonly (string | number)[];
}

/**
 * A task that runs to completion on Spark: the suspended SparkApplication of which the runtime makes copies.
 *
 * @example
 * ```ts
 * new SparkTask(axon, 'Aggregate', {
 *   image: Image.fromRegistry('apache/spark:3.5.1'),
 *   applicationFile: 'local:///app/aggregate.py',
 *   properties: { 'spark.executor.instances': 4 },
 * });
 * ```
 */
export class SparkTask extends Task {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: SparkTaskProps,
  ) {
    super(scope, id, 'spark', props, SPARK_KEYS);
    const { _axon: context, name } = this;
    const home = new Construct(siblingChart(this, 'operators'), `${context.name}-${name}`);
    new KubeObject(home, 'Resource', {
      apiVersion: 'sparkoperator.k8s.io/v1beta2',
      kind: 'SparkApplication',
      metadata: context.metadata.of(taskJobName(context.name, name), taskThing(this._outline), {
        queue: () => context.task(name, 'spark').spec.queue,
      }),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  protected _keys(): KubernetesObject {
    const { properties, class: mainClass, jars, applicationFile, applicationArgs, ...workload } = this.props;
    return {
      ...this._workload(workload),
      sparkSpec: { properties, class: mainClass, jars, applicationFile, args: applicationArgs },
    };
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const context = this._axon;
    const task = context.task(this.name, 'spark');
    const { properties, class: mainClass, jars, applicationFile, args } = task.spec.sparkSpec;
    const { [IMAGE_PROPERTY]: propertyImage, ...written } = sparkProperties(properties);
    const overruled = overruledProperties(task.spec.resources);
    const sparkConf = Object.fromEntries(Object.entries(written).filter(([name]) => !overruled.includes(name)));
    const shape = taskPod(context, task, 'spark');
    const image = propertyImage ?? shape.image;
    const { metadata, spec } = podTemplate(shape) as unknown as PodParts;
    const [container] = spec.containers;
    const pod = {
      ...sparkResources(task.spec.resources),
      labels: metadata.labels,
      ...(metadata.annotations === undefined ? {} : { annotations: metadata.annotations }),
      env: container?.env,
      envFrom: container?.envFrom,
      volumeMounts: container?.volumeMounts,
      securityContext: container?.securityContext,
      podSecurityContext: spec.securityContext,
      nodeSelector: spec.nodeSelector,
      tolerations: spec.tolerations,
      affinity: spec.affinity,
    };
    return {
      type: languageOf(applicationFile),
      mode: 'cluster',
      suspend: true,
      restartPolicy: { type: 'Never' },
      sparkVersion: versionOf(image),
      ...(image === undefined ? {} : { image, imagePullPolicy: container?.imagePullPolicy }),
      ...(spec.imagePullSecrets === undefined
        ? {}
        : { imagePullSecrets: spec.imagePullSecrets.map(({ name }) => name) }),
      ...(mainClass === undefined ? {} : { mainClass }),
      mainApplicationFile: applicationFile,
      ...(args === undefined ? {} : { arguments: args }),
      ...(jars === undefined ? {} : { deps: { jars } }),
      sparkConf,
      volumes: spec.volumes,
      // Only the driver asks the API server, and it starts before its executors.
      driver: { ...pod, initContainers: spec.initContainers, serviceAccount: context.accounts.ofTask(task) },
      executor: {
        ...pod,
        labels: { ...metadata.labels, ...context.accounts.labels(context.accounts.shared) },
        serviceAccount: context.accounts.shared,
      },
    };
  }
}

/** The parts of a pod that a SparkApplication takes one by one; its operator puts them into the pods that Spark makes. */
interface PodParts {
  readonly metadata: { readonly labels: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: {
    readonly containers: {
      readonly env: unknown[];
      readonly envFrom?: unknown[];
      readonly volumeMounts: { readonly name: string; readonly mountPath: string }[];
      readonly securityContext: object;
      readonly imagePullPolicy?: string;
    }[];
    readonly initContainers?: object[];
    readonly volumes: unknown[];
    readonly securityContext: object;
    readonly nodeSelector?: Record<string, string>;
    readonly tolerations?: unknown[];
    readonly affinity?: object;
    readonly imagePullSecrets?: { readonly name: string }[];
  };
}

function languageOf(file: string): 'Python' | 'R' | 'Scala' {
  if (file.endsWith('.py')) return 'Python';
  return /\.[rR]$/.test(file) ? 'R' : 'Scala';
}

/** The operator wants a version, and only shows it; the image's tag is the best there is. */
function versionOf(image: string | undefined): string {
  return /:v?(\d+\.\d+\.\d+)/.exec(image ?? '')?.[1] ?? 'unknown';
}

const SPARK_KEYS: Keys<SparkTaskProps> = {
  ...WORKLOAD_KEYS,
  properties: true,
  class: true,
  jars: true,
  applicationFile: true,
  applicationArgs: true,
};
