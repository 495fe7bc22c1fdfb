import type { SurroundingsProps } from '../../spec/derive/surroundings';
import type { AxonOptions } from '../axon-props';
import type { Keys } from '../known-keys';
import type { KubernetesObject } from '../kubernetes-object';
import type { ResourcesProps } from '../tasks/workload';

/** How the runtime of a namespace is installed. */
export interface AxonRuntimeProps extends Pick<
  AxonOptions,
  'mesh' | 'monitoring' | 'user' | 'group' | 'cluster' | 'onWarnings'
> {
  /**
   * Its image; gateways and init containers of axons are of the same.
   * @default - that of `imageLock`, else 'myelin-runtime:unbuilt'
   */
  readonly image?: string;
  /**
   * File with the digests of the images that `myelin build` has pushed, from the working directory.
   * @default - none
   */
  readonly imageLock?: string;
  /** @default - the namespace of the chart */
  readonly namespace?: string;
  /**
   * Labels of every object and pod, beside those of Myelin.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Pods of it, of which one leads; the others take over within seconds.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Requests and limits; memory below 256Mi ends it when there are many runs.
   * @default - 100m to 1 CPU, 256Mi to 512Mi of memory
   */
  readonly resources?: Pick<ResourcesProps, 'limits' | 'requests'>;
  /**
   * The Prometheus that answers alerts: its address, or the Secret that holds it, which is where an address with a name and
   * password belongs. What stands in a Secret is taken for the internet, port 443.
   * @default - that of the cluster, else `http://prometheus.<monitoringNamespace>.svc:9090`
   */
  readonly prometheus?: string | { readonly secret: string; readonly key: string };
  /**
   * Who is told by POST when a run has failed, a gate has closed, a version was promoted or rolled back: an address, or the
   * Secret that holds it.
   * @default - nobody
   */
  readonly webhook?: string | { readonly secret: string; readonly key: string };
  /**
   * Names of the Secrets that Rest triggers of the axons name in `auth`. They are mounted, so that nothing may read Secrets
   * through the API; one that is not there yet keeps its triggers shut.
   * @default - none
   */
  readonly secrets?: readonly string[];
  /**
   * Whether the cluster is told to refuse what the runtime makes unless an axon owns it: a ValidatingAdmissionPolicy, in the
   * file for an admin. It needs a namespace that is known, and Kubernetes 1.30.
   * @default false
   */
  readonly admission?: boolean;
  /** @default - none */
  readonly imagePullSecrets?: readonly KubernetesObject[];
  /**
   * A strategic merge into the pod: `{ metadata, spec }`.
   * @default - none
   */
  readonly podPatch?: KubernetesObject;
  /**
   * How what lies around it is called, and who may pull triggers beside the pods of axons.
   * @default - as Istio and Prometheus call themselves; nobody else may
   */
  readonly surroundings?: SurroundingsProps;
}

/** All of them, to tell which key nobody reads. */
export const RUNTIME_KEYS: Keys<AxonRuntimeProps> = {
  mesh: true,
  monitoring: true,
  user: true,
  group: true,
  cluster: true,
  onWarnings: true,
  image: true,
  imageLock: true,
  namespace: true,
  labels: true,
  replicas: true,
  resources: true,
  prometheus: true,
  webhook: true,
  secrets: true,
  admission: true,
  imagePullSecrets: true,
  podPatch: true,
  surroundings: true,
};
