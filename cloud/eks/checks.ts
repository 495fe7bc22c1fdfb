import {
  checkEndpoint,
  checkKubernetesVersion,
  checkName,
  checkPools,
  checkRanges,
  checkZones,
} from '../shared/checks';
import type { CloudFault } from '../shared/fault';
import { checkSharedValues } from '../shared/value-checks';
import { checkIstio } from '../shared/istio-versions';
import type { EksPlan } from './eks-plan';
import { gpuMachine, gpuMachineTypes, gpuTypes, regionsOfMachine } from './gpus';
import type { EksClusterProps } from './eks-props';
import { REGION_ZONES } from './regions';
import { checkValues, FORMS } from './value-checks';
import { KUBERNETES_VERSIONS } from './versions';

/** Every fault of a plan. */
export function checkEks(plan: EksPlan, props: EksClusterProps): readonly CloudFault[] {
  return [
    ...checkName(plan.name),
    ...checkZones(plan.region, plan.zones, REGION_ZONES),
    ...checkKubernetesVersion(plan.kubernetesVersion, KUBERNETES_VERSIONS, plan.today, plan.extendedSupport),
    ...checkRanges([
      { key: 'cidr', cidr: plan.cidr, largest: 16, smallest: 20 },
      ...(plan.podCidr === undefined ? [] : [{ key: 'podCidr', cidr: plan.podCidr, largest: 16, smallest: 20 }]),
      { key: 'serviceCidr', cidr: plan.serviceCidr, largest: 12, smallest: 24 },
    ]),
    ...checkEndpoint(plan.endpoint),
    ...checkPools(plan.pools),
    ...checkGpus(plan),
    ...checkMesh(plan),
    ...checkSharedValues(props, FORMS),
    ...checkValues(props),
  ];
}

function checkGpus(plan: EksPlan): readonly CloudFault[] {
  return plan.pools.flatMap(({ gpu, machineType, purpose }, index): readonly CloudFault[] => {
    const fault = (key: string, message: string, hint: string): readonly CloudFault[] => [
      { code: 'CLOUD008', path: ['nodePools', index, key], message, hint },
    ];
    if (gpu === undefined) {
      if (purpose === 'gpu' || gpuMachine(machineType) === undefined) return [];
      // A pool like this runs, and pays for what it does not use.
      return fault('machineType', `${machineType} has GPUs that nothing asks for`, 'set purpose: gpu and gpu').map(
        (one) => ({ ...one, severity: 'warning' }),
      );
    }
    const withType = gpuMachineTypes(gpu.type);
    if (withType.length === 0) {
      return fault('gpu', `AWS has no GPU ${JSON.stringify(gpu.type)}`, `use one of ${gpuTypes().join(', ')}`);
    }
    const machine = gpuMachine(machineType);
    if (machine?.type !== gpu.type) {
      return fault('machineType', `${machineType} has no ${gpu.type}`, `use one of ${withType.join(', ')}`);
    }
    if (machine.count !== gpu.count) {
      const hint = `write count: ${machine.count}, or take another size`;
      return fault('gpu', `${machineType} has ${machine.count} ${gpu.type}, not ${gpu.count}`, hint);
    }
    const regions = regionsOfMachine(machineType);
    if (regions.includes(plan.region) || plan.offeredMachines.includes(machineType)) return [];
    const hint = `it has it in ${regions.join(', ')}; name it in offeredMachines where AWS has it here by now`;
    return fault('machineType', `AWS offers no ${machineType} in ${plan.region}`, hint);
  });
}

function checkMesh(plan: EksPlan): readonly CloudFault[] {
  const fault = (key: string, message: string, hint: string): readonly CloudFault[] => [
    { code: 'CLOUD009', path: ['mesh', key], message, hint },
  ];
  if (plan.mesh.kind === 'managed') return fault('kind', 'EKS manages no Istio', 'use helm, or none');
  // A version of Kubernetes that is not known has a fault of its own.
  const known = KUBERNETES_VERSIONS.some(({ version: row }) => row === plan.kubernetesVersion);
  if (plan.mesh.kind === 'none' || !known) return [];
  const { kubernetesVersion, today } = plan;
  return checkIstio(plan.mesh.version, { kubernetesVersion, today, offered: plan.mesh.offeredVersions });
}
