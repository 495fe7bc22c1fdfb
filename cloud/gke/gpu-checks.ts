import type { CloudFault } from '../shared/fault';
import type { PlannedPool } from '../shared/shared-plan';
import type { GkePlan } from './gke-plan';
import { alwaysHasGpus, gpuMachine, gpuMachineTypes, gpuTypes, type GpuMachine } from './gpus';

/** Zones of the cluster in which a pool can have nodes: all of them, but for GPUs. */
export function zonesOfPool(plan: Pick<GkePlan, 'zones' | 'offeredMachines'>, pool: PlannedPool): readonly string[] {
  const machine = pool.gpu === undefined ? undefined : gpuMachine(pool.machineType);
  if (machine === undefined || plan.offeredMachines.includes(pool.machineType)) return plan.zones;
  return plan.zones.filter((zone) => machine.zones.includes(zone));
}

/** Pools whose GPUs the machine or the zones of the cluster do not have. */
export function checkGpus(plan: GkePlan): readonly CloudFault[] {
  return plan.pools.flatMap((pool, index): readonly CloudFault[] => {
    const { gpu, machineType, purpose } = pool;
    const fault = (key: string, message: string, hint: string): readonly CloudFault[] => [
      { code: 'CLOUD008', path: ['nodePools', index, key], message, hint },
    ];
    if (gpu === undefined) {
      if (purpose === 'gpu' || !alwaysHasGpus(machineType)) return [];
      return fault('machineType', `${machineType} has GPUs that nothing asks for`, 'set purpose: gpu and gpu');
    }
    const withType = gpuMachineTypes(gpu.type);
    if (withType.length === 0) {
      return fault('gpu', `Google has no GPU ${JSON.stringify(gpu.type)}`, `use one of ${gpuTypes().join(', ')}`);
    }
    const machine = gpuMachine(machineType);
    if (machine?.type !== gpu.type) {
      return fault('machineType', `${machineType} has no ${gpu.type}`, `use one of ${withType.join(', ')}`);
    }
    if (!machine.counts.includes(gpu.count)) {
      const counts = machine.counts.join(', ');
      return fault('gpu', `${machineType} has ${counts} ${gpu.type}, not ${gpu.count}`, `write count: ${counts}`);
    }
    if (zonesOfPool(plan, pool).length > 0) return [];
    return fault('machineType', ...noZone(plan, machineType, machine));
  });
}

/** What is said where no zone of the cluster has a machine: another zone of the region may. */
function noZone(plan: GkePlan, machineType: string, { zones }: GpuMachine): [message: string, hint: string] {
  const trust = 'name it in offeredMachines where Google has it here by now';
  const here = zones.filter((zone) => zone.startsWith(`${plan.region}-`));
  if (here.length > 0) {
    const message = `Google offers no ${machineType} in ${plan.zones.join(', ')}`;
    return [message, `add a zone of ${here.join(', ')}; ${trust}`];
  }
  const regions = [...new Set(zones.map((zone) => zone.slice(0, zone.lastIndexOf('-'))))];
  return [`Google offers no ${machineType} in ${plan.region}`, `it has it in ${regions.join(', ')}; ${trust}`];
}
