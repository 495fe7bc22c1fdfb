import type { Issue } from '../spec/issue';
import type { AxonDocument } from '../spec/schema/axon';

type SpecInput = AxonDocument['spec'];
type Items<K extends keyof SpecInput> = NonNullable<SpecInput[K]>;

/** One of `tasks`, as it is written in YAML: `{name, container | train | deploy | spark}`. */
export type TaskInput = Items<'tasks'>[number];
export type SensorInput = Items<'sensors'>[number];
export type DesiredInput = Items<'desired'>[number];

/** How an axon becomes Kubernetes objects; nothing of this is in the axon. */
export interface AxonOptions {
  /**
   * Values that win over those of `parameters`.
   * @default - those of the axon
   */
  readonly parameterValues?: Readonly<Record<string, string>>;
  /**
   * Who splits traffic.
   * @default 'istio'
   */
  readonly mesh?: 'istio' | 'none';
  /**
   * Domain under which deployers answer the world: `<deployer>.<axon>.<domain>`.
   * @default - they answer only within the cluster
   */
  readonly domain?: string;
  /**
   * Image that holds the gateway.
   * @default 'myelin-runtime:unbuilt'
   */
  readonly runtimeImage?: string;
  /**
   * User and group of all pods, also the group that owns the store.
   * @default 10001
   */
  readonly user?: number;
  /**
   * Gets the issues that do not hinder synthesis, once unless the axon changes.
   * @default - they are printed on standard error
   */
  readonly onWarnings?: (issues: readonly Issue[], construct: string) => void;
}

/** An axon written in TypeScript: the keys of its `spec`, beside its name. */
export interface AxonProps extends AxonOptions {
  /** Names the Kubernetes objects: lower case letters, digits and `-`, at most 40. */
  readonly name: string;
  /** @default - the namespace of the chart */
  readonly namespace?: string;
  /**
   * Labels of every object and pod, beside those of Myelin.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the ConfigMap.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * An account that exists.
   * @default - one is made that may do nothing
   */
  readonly serviceAccountName?: string;
  /** @default - none */
  readonly parameters?: Items<'parameters'>;
  /** @default - none */
  readonly artifacts?: Items<'artifacts'>;
  /**
   * Claim of the store.
   * @default - 1Gi of the default storage class that one node mounts
   */
  readonly volumeClaimTemplate?: Items<'volumeClaimTemplate'>;
  /**
   * The store as a volume, in place of a claim.
   * @default - the claim
   */
  readonly volume?: Items<'volume'>;
  /** @default - none, until `addTask` */
  readonly tasks?: readonly TaskInput[];
  /** @default - none, until `addSensor` */
  readonly sensors?: readonly SensorInput[];
  /** @default - none, until `addDesired` */
  readonly desired?: readonly DesiredInput[];
  /** @default - each task's own */
  readonly network?: Items<'network'>;
  /** @default - as the language says */
  readonly retention?: Items<'retention'>;
  /** @default 1 */
  readonly keepVersions?: Items<'keepVersions'>;
  /**
   * A strategic merge into every pod: `{metadata, spec}`.
   * @default - none
   */
  readonly podPatch?: Items<'podPatch'>;
  /** @default - none */
  readonly imagePullSecrets?: Items<'imagePullSecrets'>;
  /** @default false */
  readonly suspend?: Items<'suspend'>;
}

/** The document that the props stand for; what is absent stays absent. */
export function documentOf(props: AxonProps): AxonDocument {
  const { name, namespace, labels, annotations, ...rest } = props;
  const { parameterValues: _p, mesh: _m, domain: _d, runtimeImage: _r, user: _u, onWarnings: _w, ...spec } = rest;
  return {
    apiVersion: 'myelin.io/v1alpha1',
    kind: 'Axon',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels: { ...labels } }),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
    },
    spec: {
      ...spec,
      tasks: [...(props.tasks ?? [])],
      sensors: [...(props.sensors ?? [])],
      desired: [...(props.desired ?? [])],
    },
  };
}
