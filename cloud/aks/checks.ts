import {
  checkEndpoint,
  checkKubernetesVersion,
  checkName,
  checkPools,
  checkRanges,
  checkZones,
} from '../shared/checks';
import type { CloudFault } from '../shared/fault';
import { knows } from '../shared/provider-version';
import { checkSharedValues } from '../shared/value-checks';
import type { AksPlan } from './aks-plan';
import type { AksClusterProps } from './aks-props';
import { checkGpus } from './gpus';
import { REGION_ZONES } from './regions';
import { checkValues, FORMS } from './value-checks';
import { KUBERNETES_VERSIONS, MESH_REVISIONS } from './versions';

/** Every fault of a plan. */
export function checkAks(plan: AksPlan, props: AksClusterProps): readonly CloudFault[] {
  return [
    ...checkName(plan.name),
    ...checkZones(plan.region, plan.zones, REGION_ZONES),
    ...checkKubernetesVersion(plan.kubernetesVersion, KUBERNETES_VERSIONS, plan.today, plan.longTermSupport),
    ...checkRanges([
      { key: 'cidr', cidr: plan.cidr, largest: 16, smallest: 19 },
      { key: 'podCidr', cidr: plan.podCidr, largest: 10, smallest: 20 },
      { key: 'serviceCidr', cidr: plan.serviceCidr, largest: 12, smallest: 24 },
    ]),
    ...checkEndpoint(plan.endpoint),
    ...checkPools(plan.pools),
    ...checkGpus(plan.pools),
    ...checkMesh(plan),
    ...checkSharedValues(props, FORMS),
    ...checkValues(props),
    ...checkProvider(plan),
  ];
}

function checkMesh({ mesh, meshCanary, kubernetesVersion, today }: AksPlan): readonly CloudFault[] {
  const fault = (key: string, message: string, hint: string): CloudFault => ({
    code: 'CLOUD009',
    path: key === 'meshCanary' ? [key] : ['mesh', key],
    message,
    hint,
  });
  if (mesh.kind === 'none') return [];
  if (mesh.kind === 'helm') {
    return [fault('kind', 'AKS has a mesh that it manages, and none by helm beside it', "use 'managed' or 'none'")];
  }
  const faults: CloudFault[] = [];
  if (mesh.dataPlane === 'ambient') {
    faults.push(fault('dataPlane', 'the managed mesh of AKS has no ambient mode', "use 'sidecar'"));
  }
  const fits = MESH_REVISIONS.filter((one) => one.kubernetes.includes(kubernetesVersion));
  const open = fits.filter((one) => today <= one.until);
  const use = `use ${(open.length > 0 ? open : fits).map(({ revision }) => revision).join(', ') || 'a version of Kubernetes that has one'}`;
  const revisions = [
    ['version', mesh.version] as const,
    ...(meshCanary === undefined ? [] : [['meshCanary', meshCanary] as const]),
  ];
  for (const [key, revision] of revisions) {
    const formed = /^asm-\d+-\d+$/.test(revision);
    if (formed && mesh.offeredVersions.includes(revision)) continue;
    const found = MESH_REVISIONS.find((one) => one.revision === revision);
    if (found === undefined) {
      const trust = formed ? `${use}, or name it in mesh.offeredVersions where Azure has it by now` : use;
      faults.push(fault(key, `${JSON.stringify(revision)} is no revision in the table of the mesh`, trust));
    } else if (!found.kubernetes.includes(kubernetesVersion)) {
      const message = `${revision} runs on Kubernetes ${found.kubernetes.join(', ')}, not on ${kubernetesVersion}`;
      faults.push(fault(key, message, use));
    } else if (today > found.until) {
      // What runs is never refused: a cluster that is behind has to be changed, to come forward too.
      const hint = open.length > 0 ? use : 'use a release of myelin with a newer table';
      const message = `${revision} is out of support since ${found.until}`;
      faults.push({ ...fault(key, message, hint), severity: 'warning' });
    }
  }
  if (meshCanary === mesh.version) {
    faults.push(fault('meshCanary', `${meshCanary} is the revision that is there`, 'name the one to upgrade to'));
  }
  return faults;
}

/** `node_provisioning_profile` came with 4.57 of 2025-12-18, and the bindings cannot say that it is not there. */
function checkProvider({ azurermProviderVersion: version, provisioned }: AksPlan): readonly CloudFault[] {
  const [minor, hint] = provisioned ? [57, "use '~> 4.57', or leave autoscaling out"] : [55, "use '~> 4.55'"];
  if (knows(version, 4, minor)) return [];
  const message = `${JSON.stringify(version)} lets in providers before 4.${minor}${provisioned ? ', which make no nodes to measure' : ''}`;
  return [{ code: 'CLOUD011', path: ['azurermProviderVersion'], message, hint }];
}
