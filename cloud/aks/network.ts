import { Construct } from 'constructs';
import {
  NatGateway,
  NatGatewayPublicIpAssociation,
  NetworkSecurityGroup,
  PublicIp,
  Subnet,
  SubnetNatGatewayAssociation,
  SubnetNetworkSecurityGroupAssociation,
  VirtualNetwork,
} from '../l1/azure';
import { cidrOf, formatCidr, subnet } from '../shared/cidr';
import type { AksPlan } from './aks-plan';
import type { Place } from './group';

/** Where the ranges of the subnets lie in that of the network: nodes take the first 4,096 addresses. */
export interface SubnetRanges {
  readonly nodes: string;
  readonly apiServer: string;
  readonly endpoints: string;
}

export function subnetRanges(cidr: string): SubnetRanges {
  const range = cidrOf(cidr);
  const nodes = subnet(range, 20, 0);
  const after = subnet(range, 20, 1);
  return {
    nodes: formatCidr(nodes),
    apiServer: formatCidr(subnet(after, 28, 0)),
    endpoints: formatCidr(subnet(after, 24, 1)),
  };
}

/**
 * The network of a cluster: a subnet of nodes, one of 16 addresses that the API server answers in, and one of the private
 * endpoints of registry, storage and vault.
 *
 * - Nothing in it has a way out but through the NAT gateway; Azure's own default one is off.
 * - Nothing comes in from the Internet, unless a load balancer is asked for it.
 */
export class Network extends Construct {
  public readonly ranges: SubnetRanges;
  public readonly network: VirtualNetwork;
  public readonly nodes: Subnet;
  public readonly apiServer: Subnet;
  public readonly endpoints: Subnet;
  /** What has to stand before a node can start. */
  public readonly wayOut: SubnetNatGatewayAssociation;

  public constructor(scope: Construct, id: string, plan: AksPlan, place: Place) {
    super(scope, id);
    this.ranges = subnetRanges(plan.cidr);
    const { resourceGroupName } = place;
    this.network = new VirtualNetwork(this, 'network', { ...place, name: plan.name, addressSpace: [plan.cidr] });
    const within = { resourceGroupName, virtualNetworkName: this.network.name, defaultOutboundAccessEnabled: false };
    this.nodes = new Subnet(this, 'nodes', { ...within, name: 'nodes', addressPrefixes: [this.ranges.nodes] });
    this.apiServer = new Subnet(this, 'api-server', {
      ...within,
      name: 'api-server',
      addressPrefixes: [this.ranges.apiServer],
      delegation: [
        {
          name: 'aks',
          serviceDelegation: {
            name: 'Microsoft.ContainerService/managedClusters',
            actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
          },
        },
      ],
    });
    this.endpoints = new Subnet(this, 'endpoints', {
      ...within,
      name: 'endpoints',
      addressPrefixes: [this.ranges.endpoints],
      privateEndpointNetworkPolicies: 'Enabled',
    });
    const security = new NetworkSecurityGroup(this, 'security', { ...place, name: `${plan.name}-nodes` });
    for (const [name, one] of [
      ['nodes', this.nodes],
      ['endpoints', this.endpoints],
    ] as const) {
      new SubnetNetworkSecurityGroupAssociation(this, `security-${name}`, {
        subnetId: one.id,
        networkSecurityGroupId: security.id,
      });
    }
    this.wayOut = this.growWayOut(plan, place);
  }

  /** A NAT gateway of Azure stands in one zone, or in none that is named; its addresses outlive it. */
  private growWayOut(plan: AksPlan, place: Place): SubnetNatGatewayAssociation {
    const address = new PublicIp(this, 'nat-address', {
      ...place,
      name: `${plan.name}-nat`,
      allocationMethod: 'Static',
      sku: 'Standard',
      zones: [...plan.zones],
    });
    const nat = new NatGateway(this, 'nat', {
      ...place,
      name: plan.name,
      skuName: 'Standard',
      idleTimeoutInMinutes: 10,
    });
    new NatGatewayPublicIpAssociation(this, 'nat-has-address', {
      natGatewayId: nat.id,
      publicIpAddressId: address.id,
    });
    return new SubnetNatGatewayAssociation(this, 'nodes-have-nat', { subnetId: this.nodes.id, natGatewayId: nat.id });
  }
}
