import { Construct } from 'constructs';
import {
  ComputeAddress,
  ComputeFirewall,
  ComputeGlobalAddress,
  ComputeNetwork,
  ComputeRouter,
  ComputeRouterNat,
  ComputeSubnetwork,
  ServiceNetworkingConnection,
} from '../l1/google';
import type { Apis } from './apis';
import type { GkePlan } from './gke-plan';
import { subnetRanges, type SubnetRanges } from './subnet-ranges';

/** Names of the ranges of the subnet of nodes that pods and Services have. */
export const POD_RANGE = 'pods';
export const SERVICE_RANGE = 'services';

/** Of the flows half are logged, each over ten minutes: who speaks to whom is seen, how often is not paid for. */
const FLOW_LOGS = { aggregationInterval: 'INTERVAL_10_MIN', flowSampling: 0.5, metadata: 'INCLUDE_ALL_METADATA' };

/** On which istiod listens for the API server. */
const WEBHOOK_PORT = '15017';

/**
 * The network of a cluster: a subnet of nodes with ranges for pods and Services, one of 16 addresses that the API server answers
 * in, and a range that Google takes the addresses of file systems from.
 *
 * - No node has an address of the Internet; what leaves goes through NAT, under addresses that others can allow.
 * - To the Internet goes HTTPS alone, unless other ports are opened.
 * - Services of Google are reached without NAT.
 */
export class Network extends Construct {
  public readonly network: ComputeNetwork;
  public readonly nodes: ComputeSubnetwork;
  public readonly controlPlane: ComputeSubnetwork;
  public readonly files: ComputeGlobalAddress;
  /** What has to stand before a node can start. */
  public readonly wayOut: ComputeRouterNat;

  public constructor(
    scope: Construct,
    id: string,
    private readonly plan: GkePlan,
    apis: Apis,
  ) {
    super(scope, id);
    this.network = new ComputeNetwork(this, 'network', {
      name: plan.name,
      autoCreateSubnetworks: false,
      routingMode: 'REGIONAL',
      dependsOn: apis.of('compute'),
    });
    const ranges = subnetRanges(plan);
    const within = {
      network: this.network.id,
      region: plan.region,
      privateIpGoogleAccess: true,
      privateIpv6GoogleAccess: 'ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE',
      logConfig: FLOW_LOGS,
    };
    this.nodes = new ComputeSubnetwork(this, 'nodes', {
      ...within,
      name: `${plan.name}-nodes`,
      ipCidrRange: ranges.nodes,
      secondaryIpRange: [
        { rangeName: POD_RANGE, ipCidrRange: plan.podCidr },
        { rangeName: SERVICE_RANGE, ipCidrRange: plan.serviceCidr },
      ],
    });
    this.controlPlane = new ComputeSubnetwork(this, 'control-plane', {
      ...within,
      name: `${plan.name}-control-plane`,
      ipCidrRange: ranges.controlPlane,
    });
    this.files = this.reserveFiles(ranges, apis);
    this.wayOut = this.growWayOut();
    this.guard(ranges);
  }

  /** File systems stand in a network of Google's, which is joined to this one. */
  private reserveFiles(ranges: SubnetRanges, apis: Apis): ComputeGlobalAddress {
    const [address = '', prefix] = ranges.files.split('/');
    const files = new ComputeGlobalAddress(this, 'files', {
      name: `${this.plan.name}-files`,
      purpose: 'VPC_PEERING',
      addressType: 'INTERNAL',
      address,
      prefixLength: Number(prefix),
      network: this.network.id,
    });
    new ServiceNetworkingConnection(this, 'files-connection', {
      network: this.network.id,
      service: 'servicenetworking.googleapis.com',
      reservedPeeringRanges: [files.name],
      // What stood there is deleted days later than it is asked for; the connection goes with the network.
      deletionPolicy: 'ABANDON',
      dependsOn: apis.of('servicenetworking'),
    });
    return files;
  }

  /** Two addresses where a pipeline or a customer allows them one by one and one must be changed without a break. */
  private growWayOut(): ComputeRouterNat {
    const { name, region, profile } = this.plan;
    const router = new ComputeRouter(this, 'router', { name, region, network: this.network.id });
    const addresses = Array.from({ length: profile === 'dev' ? 1 : 2 }, (_, index) => {
      const address = `nat-address-${index + 1}`;
      return new ComputeAddress(this, address, { name: `${name}-${address}`, region, addressType: 'EXTERNAL' });
    });
    return new ComputeRouterNat(this, 'nat', {
      name,
      region,
      router: router.name,
      natIpAllocateOption: 'MANUAL_ONLY',
      natIps: addresses.map((address) => address.selfLink),
      sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
      subnetwork: [{ name: this.nodes.id, sourceIpRangesToNat: ['ALL_IP_RANGES'] }],
      enableDynamicPortAllocation: true,
      enableEndpointIndependentMapping: false,
      minPortsPerVm: 64,
      logConfig: { enable: true, filter: 'ERRORS_ONLY' },
    });
  }

  /** Nothing comes in from the Internet by default of Google's; the way out is narrowed here. */
  private guard(ranges: SubnetRanges): void {
    const { name, cidr, podCidr, mesh, egressPorts } = this.plan;
    const rule = { network: this.network.id };
    const out = { ...rule, direction: 'EGRESS' };
    new ComputeFirewall(this, 'out-within', {
      ...out,
      name: `${name}-out-within`,
      priority: 1000,
      destinationRanges: [cidr, podCidr, ranges.controlPlane],
      allow: [{ protocol: 'all' }],
    });
    if (egressPorts.length > 0) {
      new ComputeFirewall(this, 'out-to-internet', {
        ...out,
        name: `${name}-out-to-internet`,
        priority: 1001,
        destinationRanges: ['0.0.0.0/0'],
        allow: [{ protocol: 'tcp', ports: egressPorts.map(String) }],
      });
    }
    new ComputeFirewall(this, 'out-else', {
      ...out,
      name: `${name}-out-else`,
      priority: 65000,
      destinationRanges: ['0.0.0.0/0'],
      deny: [{ protocol: 'all' }],
      logConfig: { metadata: 'INCLUDE_ALL_METADATA' },
    });
    if (mesh.kind !== 'helm') return;
    new ComputeFirewall(this, 'webhooks', {
      ...rule,
      name: `${name}-webhooks`,
      direction: 'INGRESS',
      priority: 1000,
      sourceRanges: [ranges.controlPlane],
      destinationRanges: [podCidr],
      allow: [{ protocol: 'tcp', ports: [WEBHOOK_PORT] }],
    });
  }
}
