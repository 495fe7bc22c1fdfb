import type { GpuPool } from './cluster-outputs';
import type { PlannedPool } from './shared-plan';

/** Nodes with GPUs of a cloud that has no words of its own for them. */

/** Nobody runs there who did not ask for one. By custom it has the name of the device, so that what asks for one tolerates it by itself. */
export const GPU_TAINT = { key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' } as const;

/** Says the kind of GPU: pools of one kind are one to a pod. */
export const GPU_LABEL = 'myelin.io/gpu';

/** How a pod comes onto them. */
export function gpuPools(pools: readonly PlannedPool[]): readonly GpuPool[] {
  return pools.flatMap(({ gpu }) =>
    gpu === undefined
      ? []
      : [{ type: gpu.type, resource: 'nvidia.com/gpu', nodeLabels: { [GPU_LABEL]: gpu.type }, taint: GPU_TAINT }],
  );
}
