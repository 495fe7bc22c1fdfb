import type {
  BucketProps,
  ClusterProps,
  EndpointProps,
  MeshProps,
  NetworkProps,
  NodePoolProps,
  ObservabilityProps,
  RegistryProps,
  StorageProps,
} from './cluster-props';
import { flag, listOf, number, object, objectWith, oneOf, recordOf, text, type Fields, type Shape } from './shape';

const network: Fields<NetworkProps> = {
  cidr: { shape: text },
  podCidr: { shape: text },
  serviceCidr: { shape: text },
};

const endpoint: Fields<EndpointProps> = { public: { shape: flag }, allowedCidrs: { shape: listOf(text) } };

const nodePool: Fields<NodePoolProps> = {
  name: { shape: text, required: true },
  purpose: { shape: oneOf('system', 'work', 'gpu'), required: true },
  machineType: { shape: text, required: true },
  min: { shape: number, required: true },
  max: { shape: number, required: true },
  spot: { shape: flag },
  diskGiB: { shape: number },
  gpu: { shape: object({ type: { shape: text, required: true }, count: { shape: number, required: true } }) },
  labels: { shape: recordOf(text) },
};

const storage: Fields<StorageProps> = { uid: { shape: number }, gid: { shape: number } };

const registry: Fields<RegistryProps> = { name: { shape: text }, untaggedDays: { shape: number } };

const bucket: Fields<BucketProps> = { name: { shape: text }, oldVersionDays: { shape: number } };

const mesh: Fields<MeshProps> = {
  kind: { shape: oneOf('helm', 'managed', 'none') },
  dataPlane: { shape: oneOf('sidecar', 'ambient') },
  version: { shape: text },
  offeredVersions: { shape: listOf(text) },
  publicIngress: { shape: flag },
  ingressHost: { shape: text },
};

const observability: Fields<ObservabilityProps> = { logDays: { shape: number }, managedPrometheus: { shape: flag } };

/** Backends of Terraform and OpenTofu; the rest of the configuration they check when they are initialised. */
const BACKENDS = 'local remote azurerm consul cos gcs http kubernetes oci oss pg s3'.split(' ');
const backend = objectWith({ type: { shape: oneOf(...BACKENDS), required: true } });

const chart = object({ repository: { shape: text }, version: { shape: text }, values: { shape: objectWith({}) } });

/** The keys of what is installed in a cluster of any cloud, with the names of the charts that it has. */
export function platformFields<Name extends string>(cluster: Shape, charts: readonly Name[]) {
  const ofCharts = Object.fromEntries(charts.map((name) => [name, { shape: chart }]));
  return {
    cluster: { shape: cluster, required: true },
    meshCanary: { shape: text },
    charts: { shape: object(ofCharts) },
    helmProviderVersion: { shape: text },
    backend: { shape: backend },
  } as const;
}

/** The keys of every cloud. */
export const CLUSTER_FIELDS: Fields<ClusterProps> & {
  readonly backend: { readonly shape: ReturnType<typeof object> };
} = {
  name: { shape: text, required: true },
  region: { shape: text, required: true },
  zones: { shape: listOf(text) },
  kubernetesVersion: { shape: text, required: true },
  profile: { shape: oneOf('dev', 'prod') },
  network: { shape: object(network) },
  endpoint: { shape: object(endpoint) },
  admins: { shape: listOf(text) },
  nodePools: { shape: listOf(object(nodePool)) },
  autoscaling: { shape: oneOf('pools', 'provisioned') },
  storage: { shape: object(storage) },
  registry: { shape: object(registry) },
  bucket: { shape: object(bucket) },
  mesh: { shape: object(mesh) },
  observability: { shape: object(observability) },
  deletionProtection: { shape: flag },
  tags: { shape: recordOf(text) },
  backend: { shape: backend },
};
