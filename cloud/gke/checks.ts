import {
  checkEndpoint,
  checkKubernetesVersion,
  checkName,
  checkPools,
  checkRanges,
  checkZones,
} from '../shared/checks';
import { formatCidr, overlap, parseCidr } from '../shared/cidr';
import type { CloudFault } from '../shared/fault';
import { checkSharedValues } from '../shared/value-checks';
import { checkIstio } from '../shared/istio-versions';
import { checkGpus } from './gpu-checks';
import type { GkePlan } from './gke-plan';
import type { GkeClusterProps } from './gke-props';
import { REGION_ZONES } from './regions';
import { subnetRanges } from './subnet-ranges';
import { checkValues, FORMS } from './value-checks';
import { KUBERNETES_VERSIONS, MESH_REVISIONS } from './versions';

/** Every fault of a plan. */
export function checkGke(plan: GkePlan, props: GkeClusterProps): readonly CloudFault[] {
  const extended = plan.releaseChannel === 'EXTENDED';
  return [
    ...checkName(plan.name),
    ...checkZones(plan.region, plan.zones, REGION_ZONES),
    ...checkKubernetesVersion(plan.kubernetesVersion, KUBERNETES_VERSIONS, plan.today, extended),
    ...checkRanges([
      { key: 'cidr', cidr: plan.cidr, largest: 8, smallest: 19 },
      { key: 'podCidr', cidr: plan.podCidr, largest: 9, smallest: 21 },
      { key: 'serviceCidr', cidr: plan.serviceCidr, largest: 16, smallest: 27 },
    ]),
    ...checkControlPlaneRange(plan),
    ...checkEndpoint(plan.endpoint),
    ...checkPools(plan.pools),
    ...checkGpus(plan),
    ...checkMesh(plan),
    ...checkSharedValues(props, FORMS),
    ...checkValues(props),
  ];
}

/** The range of the API server may lie in that of the network, but in nothing that has another use. */
function checkControlPlaneRange(plan: GkePlan): readonly CloudFault[] {
  // A range of the network that is none has a fault of its own.
  if (parseCidr(plan.cidr) === undefined) return [];
  const { podCidr, serviceCidr } = plan;
  const ranges = subnetRanges(plan);
  const fault = (message: string, hint: string): readonly CloudFault[] => [
    { code: 'CLOUD005', path: ['controlPlaneCidr'], message, hint },
  ];
  const range = parseCidr(ranges.controlPlane);
  if (range?.prefix !== 28) {
    return fault(`${JSON.stringify(ranges.controlPlane)} is no range of 16 addresses`, 'write one such as 10.1.0.0/28');
  }
  const others = { nodes: ranges.nodes, 'file systems': ranges.files, pods: podCidr, Services: serviceCidr };
  return Object.entries(others).flatMap(([whose, cidr]) => {
    const other = parseCidr(cidr);
    if (other === undefined || !overlap(range, other)) return [];
    return fault(`${formatCidr(range)} overlaps ${cidr}, that of ${whose}`, 'take ranges that share no address');
  });
}

function checkMesh({ mesh, releaseChannel, kubernetesVersion, today }: GkePlan): readonly CloudFault[] {
  const fault = (key: string, message: string, hint: string): readonly CloudFault[] => [
    { code: 'CLOUD009', path: ['mesh', key], message, hint },
  ];
  if (mesh.kind === 'none') return [];
  if (mesh.kind === 'helm') {
    // A version of Kubernetes that is not known has a fault of its own.
    const known = KUBERNETES_VERSIONS.some(({ version }) => version === kubernetesVersion);
    return known ? checkIstio(mesh.version, { kubernetesVersion, today, offered: mesh.offeredVersions }) : [];
  }
  const ambient =
    mesh.dataPlane === 'ambient'
      ? fault('dataPlane', 'the managed mesh of Google has no ambient mode', "use 'sidecar', or kind: 'helm'")
      : [];
  const revision = MESH_REVISIONS[releaseChannel];
  if (revision === undefined) {
    const open = Object.keys(MESH_REVISIONS).join(', ');
    const hint = `use the channel ${open}, or kind: 'helm'`;
    return [...ambient, ...fault('kind', `the managed mesh has no revision for the channel ${releaseChannel}`, hint)];
  }
  if (mesh.version === revision || mesh.offeredVersions.includes(mesh.version)) return ambient;
  const message = `${JSON.stringify(mesh.version)} is not the revision of the channel ${releaseChannel}`;
  return [...ambient, ...fault('version', message, `leave it out: it is ${revision}`)];
}
