import type { ContainerNodePoolNodeConfig } from '../l1/google';
import type { GpuPool } from '../shared/cluster-outputs';
import type { PlannedPool } from '../shared/shared-plan';
import type { GkePlan } from './gke-plan';
import { gpuMachine } from './gpus';

/** The label by which a pod asks for a pool. */
const POOL_LABEL = 'myelin.io/pool';

/** The label that Google puts on nodes with GPUs, by their kind. */
const GPU_LABEL = 'cloud.google.com/gke-accelerator';

/** Google puts it on nodes with GPUs by itself; named, so that outputs and nodes say the same. */
const GPU_TAINT = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' } as const;

/** Rights are those of the account; a scope would only hide which. */
export const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/** As whom nodes act, and the key of their disks. */
export interface NodeParts {
  readonly account: string;
  readonly diskKey: string;
}

/**
 * What a node is.
 *
 * - It starts what is signed alone, and its metadata answers pods with their own identity, never with its own.
 * - Its disk is encrypted under the key of the stack; the kubelet has no port that answers without a name.
 */
export function nodeConfig(plan: GkePlan, pool: PlannedPool, parts: NodeParts): ContainerNodePoolNodeConfig {
  return {
    machineType: pool.machineType,
    imageType: 'COS_CONTAINERD',
    diskSizeGb: pool.diskGiB,
    diskType: diskType(pool.machineType),
    bootDiskKmsKey: parts.diskKey,
    serviceAccount: parts.account,
    oauthScopes: SCOPES,
    spot: pool.spot,
    metadata: { 'disable-legacy-endpoints': 'true' },
    labels: { [POOL_LABEL]: pool.name, ...pool.labels },
    resourceLabels: { ...plan.tags },
    shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
    workloadMetadataConfig: { mode: 'GKE_METADATA' },
    kubeletConfig: { insecureKubeletReadonlyPortEnabled: 'FALSE' },
    gcfsConfig: { enabled: true },
    gvnic: { enabled: true },
    ...gpuConfig(pool),
  };
}

/** The driver that Google tested with the version of the node is installed before the node takes pods. */
function gpuConfig({ gpu, machineType }: PlannedPool): Partial<ContainerNodePoolNodeConfig> {
  const machine = gpuMachine(machineType);
  if (gpu === undefined || machine === undefined) return {};
  return {
    guestAccelerator: [
      {
        type: machine.accelerator,
        count: gpu.count,
        gpuDriverInstallationConfig: { gpuDriverVersion: 'DEFAULT' },
      },
    ],
    taint: [{ key: GPU_TAINT.key, value: GPU_TAINT.value, effect: 'NO_SCHEDULE' }],
  };
}

/** Machines of the fourth generation, and those with the newest GPUs, have disks of another kind. */
function diskType(machineType: string): string {
  return /^(a3-ultra|a4|c4|n4|g4)/.test(machineType) ? 'hyperdisk-balanced' : 'pd-balanced';
}

/** How a pod comes onto nodes with GPUs. */
export function gpuPools(plan: GkePlan): readonly GpuPool[] {
  return plan.pools.flatMap(({ gpu, machineType }) => {
    const accelerator = gpuMachine(machineType)?.accelerator;
    if (gpu === undefined || accelerator === undefined) return [];
    return [{ type: gpu.type, resource: 'nvidia.com/gpu', nodeLabels: { [GPU_LABEL]: accelerator }, taint: GPU_TAINT }];
  });
}
