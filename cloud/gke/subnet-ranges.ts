import { cidrOf, formatCidr, subnet } from '../shared/cidr';
import type { GkePlan } from './gke-plan';

/** Where the ranges of the subnets lie in that of the network. */
export interface SubnetRanges {
  /** 4,096 addresses. */
  readonly nodes: string;
  /** 16, in which the API server answers. */
  readonly controlPlane: string;
  /** 2,048, which Google takes the addresses of file systems from. */
  readonly files: string;
}

/** @param plan - of which the range of the network was checked; that of the API server may have been given one of its own */
export function subnetRanges({ cidr, controlPlaneCidr }: Pick<GkePlan, 'cidr' | 'controlPlaneCidr'>): SubnetRanges {
  const range = cidrOf(cidr);
  const after = subnet(range, 20, 1);
  return {
    nodes: formatCidr(subnet(range, 20, 0)),
    controlPlane: controlPlaneCidr ?? formatCidr(subnet(after, 28, 0)),
    files: formatCidr(subnet(after, 21, 1)),
  };
}
