import type { GpuPool } from '../../spec/derive/on-cluster';
import { STORE_MOUNT } from '../../spec/derive/store-layout';
import type { EnvVar } from '../../spec/schema/workload';
import type { KubernetesObject } from '../kubernetes-object';
import { mergePatch } from './merge-patch';
import { withDeviceLabels, withDeviceTolerations } from './devices';
import { DRAIN } from './drain';
import { pullPolicy } from './pull-policy';
import { containerSecurity, podSecurity } from './restricted';
import type { Resources } from './resources';
import { apart } from './spread';

/** The axon's store, as a pod mounts it. */
export type StoreVolume =
  /** `oneNode`: only pods of one node can mount it together. */
  | { readonly kind: 'claim'; readonly claim: string; readonly oneNode: boolean }
  /** A volume source that needs no claim, such as `emptyDir`. */
  | { readonly kind: 'inline'; readonly source: KubernetesObject };

/** What a pod of Myelin is made of. */
export interface PodShape {
  readonly labels: Readonly<Record<string, string>>;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly container: string;
  /** @default - a patch brings it */
  readonly image?: string;
  /** @default - that of the image */
  readonly command?: readonly string[];
  /** @default - that of the image */
  readonly args?: readonly string[];
  readonly env: readonly EnvVar[];
  /** @default - none */
  readonly envFrom?: readonly KubernetesObject[];
  readonly resources: Resources;
  /** What runs before it. @default - nothing */
  readonly initContainers?: readonly KubernetesObject[];
  /** @default - it listens nowhere */
  readonly ports?: readonly KubernetesObject[];
  /** Probes by their key in the container. @default - none */
  readonly probes?: Readonly<Record<string, KubernetesObject>>;
  /** @default - none but its own */
  readonly volumes?: readonly KubernetesObject[];
  /** @default - none but its own */
  readonly volumeMounts?: readonly KubernetesObject[];
  /** @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** @default - those of its devices */
  readonly tolerations?: readonly KubernetesObject[];
  /** @default - what follows from its store, and from what it serves */
  readonly affinity?: KubernetesObject;
  /**
   * Of what answers requests: labels of all its pods, whichever their version. They are kept apart, and end only when
   * requests have been answered.
   * @default - it answers none
   */
  readonly serving?: Readonly<Record<string, string>>;
  /**
   * Of what answers no requests of others, and still is to survive a node: labels of all its pods.
   * @default - as `serving`
   */
  readonly spread?: Readonly<Record<string, string>>;
  /** Whether it has a token for the API server. @default false */
  readonly asksApi?: boolean;
  /** Headless Service in which the pod has a host name. @default - it has none */
  readonly subdomain?: string;
  /** @default - Kubernetes' */
  readonly restartPolicy?: 'Never';
  readonly readOnlyRoot: boolean;
  readonly user: number;
  /** @default - the number of `user` */
  readonly group?: number;
  /** Pools of nodes with devices, of which it gets what leads onto them. @default - as is the custom */
  readonly gpus?: readonly GpuPool[];
  readonly account: string;
  /** @default - none */
  readonly imagePullSecrets?: readonly KubernetesObject[];
  /** @default - the pod does without */
  readonly store?: { readonly volume: StoreVolume; readonly readOnly: boolean };
  /** Strategic merges, the last one wins. */
  readonly patches: readonly (KubernetesObject | undefined)[];
}

/** Pods that mount the same store of one node carry this label, and ask to be where others with it are. */
const STORE_LABEL = 'myelin.io/store';

/** The template of a pod that Pod Security *restricted* admits, unless a patch undoes it. */
export function podTemplate(shape: PodShape): KubernetesObject {
  const store = shape.store?.volume;
  const oneNode = store?.kind === 'claim' && store.oneNode ? store.claim : undefined;
  const kept = shape.serving ?? shape.spread;
  const others = kept === undefined ? undefined : apart(kept);
  const template = {
    metadata: {
      labels: { ...shape.labels, ...(oneNode === undefined ? {} : { [STORE_LABEL]: oneNode }) },
      ...(Object.keys(shape.annotations ?? {}).length === 0 ? {} : { annotations: shape.annotations }),
    },
    spec: {
      serviceAccountName: shape.account,
      automountServiceAccountToken: shape.asksApi ?? false,
      enableServiceLinks: false,
      restartPolicy: shape.restartPolicy,
      terminationGracePeriodSeconds: shape.serving === undefined ? undefined : DRAIN.graceSeconds,
      subdomain: shape.subdomain,
      imagePullSecrets: shape.imagePullSecrets,
      securityContext: podSecurity(shape.user, shape.group ?? shape.user),
      nodeSelector: withDeviceLabels(shape.nodeSelector, shape.resources, shape.gpus),
      tolerations: withDeviceTolerations(shape.tolerations, shape.resources, shape.gpus),
      affinity: affinity(shape.affinity, oneNode, others?.antiAffinity),
      topologySpreadConstraints: others === undefined ? undefined : [others.zones],
      initContainers: shape.initContainers,
      containers: [container(shape)],
      volumes: [
        { name: 'tmp', emptyDir: {} },
        ...(store === undefined ? [] : [storeVolume(store)]),
        ...(shape.volumes ?? []),
      ],
    },
  };
  return shape.patches.reduce<unknown>(
    (merged, patch) => (patch === undefined ? merged : mergePatch(merged, patch)),
    template,
  ) as KubernetesObject;
}

function container(shape: PodShape): KubernetesObject {
  const { store } = shape;
  return {
    name: shape.container,
    image: shape.image,
    imagePullPolicy: pullPolicy(shape.image),
    command: shape.command,
    args: shape.args,
    env: shape.env,
    envFrom: shape.envFrom,
    ports: shape.ports,
    resources: shape.resources,
    ...shape.probes,
    // Why it failed stands in the end of its log, where it says nothing else.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    lifecycle: shape.serving === undefined ? undefined : DRAIN.lifecycle,
    securityContext: containerSecurity(shape.readOnlyRoot),
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...(store === undefined
        ? []
        : [{ name: 'store', mountPath: STORE_MOUNT.slice(0, -1), ...(store.readOnly ? { readOnly: true } : {}) }]),
      ...(shape.volumeMounts ?? []),
    ],
  };
}

function storeVolume(store: StoreVolume): KubernetesObject {
  switch (store.kind) {
    case 'claim':
      return { name: 'store', persistentVolumeClaim: { claimName: store.claim } };
    case 'inline':
      return { name: 'store', ...store.source };
  }
}

/** What the author asks for comes first: pods are kept apart only where the author says nothing of that. */
function affinity(
  given: KubernetesObject | undefined,
  oneNode: string | undefined,
  antiAffinity: KubernetesObject | undefined,
): KubernetesObject | undefined {
  const own = antiAffinity === undefined ? given : { podAntiAffinity: antiAffinity, ...given };
  return oneNode === undefined ? own : (mergePatch(own ?? {}, together(oneNode)) as KubernetesObject);
}

/** The scheduler lets the first pod of such a group go anywhere, and the others only to it. */
function together(claim: string): KubernetesObject {
  return {
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { [STORE_LABEL]: claim } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  };
}
