import {
  checkEndpoint,
  checkKubernetesVersion,
  checkName,
  checkPools,
  checkRanges,
  checkZones,
} from '../shared/checks';
import type { CloudFault } from '../shared/fault';
import { checkIstio } from '../shared/istio-versions';
import type { EksPlan } from './eks-plan';
import { gpuMachine, gpuMachineTypes, gpuTypes, regionsOfMachine } from './gpus';
import { knows } from '../shared/provider-version';
import { REGION_ZONES } from './regions';
import { KUBERNETES_VERSIONS } from './versions';

/** What CloudWatch keeps logs for, in days. */
const LOG_DAYS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

/** Every fault of a plan. */
export function checkEks(plan: EksPlan): readonly CloudFault[] {
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
    ...checkValues(plan),
  ];
}

function checkGpus(plan: EksPlan): readonly CloudFault[] {
  return plan.pools.flatMap(({ gpu, machineType }, index): readonly CloudFault[] => {
    if (gpu === undefined) return [];
    const fault = (key: string, message: string, hint: string): readonly CloudFault[] => [
      { code: 'CLOUD008', path: ['nodePools', index, key], message, hint },
    ];
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
  return plan.mesh.kind === 'none' || !known ? [] : checkIstio(plan.mesh.version, plan.kubernetesVersion, plan.today);
}

function checkValues(plan: EksPlan): readonly CloudFault[] {
  const faults: CloudFault[] = [];
  const fault = (path: CloudFault['path'], message: string, hint: string) =>
    faults.push({ code: 'CLOUD011', path, message, hint });
  if (!LOG_DAYS.includes(plan.logDays)) {
    fault(
      ['observability', 'logDays'],
      `CloudWatch does not keep logs for ${plan.logDays} days`,
      `use one of ${LOG_DAYS.join(', ')}`,
    );
  }
  const lastOf = (arn: string) => arn.replace(/^.*\//, '');
  plan.admins.forEach((admin, index) => {
    const first = plan.admins.findIndex((other) => lastOf(other) === lastOf(admin));
    if (first < index) {
      const message = `its last part, ${JSON.stringify(lastOf(admin))}, is that of admins[${first}], and names an access entry`;
      fault(['admins', index], message, 'name each once, or give one of them another name');
    }
    if (/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/.+$/.test(admin)) return;
    fault(
      ['admins', index],
      `${JSON.stringify(admin)} is no ARN of a role or user`,
      'write arn:aws:iam::<account>:role/<name>',
    );
  });
  const lustre = plan.extras.lustreGiB;
  if (lustre !== undefined && lustre !== 1200 && (lustre <= 0 || lustre % 2400 !== 0)) {
    fault(['lustreGiB'], `Lustre has no size of ${lustre} GiB`, 'use 1200, or a multiple of 2400');
  }
  if (!knows(plan.awsProviderVersion, 5)) {
    fault(
      ['awsProviderVersion'],
      `${JSON.stringify(plan.awsProviderVersion)} lets in providers before 5`,
      "use '~> 6.25' or '>= 5.100, < 7'",
    );
  }
  return faults;
}
