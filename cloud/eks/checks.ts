import {
  checkEndpoint,
  checkKubernetesVersion,
  checkName,
  checkPools,
  checkRanges,
  checkZones,
} from '../shared/checks';
import type { CloudFault } from '../shared/fault';
import type { EksPlan } from './eks-plan';
import { REGION_ZONES } from './regions';
import { KUBERNETES_VERSIONS } from './versions';

/** EKS puts the control plane into two zones at least; a third is for what keeps a quorum. */
const ZONES_AT_LEAST = 3;

/** Every fault of a plan. */
export function checkEks(plan: EksPlan): readonly CloudFault[] {
  return [
    ...checkName(plan.name),
    ...checkZones(plan.region, plan.zones, REGION_ZONES[plan.region], ZONES_AT_LEAST),
    ...checkKubernetesVersion(plan.kubernetesVersion, KUBERNETES_VERSIONS, plan.today, plan.extendedSupport),
    ...checkRanges([
      { key: 'cidr', cidr: plan.cidr, largest: 16, smallest: 20 },
      ...(plan.podCidr === undefined ? [] : [{ key: 'podCidr', cidr: plan.podCidr, largest: 16, smallest: 20 }]),
      { key: 'serviceCidr', cidr: plan.serviceCidr, largest: 12, smallest: 24 },
    ]),
    ...checkEndpoint(plan.endpoint),
    ...checkPools(plan.pools),
  ];
}
