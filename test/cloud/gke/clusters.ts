import type { App } from 'cdktf';
import { GkeCluster, GkePlatform, type GkeClusterProps } from '../../../cloud/gke';

export const PROFILES = ['dev', 'prod'] as const;

/** Clusters of the tests are asked for on one day, so that what was supported then is supported for ever. */
export const BASE = {
  name: 'ml',
  region: 'europe-west3',
  kubernetesVersion: '1.35',
  projectId: 'my-project',
  projectNumber: '123456789012',
  today: '2026-11-26',
} as const;

/** The cluster of a profile, as the page of GKE makes it. */
export function clusterOf(app: App, profile: 'dev' | 'prod', props: Partial<GkeClusterProps> = {}): GkeCluster {
  const cluster = new GkeCluster(app, 'gke', { ...BASE, profile, admins: ['user:ada@example.com'], ...props });
  cluster.identityFor('digits/digits-axon', ['bucket:read', 'bucket:write', 'registry:pull']);
  return cluster;
}

export function platformOf(app: App, profile: 'dev' | 'prod', props: Partial<GkeClusterProps> = {}): GkePlatform {
  return new GkePlatform(app, 'gke-platform', { cluster: clusterOf(app, profile, props) });
}

/** GPUs for training, and for serving on spot. */
export const GPU_POOLS: GkeClusterProps['nodePools'] = [
  { name: 'system', purpose: 'system', machineType: 'n2-standard-4', min: 3, max: 6 },
  {
    name: 'serve',
    purpose: 'gpu',
    machineType: 'g2-standard-8',
    min: 0,
    max: 4,
    spot: true,
    gpu: { type: 'l4', count: 1 },
  },
  { name: 'train', purpose: 'gpu', machineType: 'a3-highgpu-8g', min: 0, max: 2, gpu: { type: 'h100', count: 8 } },
];

/** Everything that can be asked for at once: the managed mesh, nodes made to measure, a public endpoint, groups, other ports. */
export const EVERYTHING: Partial<GkeClusterProps> = {
  nodePools: GPU_POOLS,
  autoscaling: 'provisioned',
  network: { cidr: '10.64.0.0/16', podCidr: '240.0.0.0/14', serviceCidr: '240.8.0.0/20' },
  controlPlaneCidr: '192.168.100.0/28',
  endpoint: { public: true, allowedCidrs: ['203.0.113.0/24'] },
  dnsEndpoint: true,
  securityGroup: 'gke-security-groups@example.com',
  admins: ['group:platform@example.com', 'serviceAccount:ci@my-project.iam.gserviceaccount.com'],
  egressPorts: [443, 5432],
  storage: { uid: 1000, gid: 2000 },
  volumeGiB: 512,
  registry: { name: 'images', untaggedDays: 30 },
  bucket: { name: 'ml-axons', oldVersionDays: 30 },
  mesh: { kind: 'managed', publicIngress: true, ingressHost: 'ml.example.com' },
  observability: { logDays: 400, managedPrometheus: false },
  tags: { team: 'ml' },
  deletionProtection: false,
};
