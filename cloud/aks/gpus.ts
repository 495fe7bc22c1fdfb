import type { NodePoolProps } from '../shared/cluster-props';
import type { CloudFault } from '../shared/fault';

interface GpuMachine {
  readonly type: string;
  readonly count: number;
}

/**
 * Machines with GPUs by name. Source: Microsoft, "GPU accelerated virtual machine sizes", 2026-01. Whether a region sells one to
 * a subscription is a matter of quota, which `az vm list-skus --location <region> --size <machine>` says.
 */
export const GPU_MACHINES: Readonly<Record<string, GpuMachine>> = {
  Standard_NC4as_T4_v3: { type: 't4', count: 1 },
  Standard_NC8as_T4_v3: { type: 't4', count: 1 },
  Standard_NC16as_T4_v3: { type: 't4', count: 1 },
  Standard_NC64as_T4_v3: { type: 't4', count: 4 },
  Standard_NV36ads_A10_v5: { type: 'a10', count: 1 },
  Standard_NV72ads_A10_v5: { type: 'a10', count: 2 },
  Standard_NC24ads_A100_v4: { type: 'a100', count: 1 },
  Standard_NC48ads_A100_v4: { type: 'a100', count: 2 },
  Standard_NC96ads_A100_v4: { type: 'a100', count: 4 },
  Standard_ND96asr_v4: { type: 'a100', count: 8 },
  Standard_ND96amsr_A100_v4: { type: 'a100', count: 8 },
  Standard_NC40ads_H100_v5: { type: 'h100', count: 1 },
  Standard_NC80adis_H100_v5: { type: 'h100', count: 2 },
  Standard_ND96isr_H100_v5: { type: 'h100', count: 8 },
};

export function checkGpus(pools: readonly NodePoolProps[]): readonly CloudFault[] {
  return pools.flatMap(({ name, purpose, machineType, gpu }, index): readonly CloudFault[] => {
    const fault = (message: string, hint: string): readonly CloudFault[] => [
      { code: 'CLOUD008', path: ['nodePools', index, 'machineType'], message, hint },
    ];
    const machine = GPU_MACHINES[machineType];
    if (purpose !== 'gpu') {
      if (machine === undefined) return [];
      return fault(`pool ${name} has machines with ${machine.type} that nothing asks for`, 'set purpose: gpu and gpu');
    }
    if (gpu === undefined) return [];
    const fitting = Object.entries(GPU_MACHINES).filter(([, one]) => one.type === gpu.type && one.count === gpu.count);
    if (machine?.type === gpu.type && machine.count === gpu.count) return [];
    const has = machine === undefined ? 'no GPU' : `${machine.count} ${machine.type}`;
    const known = [...new Set(Object.values(GPU_MACHINES).map(({ type }) => type))].join(', ');
    const hint = fitting.length === 0 ? `GPUs are ${known}` : `take ${fitting.map(([one]) => one).join(', ')}`;
    return fault(`${machineType} has ${has}, and pool ${name} asks for ${gpu.count} ${gpu.type}`, hint);
  });
}
