import { Construct } from 'constructs';
import { KubernetesClusterNodePool, type KubernetesCluster } from '../l1/azure';
import type { NodePoolProps } from '../shared/cluster-props';
import { GPU_LABEL, GPU_TAINT } from '../shared/gpu-nodes';
import { systemPool, type PlannedPool } from '../shared/shared-plan';
import type { AksPlan } from './aks-plan';
import type { Network } from './network';

/** AKS puts it on spot nodes by itself; named, so that Terraform sees no difference. */
const SPOT_TAINT = 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule';

/** What a pool of any kind has. */
export function poolOf(plan: AksPlan, pool: PlannedPool, network: Network) {
  return {
    name: pool.name,
    vmSize: pool.machineType,
    vnetSubnetId: network.nodes.id,
    zones: [...plan.zones],
    // Drivers of every GPU, those of the A10 among them, are made for Ubuntu.
    osSku: pool.gpu === undefined ? 'AzureLinux' : 'Ubuntu',
    osDiskType: 'Ephemeral',
    osDiskSizeGb: pool.diskGiB,
    hostEncryptionEnabled: true,
    nodePublicIpEnabled: false,
    maxPods: 110,
    // Nodes that are made to measure take the place of bounds: the pool stays as large as it began.
    ...(plan.provisioned
      ? { nodeCount: Math.max(pool.min, 1) }
      : { autoScalingEnabled: true, minCount: pool.min, maxCount: pool.max }),
    tags: { ...plan.tags },
  };
}

export const UPGRADE_SETTINGS = { maxSurge: '33%', drainTimeoutInMinutes: 60 };

/** All pools but the one that AKS makes with the cluster. */
export class Nodes extends Construct {
  public constructor(scope: Construct, id: string, plan: AksPlan, cluster: KubernetesCluster, network: Network) {
    super(scope, id);
    for (const pool of plan.pools) {
      if (pool === systemPool(plan)) continue;
      new KubernetesClusterNodePool(this, pool.name, {
        ...poolOf(plan, pool, network),
        kubernetesClusterId: cluster.id,
        mode: pool.purpose === 'system' ? 'System' : 'User',
        nodeLabels: labelsOf(pool),
        nodeTaints: taintsOf(pool),
        temporaryNameForRotation: rotationName(pool),
        ...(pool.gpu === undefined ? {} : { gpuDriver: 'Install' }),
        // A price of -1 is that of nodes that stay, above which nobody pays.
        ...(pool.spot
          ? { priority: 'Spot', evictionPolicy: 'Delete', spotMaxPrice: -1 }
          : { upgradeSettings: UPGRADE_SETTINGS }),
        lifecycle: { ignoreChanges: ['node_count'] },
      });
    }
  }
}

/** Under which a pool is there while it is made anew. */
export function rotationName({ name }: NodePoolProps): string {
  return `${name.slice(0, 9)}tmp`;
}

function labelsOf(pool: PlannedPool): Record<string, string> {
  return { ...(pool.gpu === undefined ? {} : { [GPU_LABEL]: pool.gpu.type }), ...pool.labels };
}

function taintsOf(pool: PlannedPool): string[] {
  const { key, value, effect } = GPU_TAINT;
  return [...(pool.gpu === undefined ? [] : [`${key}=${value}:${effect}`]), ...(pool.spot ? [SPOT_TAINT] : [])];
}
