import type { ContainerClusterConfig } from '../l1/google';
import type { PlannedPool } from '../shared/shared-plan';
import type { GkePlan } from './gke-plan';
import { gpuMachine } from './gpus';
import { SCOPES, type NodeParts } from './node-config';

type ClusterAutoscaling = ContainerClusterConfig['clusterAutoscaling'];

/** A processor has at most so much memory on the machines that pods are given. */
const GIB_PER_CPU = 8;

/** Processors of a machine, by the number that its name ends in; machines with many GPUs name those. */
function cpus({ machineType }: PlannedPool): number {
  return Number(/-(\d+)$/.exec(machineType)?.[1] ?? 208);
}

/**
 * Nodes that are made to measure: Google makes pools for the pods that wait. What the pools of the props may have in all is what
 * they may have together; which machines, Google chooses.
 */
export function provisioning(plan: GkePlan, parts: NodeParts): ClusterAutoscaling {
  if (!plan.provisioned) return { enabled: false, autoscalingProfile: 'OPTIMIZE_UTILIZATION' };
  const total = plan.pools.reduce((sum, pool) => sum + pool.max * cpus(pool), 0);
  const gpus = new Map<string, number>();
  for (const { gpu, machineType, max } of plan.pools) {
    const accelerator = gpuMachine(machineType)?.accelerator;
    if (gpu === undefined || accelerator === undefined) continue;
    gpus.set(accelerator, (gpus.get(accelerator) ?? 0) + max * gpu.count);
  }
  return {
    enabled: true,
    autoscalingProfile: 'OPTIMIZE_UTILIZATION',
    autoProvisioningLocations: [...plan.zones],
    resourceLimits: [
      { resourceType: 'cpu', maximum: total },
      { resourceType: 'memory', maximum: total * GIB_PER_CPU },
      ...[...gpus].map(([resourceType, maximum]) => ({ resourceType, maximum })),
    ],
    autoProvisioningDefaults: {
      serviceAccount: parts.account,
      oauthScopes: SCOPES,
      bootDiskKmsKey: parts.diskKey,
      imageType: 'COS_CONTAINERD',
      diskType: 'pd-balanced',
      management: { autoRepair: true, autoUpgrade: true },
      shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
      upgradeSettings: { strategy: 'SURGE', maxSurge: 1, maxUnavailable: 0 },
    },
  };
}
