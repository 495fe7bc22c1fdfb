import type { AxonContext } from '../axon-context';
import { expectKind } from '../construct-use';
import { Image } from '../image';
import type { Keys } from '../known-keys';
import type { KubernetesObject } from '../kubernetes-object';

/** A variable of the environment. */
export interface EnvVarProps {
  /** Letters, digits and `_`. */
  readonly name: string;
  /** @default - `valueFrom` */
  readonly value?: string | number | boolean;
  /**
   * Where its value comes from, as Kubernetes has it: `{ secretKeyRef: { name, key } }`.
   * @default - `value`
   */
  readonly valueFrom?: KubernetesObject;
}

/** What a container may use, and what it is given, in quantities of Kubernetes. */
export interface ResourcesProps {
  /**
   * The most that it may use, such as `{ memory: '4Gi', 'nvidia.com/gpu': 1 }`.
   * @default - those of Myelin
   */
  readonly limits?: Readonly<Record<string, string | number>>;
  /**
   * What it is given.
   * @default - those of Myelin
   */
  readonly requests?: Readonly<Record<string, string | number>>;
  /**
   * Devices, as Kubernetes has them.
   * @default - none
   */
  readonly claims?: readonly KubernetesObject[];
}

/** What happens when an attempt has failed. */
export interface RetryProps {
  /**
   * Attempts after the first.
   * @default 0
   */
  readonly limit?: number;
  /**
   * Which failures are tried again: all, those of the code (`OnFailure`), those of the machine (`OnError`).
   * @default 'Always'
   */
  readonly policy?: 'Always' | 'OnFailure' | 'OnError';
  /**
   * How long to wait between attempts: `duration` before the second, each further wait `factor` times longer (1 or more), at most `max`.
   * @default - 10s, and twice as long each time
   */
  readonly backoff?: { readonly duration?: string; readonly factor?: number; readonly max?: string };
}

/** Whom the pods of a task may ask, beside the axon itself. */
export interface NetworkProps {
  /**
   * What may be reached: `internet` is without private ranges.
   * @default - `internet` for container, train and spark, `none` for deploy
   */
  readonly egress?: 'internet' | 'none' | readonly { readonly cidr: string; readonly ports?: readonly number[] }[];
}

/** What every kind of task has. */
export interface WorkloadProps {
  /**
   * Name in the axon, by which it is known in paths, labels and logs.
   * @default - the id of the construct
   */
  readonly name?: string;
  /** @default - `podPatch` or `tfJobSpec` brings it */
  readonly image?: Image;
  /**
   * Replaces the ENTRYPOINT of the image.
   * @default - that of the image
   */
  readonly command?: readonly (string | number)[];
  /**
   * Replaces the CMD of the image.
   * @default - that of the image
   */
  readonly args?: readonly (string | number)[];
  /**
   * Beats every injected variable but those that begin with `MYELIN_`.
   * @default - none
   */
  readonly env?: readonly EnvVarProps[];
  /**
   * Environment from ConfigMaps and Secrets, as Kubernetes has it.
   * @default - none
   */
  readonly envFrom?: readonly KubernetesObject[];
  /** @default - those of Myelin */
  readonly resources?: ResourcesProps;
  /**
   * Labels that the node must have.
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Taints that are tolerated, as Kubernetes has them.
   * @default - none
   */
  readonly tolerations?: readonly KubernetesObject[];
  /**
   * Where to run, as Kubernetes has it.
   * @default - anywhere
   */
  readonly affinity?: KubernetesObject;
  /**
   * Further volumes, as Kubernetes has them.
   * @default - none
   */
  readonly volumes?: readonly KubernetesObject[];
  /**
   * Where to mount them.
   * @default - nowhere
   */
  readonly volumeMounts?: readonly KubernetesObject[];
  /** @default - nothing is tried again */
  readonly retry?: RetryProps;
  /**
   * Longest run of one attempt, such as `1h30m`.
   * @default - no limit
   */
  readonly timeout?: string;
  /**
   * Longest wait for a place to run.
   * @default - no limit
   */
  readonly queueTimeout?: string;
  /**
   * Use the result of an earlier run of equal code and data; `key` counts with the content.
   * @default - it always runs
   */
  readonly cache?: { readonly key?: string };
  /**
   * Queue of Kueue in which its pods wait.
   * @default - none
   */
  readonly queue?: string;
  /** @default - that of the axon */
  readonly network?: NetworkProps;
  /**
   * A strategic merge onto the pod; the last word.
   * @default - none
   */
  readonly podPatch?: KubernetesObject;
}

/** All of them. */
export const WORKLOAD_KEYS: Keys<WorkloadProps> = {
  name: true,
  image: true,
  command: true,
  args: true,
  env: true,
  envFrom: true,
  resources: true,
  nodeSelector: true,
  tolerations: true,
  affinity: true,
  volumes: true,
  volumeMounts: true,
  retry: true,
  timeout: true,
  queueTimeout: true,
  cache: true,
  queue: true,
  network: true,
  podPatch: true,
};

/** The keys of a task that every kind has, in the form of YAML. */
export function workloadKeys(props: WorkloadProps, context: AxonContext, construct: string): KubernetesObject {
  const { name: _, image, ...keys } = props;
  if (image === undefined) return keys;
  const checked = expectKind(construct, 'image', image, [Image], 'an Image, such as Image.fromRegistry(...)');
  return { ...checked._toDocument(context, construct), ...keys };
}
