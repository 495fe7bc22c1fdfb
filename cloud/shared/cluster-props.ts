/** What a cluster of any cloud is asked for; what only one cloud has is in the props of that cloud. */
export interface ClusterProps {
  /** Name of the cluster and beginning of the names around it: lower case letters, digits and `-`, at most 24. */
  readonly name: string;
  /** As the cloud writes it: `eu-central-1`, `germanywestcentral`, `europe-west3`. */
  readonly region: string;
  /**
   * Zones of the region, as the cloud writes them.
   * @default - the first three of the region
   */
  readonly zones?: readonly string[];
  /** Minor version of Kubernetes, such as `1.34`, out of the table of what the cloud supports. */
  readonly kubernetesVersion: string;
  /**
   * `prod` pays for what a failure would cost: a NAT per zone, a control plane with an SLA, deletion protection. `dev` has
   * one NAT, small nodes on spot, and may be destroyed. Both are private and encrypted alike.
   * @default 'prod'
   */
  readonly profile?: CostProfile;
  /** @default - 10.0.0.0/16, cut into subnets */
  readonly network?: NetworkProps;
  /**
   * Who reaches the API server.
   * @default - from within the network alone
   */
  readonly endpoint?: EndpointProps;
  /**
   * Who administers the cluster: role ARNs on AWS, object ids of Entra groups on Azure, members such as `group:...` on Google.
   * @default - nobody by this stack
   */
  readonly admins?: readonly string[];
  /** @default - one pool of the profile for systems, one for work */
  readonly nodePools?: readonly NodePoolProps[];
  /**
   * How nodes come and go: within the bounds of the pools, or made to measure (Karpenter, node auto-provisioning).
   * @default 'pools'
   */
  readonly autoscaling?: 'pools' | 'provisioned';
  /** @default - a file system that many nodes mount */
  readonly storage?: StorageProps;
  /** @default - a registry with immutable tags that is scanned */
  readonly registry?: RegistryProps;
  /** @default - a versioned, encrypted bucket */
  readonly bucket?: BucketProps;
  /** @default - Istio with an internal load balancer */
  readonly mesh?: MeshProps;
  /** @default - logs of the control plane and metrics for 90 days */
  readonly observability?: ObservabilityProps;
  /** @default - true in `prod` */
  readonly deletionProtection?: boolean;
  /** @default - none but those that say the cluster and what manages it */
  readonly tags?: Readonly<Record<string, string>>;
}

export type CostProfile = 'dev' | 'prod';

/** Ranges in CIDR notation; none may overlap another. */
export interface NetworkProps {
  /** @default '10.0.0.0/16' */
  readonly cidr?: string;
  /** @default - a range of the cloud's custom that does not overlap */
  readonly podCidr?: string;
  /** @default - a range of the cloud's custom that does not overlap */
  readonly serviceCidr?: string;
}

/** A public endpoint takes the list of who may reach it. */
export interface EndpointProps {
  /** @default false */
  readonly public?: boolean;
  /** @default - none, which a public endpoint refuses */
  readonly allowedCidrs?: readonly string[];
}

/** Nodes that are alike. */
export interface NodePoolProps {
  /** Lower case letters and digits, at most 12. */
  readonly name: string;
  /** `system` runs what the cluster itself needs, and is never on spot. */
  readonly purpose: 'system' | 'work' | 'gpu';
  /** As the cloud names it: `m7i.large`, `Standard_D4ds_v5`, `n2-standard-4`. */
  readonly machineType: string;
  readonly min: number;
  readonly max: number;
  /** @default false */
  readonly spot?: boolean;
  /** @default 100 */
  readonly diskGiB?: number;
  /** Of a `gpu` pool, per node. */
  readonly gpu?: { readonly type: string; readonly count: number };
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Volumes that many nodes mount at once. */
export interface StorageProps {
  /** User that owns what lies on it. @default 10001 */
  readonly uid?: number;
  /** Group that owns what lies on it. @default 10001 */
  readonly gid?: number;
}

export interface RegistryProps {
  /** @default - the name of the cluster */
  readonly name?: string;
  /** Untagged images are deleted after so many days. @default 14 */
  readonly untaggedDays?: number;
}

export interface BucketProps {
  /** Globally unique where the cloud wants that. @default - derived from the name of the cluster */
  readonly name?: string;
  /** Old versions of objects are deleted after so many days. @default 90 */
  readonly oldVersionDays?: number;
}

/** Istio under the axons. */
export interface MeshProps {
  /**
   * Whose: installed by helm, or the one that the cloud manages.
   * @default - helm on EKS and GKE, managed on AKS
   */
  readonly kind?: 'helm' | 'managed' | 'none';
  /**
   * `sidecar` in every pod, or `ambient`, which managed meshes do not have.
   * @default 'sidecar'
   */
  readonly dataPlane?: 'sidecar' | 'ambient';
  /** Version of the charts, or revision of the managed mesh such as `asm-1-30`. @default - the newest that fits */
  readonly version?: string;
  /**
   * Versions or revisions that are there by now, although the table of this release does not know them. That they fit the version of
   * Kubernetes is then yours to know.
   * @default - none
   */
  readonly offeredVersions?: readonly string[];
  /** Whether the ingress has an address of the Internet. @default false */
  readonly publicIngress?: boolean;
  /** Host under which the ingress answers. @default - its address */
  readonly ingressHost?: string;
}

export interface ObservabilityProps {
  /** Days for which logs of the control plane are kept. @default 90 */
  readonly logDays?: number;
  /** Whether the cloud's own Prometheus collects metrics. @default true */
  readonly managedPrometheus?: boolean;
}
