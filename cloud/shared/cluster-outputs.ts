/**
 * What the Kubernetes side must know of a cluster, under the same names on each cloud. The stack has one Terraform output for
 * each key, and `cluster.json` is what `terraform output -json` prints of them. `lib/spec/schema/cluster.ts` reads it; a test
 * holds both together, since neither side imports the other.
 */
export interface ClusterOutputs {
  readonly cloud: 'eks' | 'aks' | 'gke';
  readonly name: string;
  readonly region: string;
  /** Address of the API server, `https://...`. */
  readonly apiServer: string;
  /** In CIDR notation, of what calls the API server or is called: for NetworkPolicies. */
  readonly podCidrs: readonly string[];
  readonly serviceCidrs: readonly string[];
  /** Addresses of the API server as pods see it. */
  readonly apiServerCidrs: readonly string[];
  /** Prefix of images, without a tag: `<account>.../<name>`. */
  readonly registry: string;
  /** URL of the bucket: `s3://...`, `abfss://...`, `gs://...`. */
  readonly bucket: string;
  /** Class of volumes that many nodes mount, and who must own what is written there. */
  readonly storageClass: {
    readonly name: string;
    readonly provisioner: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly mountOptions: readonly string[];
    readonly uid: number;
    readonly gid: number;
  };
  /** Of ServiceAccounts that may use the bucket and the registry, by `<namespace>/<name>`. */
  readonly identities: Readonly<Record<string, ServiceAccountIdentity>>;
  readonly gpus: readonly GpuPool[];
  readonly mesh: MeshOutputs;
  /** Address that answers PromQL, null where there is none within the cluster. */
  readonly prometheus: string | null;
}

/** What makes a ServiceAccount, and the pods that run as it, known to the cloud. */
export interface ServiceAccountIdentity {
  readonly annotations: Readonly<Record<string, string>>;
  readonly podLabels: Readonly<Record<string, string>>;
  /**
   * Addresses, and TCP ports there, that its pods must reach to prove who they are and to use what they may: a metadata
   * service, private endpoints. NetworkPolicies open them, since they deny what is private to every task.
   */
  readonly egress: readonly { readonly cidr: string; readonly ports: readonly number[] }[];
}

/** How a pod comes onto nodes with this GPU. */
export interface GpuPool {
  readonly type: string;
  /** Name of the extended resource, `nvidia.com/gpu`. */
  readonly resource: string;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly taint: { readonly key: string; readonly value: string; readonly effect: string } | null;
}

export interface MeshOutputs {
  readonly kind: 'helm' | 'managed' | 'none';
  /** Labels of a namespace whose pods are in the mesh. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** Whether a VirtualService may delegate to another; where not, Gateway API is used. */
  readonly delegation: boolean;
  /** Whether sidecars come without a privileged init container, so that `restricted` namespaces can have them. */
  readonly cni: boolean;
  readonly gatewayClass: string;
  /** Where istiod runs: `istio-system`, `aks-istio-system`. */
  readonly namespace: string;
  readonly ingressNamespace: string;
  /** As whom the ingress gateway asks. */
  readonly ingressAccount: string;
  /** By which a Gateway of Istio finds its pods: `{ istio: 'ingressgateway' }`. */
  readonly ingressLabels: Readonly<Record<string, string>>;
  readonly ingressHost: string | null;
}

/** What a workload may do with what the cluster has. */
export type Permission = 'bucket:read' | 'bucket:write' | 'registry:pull' | 'registry:push';
