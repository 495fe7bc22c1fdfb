import type { App } from 'cdktf';
import { EksCluster, EksPlatform, type EksClusterProps } from '../../../cloud/eks';

export const PROFILES = ['dev', 'prod'] as const;

/** Clusters of the tests are asked for on one day, so that what was supported then is supported for ever. */
export const BASE = { name: 'ml', region: 'eu-central-1', kubernetesVersion: '1.35', today: '2026-11-26' } as const;

const ADMIN = 'arn:aws:iam::123456789012:role/platform';

/** The cluster of a profile, as the page of EKS makes it. */
export function clusterOf(app: App, profile: 'dev' | 'prod', props: Partial<EksClusterProps> = {}): EksCluster {
  const cluster = new EksCluster(app, 'eks', { ...BASE, profile, admins: [ADMIN], ...props });
  cluster.identityFor('digits/digits-axon', ['bucket:read', 'bucket:write', 'registry:pull']);
  return cluster;
}

export function platformOf(app: App, profile: 'dev' | 'prod', props: Partial<EksClusterProps> = {}): EksPlatform {
  return new EksPlatform(app, 'eks-platform', { cluster: clusterOf(app, profile, props) });
}

/** Everything that can be asked for at once: GPUs with EFA, Karpenter, a range for pods, no NAT, Lustre, IRSA. */
export const EVERYTHING: Partial<EksClusterProps> = {
  region: 'us-east-1',
  network: { podCidr: '100.64.0.0/16' },
  egress: 'endpoints',
  endpoint: { public: true, allowedCidrs: ['203.0.113.0/24'] },
  accountId: '123456789012',
  autoscaling: 'provisioned',
  identity: 'irsa',
  lustreGiB: 1200,
  controlPlaneTier: 'tier-xl',
  extendedSupport: true,
  permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
  addons: ['mountpoint-s3', 'cloudwatch'],
  addonVersions: { coredns: 'v1.12.4-eksbuild.1' },
  repositories: ['myelin-runtime', 'digits-train'],
  bucket: { name: 'ml-axons-123456789012' },
  deletionProtection: false,
  nodePools: [
    { name: 'system', purpose: 'system', machineType: 'm7g.large', min: 2, max: 4 },
    { name: 'work', purpose: 'work', machineType: 'm7i.xlarge', min: 0, max: 10, spot: true, labels: { team: 'ml' } },
    { name: 'train', purpose: 'gpu', machineType: 'p5.48xlarge', min: 0, max: 2, gpu: { type: 'h100', count: 8 } },
  ],
};

/** GPUs in groups, for training over machines and for serving on spot. */
export const GPU_POOLS: EksClusterProps['nodePools'] = [
  { name: 'system', purpose: 'system', machineType: 'm7i.large', min: 2, max: 4 },
  {
    name: 'serve',
    purpose: 'gpu',
    machineType: 'g6.xlarge',
    min: 0,
    max: 4,
    spot: true,
    gpu: { type: 'l4', count: 1 },
  },
  { name: 'train', purpose: 'gpu', machineType: 'p4d.24xlarge', min: 0, max: 2, gpu: { type: 'a100-40gb', count: 8 } },
];
