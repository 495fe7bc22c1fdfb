import type { Construct } from 'constructs';
import type { SurroundingsProps } from '../spec/derive/surroundings';
import type { Issue } from '../spec/issue';
import { API_VERSION } from '../spec/schema/axon';
import type { Artifact } from './artifact';
import type { Cluster } from './cluster';
import { AxonStore } from './axon-store';
import { axonProperty } from './construct-place';
import { expectKind } from './construct-use';
import type { Keys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';
import { expectPlain } from './plain-data';
import type { NetworkProps } from './tasks/workload';

/** How an axon becomes Kubernetes objects; nothing of this is in the axon. */
export interface AxonOptions {
  /**
   * Values that win over those of `parameters`.
   * @default - those of the axon
   */
  readonly parameterValues?: Readonly<Record<string, string>>;
  /**
   * Who splits traffic.
   * @default - as the mesh of the cluster allows it, else 'istio'
   */
  readonly mesh?: 'istio' | 'gateway-api' | 'none';
  /**
   * With `mesh: 'gateway-api'`, the class of the Gateway through which the world comes.
   * @default 'istio'
   */
  readonly gatewayClass?: string;
  /**
   * How Prometheus finds the gateways: by annotations of their pods, or by a PodMonitor of its operator.
   * @default 'annotations'
   */
  readonly monitoring?: 'annotations' | 'pod-monitor' | 'none';
  /**
   * Whether user code finds all but its mounts and `/tmp` read-only. Published code writes beside itself.
   * @default false
   */
  readonly readOnlyRoot?: boolean;
  /**
   * Domain under which deployers answer the world: `<deployer>.<axon>.<domain>`.
   * @default - they answer only within the cluster
   */
  readonly domain?: string;
  /**
   * With a domain, the Secret with key and certificate of its hosts (`kubernetes.io/tls`): in the namespace of the ingress
   * gateway; with Gateway API, in that of the axon. Port 80 then redirects; with Gateway API it is shut.
   * @default - plain HTTP on port 80
   */
  readonly tls?: { readonly secretName: string };
  /**
   * How what lies around the axon is called in its cluster, and who may call its deployers.
   * @default - as Istio, Prometheus and `myelin install` call themselves; nobody calls but the axon's own tasks, and the
   * world where there is a domain
   */
  readonly surroundings?: SurroundingsProps;
  /**
   * Image of gateways and of what runs before a task.
   * @default - that of the lock, else 'myelin-runtime:unbuilt'
   */
  readonly runtimeImage?: string;
  /**
   * File with the digests of the images that `myelin build` has pushed, from the working directory.
   * @default - `axon.lock.json` beside the file that the axon was read from, where there is one
   */
  readonly imageLock?: string;
  /**
   * Uid of all pods.
   * @default - that of the user who must own files of the cluster's storage, else 10001
   */
  readonly user?: number;
  /**
   * Gid of all pods, which also owns the store.
   * @default - that of the group of the cluster's storage, else the number of `user`
   */
  readonly group?: number;
  /**
   * The cluster that it is for. What follows from it (mesh, class of the store, identities of accounts, nodes with GPUs,
   * addresses) is as any other option a default: whatever is given beside it wins.
   * @default - any cluster
   */
  readonly cluster?: Cluster;
  /**
   * Gets the issues that do not hinder synthesis, once unless the axon changes.
   * @default - they are printed on standard error
   */
  readonly onWarnings?: (issues: readonly Issue[], construct: string) => void;
}

/** An axon, beside its tasks, sensors and deployers, which are constructs within it. */
export interface AxonProps extends AxonOptions {
  /**
   * Names the Kubernetes objects: lower case letters, digits and `-`, at most 40.
   * @default - the id of the construct
   */
  readonly name?: string;
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
   * Further keys of the metadata of the document; no object takes them.
   * @default - none
   */
  readonly metadata?: KubernetesObject;
  /**
   * An account that exists, for all its tasks.
   * @default - accounts are made that may do nothing, but for Spark drivers, which make their executors
   */
  readonly serviceAccountName?: string;
  /**
   * Values for `{{workflow.parameters.NAME}}` in any text of the axon.
   * @default - none
   */
  readonly parameters?: readonly { readonly name: string; readonly value: string | number | boolean }[];
  /**
   * Code from which its images are built.
   * @default - none, until `addArtifact`
   */
  readonly artifacts?: readonly Artifact[];
  /**
   * What all its tasks share.
   * @default - a claim of 1Gi of the default storage class that one node mounts
   */
  readonly store?: AxonStore;
  /** @default - each task's own */
  readonly network?: NetworkProps;
  /**
   * Ended runs, retired versions and trials of ended searches whose files are kept.
   * @default - 50 runs, 10 versions, 20 trials
   */
  readonly retention?: { readonly runs?: number; readonly versions?: number; readonly trials?: number };
  /**
   * Versions kept ready beyond those that get traffic.
   * @default 1
   */
  readonly keepVersions?: number;
  /**
   * A strategic merge into every pod: `{ metadata, spec }`.
   * @default - none
   */
  readonly podPatch?: KubernetesObject;
  /** @default - none */
  readonly imagePullSecrets?: readonly KubernetesObject[];
  /**
   * Hold it: events queue, nothing starts.
   * @default false
   */
  readonly suspend?: boolean;
}

/** The keys of `AxonProps` that are those of `spec`, as they are. */
const SPEC_KEYS = [
  'serviceAccountName',
  'parameters',
  'network',
  'retention',
  'keepVersions',
  'podPatch',
  'imagePullSecrets',
  'suspend',
] as const satisfies readonly (keyof AxonProps)[];

/** All of them, to tell which key nobody reads. */
export const AXON_KEYS: Keys<AxonProps> = {
  parameterValues: true,
  mesh: true,
  gatewayClass: true,
  monitoring: true,
  readOnlyRoot: true,
  domain: true,
  tls: true,
  surroundings: true,
  runtimeImage: true,
  imageLock: true,
  user: true,
  group: true,
  cluster: true,
  onWarnings: true,
  name: true,
  namespace: true,
  labels: true,
  annotations: true,
  metadata: true,
  serviceAccountName: true,
  parameters: true,
  artifacts: true,
  store: true,
  network: true,
  retention: true,
  keepVersions: true,
  podPatch: true,
  imagePullSecrets: true,
  suspend: true,
};

/** What to write in place of keys that other constructs have, or YAML. */
export const AXON_ADVICE: Readonly<Record<string, string>> = {
  egress: 'write network: { egress }',
  tasks: 'make each of them within it: new TrainTask(axon, ...)',
  sensors: 'make each of them within it: new Sensor(axon, ...)',
  desired: 'make each of them within it: new DesiredModel(axon, ...)',
  volume: 'write store: AxonStore.volume(...)',
  volumeClaimTemplate: 'write store: AxonStore.claimTemplate(...)',
};

const A_STORE = 'an AxonStore, such as AxonStore.claim(...)';

/** The document of an axon before anything is added to it, in the form of YAML; what is absent stays absent. */
export function headerOf({ node }: Construct, id: string, props: AxonProps): Record<string, unknown> {
  const { name = id, namespace, labels, annotations, store } = props;
  const metadata = { ...props.metadata, name, namespace, labels, annotations };
  const header = {
    apiVersion: API_VERSION,
    kind: 'Axon',
    metadata: definedKeys(metadata),
    spec: {
      ...definedKeys(Object.fromEntries(SPEC_KEYS.map((key) => [key, props[key]]))),
      ...(store && expectKind(node.path, 'store', store, [AxonStore], A_STORE)._toDocument(node.path)),
    },
  };
  return expectPlain(header, (path) => ({ construct: node.path, property: axonProperty(path, store) }));
}

function definedKeys(keys: KubernetesObject): KubernetesObject {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}
