import { Construct } from 'constructs';
import {
  DefaultSecurityGroup,
  Eip,
  InternetGateway,
  NatGateway,
  Route,
  RouteTable,
  RouteTableAssociation,
  Subnet,
  Vpc,
  VpcIpv4CidrBlockAssociation,
} from '../l1/aws';
import { formatCidr, parseCidr, subnet, type Cidr } from '../shared/cidr';
import type { EksPlan } from './eks-plan';

/**
 * The network of a cluster.
 *
 * - Nodes are in private subnets, load balancers of the Internet and NAT gateways in public ones, the addresses of the control
 *   plane in subnets of their own, from which nothing leaves; a subnet of each kind in every zone.
 * - Seven eighths of the range are for nodes, the last one for the rest.
 * - Without NAT there are neither public subnets nor a way to the Internet.
 */
export class Network extends Construct {
  public readonly vpc: Vpc;
  public readonly privateSubnets: readonly Subnet[];
  /** Where pods have their addresses, by zone; empty where they share those of the nodes. */
  public readonly podSubnets: readonly Subnet[];
  public readonly controlPlaneSubnets: readonly Subnet[];
  /** Where the control plane has its addresses, as pods see it. */
  public readonly controlPlaneCidrs: readonly string[];
  public readonly podCidrs: readonly string[];
  public readonly privateRouteTables: readonly RouteTable[];

  public constructor(
    scope: Construct,
    id: string,
    private readonly plan: EksPlan,
  ) {
    super(scope, id);
    this.vpc = new Vpc(this, 'vpc', {
      cidrBlock: plan.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: plan.name },
    });
    // Whatever forgets to name a security group gets one that lets nothing through.
    new DefaultSecurityGroup(this, 'default', { vpcId: this.vpc.id, tags: { Name: `${plan.name}-closed` } });
    const cut = cutNetwork(plan.cidr, plan.zones.length);
    this.controlPlaneCidrs = cut.controlPlane;
    this.controlPlaneSubnets = this.subnets('intra', cut.controlPlane);
    this.privateSubnets = this.subnets('private', cut.nodes, {
      'kubernetes.io/role/internal-elb': '1',
      ...(plan.provisioned ? { 'karpenter.sh/discovery': plan.name } : {}),
    });
    this.podSubnets = plan.podCidr === undefined ? [] : this.podRange(plan.podCidr);
    this.podCidrs = plan.podCidr === undefined ? cut.nodes : [plan.podCidr];
    this.privateRouteTables = this.privateRoutes(plan.egress === 'nat' ? this.natGateways(cut.public) : []);
  }

  private subnets(kind: string, cidrs: readonly string[], tags: Record<string, string> = {}): readonly Subnet[] {
    return cidrs.map((cidrBlock, index) => {
      const zone = this.zone(index);
      return new Subnet(this, `${kind}-${letterOf(zone)}`, {
        vpcId: this.vpc.id,
        availabilityZone: zone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: { Name: `${this.plan.name}-${kind}-${letterOf(zone)}`, ...tags },
      });
    });
  }

  private podRange(cidr: string): readonly Subnet[] {
    const range = new VpcIpv4CidrBlockAssociation(this, 'pods', { vpcId: this.vpc.id, cidrBlock: cidr });
    const subnets = this.subnets('pods', cutEvenly(cidr, this.plan.zones.length));
    // The range is a part of the network only when this is there.
    for (const one of subnets) one.dependsOn = [`${range.terraformResourceType}.${range.friendlyUniqueId}`];
    return subnets;
  }

  private natGateways(cidrs: readonly string[]): readonly NatGateway[] {
    const gateway = new InternetGateway(this, 'internet', { vpcId: this.vpc.id, tags: { Name: this.plan.name } });
    const table = new RouteTable(this, 'public', { vpcId: this.vpc.id, tags: { Name: `${this.plan.name}-public` } });
    new Route(this, 'public-internet', {
      routeTableId: table.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.id,
    });
    const subnets = this.subnets('public', cidrs, { 'kubernetes.io/role/elb': '1' });
    subnets.forEach((one, index) => {
      const id = `public-${letterOf(this.zone(index))}-routes`;
      new RouteTableAssociation(this, id, { routeTableId: table.id, subnetId: one.id });
    });
    return (this.plan.oneNat ? subnets.slice(0, 1) : subnets).map((one, index) => {
      const letter = letterOf(this.zone(index));
      const tags = { Name: `${this.plan.name}-nat-${letter}` };
      const address = new Eip(this, `nat-${letter}-address`, { domain: 'vpc', tags, dependsOn: [gateway] });
      return new NatGateway(this, `nat-${letter}`, { allocationId: address.id, subnetId: one.id, tags });
    });
  }

  /** A table for each zone, so that a zone leaves by its own gateway. */
  private privateRoutes(gateways: readonly NatGateway[]): readonly RouteTable[] {
    return this.privateSubnets.map((one, index) => {
      const letter = letterOf(this.zone(index));
      const tags = { Name: `${this.plan.name}-private-${letter}` };
      const table = new RouteTable(this, `private-${letter}-table`, { vpcId: this.vpc.id, tags });
      const gateway = gateways[index] ?? gateways[0];
      if (gateway !== undefined) {
        new Route(this, `private-${letter}-nat`, {
          routeTableId: table.id,
          destinationCidrBlock: '0.0.0.0/0',
          natGatewayId: gateway.id,
        });
      }
      for (const [kind, subnetId] of [
        ['private', one.id],
        ['pods', this.podSubnets[index]?.id],
      ] as const) {
        if (subnetId === undefined) continue;
        new RouteTableAssociation(this, `${kind}-${letter}-routes`, { routeTableId: table.id, subnetId });
      }
      return table;
    });
  }

  private zone(index: number): string {
    const zone = this.plan.zones[index];
    if (zone === undefined) throw new RangeError(`the plan of ${this.plan.name} has no zone ${index}`);
    return zone;
  }
}

/** `a` of `eu-central-1a`. */
export function letterOf(zone: string): string {
  return zone.slice(-1);
}

interface NetworkCut {
  readonly nodes: readonly string[];
  readonly public: readonly string[];
  readonly controlPlane: readonly string[];
}

/** AWS makes no subnet smaller. */
const SMALLEST = 28;

/** Eighths of the range for the nodes of a zone each; in the last eighth what is public, and in its second half the control plane. */
export function cutNetwork(cidr: string, zones: number): NetworkCut {
  const range = rangeOf(cidr);
  const last = subnet(range, range.prefix + 3, 7);
  const half = subnet(last, range.prefix + 4, 1);
  const publicPrefix = Math.min(range.prefix + 8, SMALLEST);
  const each = (from: Cidr, prefix: number) =>
    Array.from({ length: zones }, (_, index) => formatCidr(subnet(from, prefix, index)));
  return {
    nodes: each(range, range.prefix + 3),
    public: each(last, publicPrefix),
    controlPlane: each(half, SMALLEST),
  };
}

/** As many equal parts as zones need, of a size that divides the range. */
function cutEvenly(cidr: string, zones: number): readonly string[] {
  const range = rangeOf(cidr);
  const prefix = range.prefix + Math.ceil(Math.log2(zones));
  return Array.from({ length: zones }, (_, index) => formatCidr(subnet(range, prefix, index)));
}

function rangeOf(cidr: string): Cidr {
  const range = parseCidr(cidr);
  if (range === undefined) throw new RangeError(`${JSON.stringify(cidr)} was not checked`);
  return range;
}
