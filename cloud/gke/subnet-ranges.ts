import { formatCidr, parseCidr, subnet } from '../shared/cidr';

/** Where the ranges of the subnets lie in that of the network. */
export interface SubnetRanges {
  /** 4,096 addresses. */
  readonly nodes: string;
  /** 16, in which the API server answers. */
  readonly controlPlane: string;
  /** 2,048, which Google takes the addresses of file systems from. */
  readonly files: string;
}

/**
 * @param controlPlane - where it was given a range of its own
 * @returns undefined where the range of the network is none
 */
export function subnetRanges(cidr: string, controlPlane?: string): SubnetRanges | undefined {
  const range = parseCidr(cidr);
  if (range === undefined) return undefined;
  const after = subnet(range, 20, 1);
  return {
    nodes: formatCidr(subnet(range, 20, 0)),
    controlPlane: controlPlane ?? formatCidr(subnet(after, 28, 0)),
    files: formatCidr(subnet(after, 21, 1)),
  };
}
