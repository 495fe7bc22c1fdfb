import { Construct } from 'constructs';
import { VpcEndpoint } from '../l1/aws';
import type { EksPlan } from './eks-plan';
import type { Network } from './network';
import { closedGroup } from './security-groups';

/** Services that nodes, add-ons and controllers call; with an address each in every zone, which is paid by the hour. */
const SERVICES = [
  ...['autoscaling', 'aps-workspaces', 'ec2', 'ecr.api', 'ecr.dkr', 'eks', 'eks-auth', 'elasticfilesystem'],
  ...['elasticloadbalancing', 'logs', 'sqs', 'ssm', 'ssmmessages', 'sts'],
];

/**
 * Ways to AWS that do not leave the network: to S3 always, which costs nothing and carries the layers of images; to everything
 * else where there is no NAT.
 */
export class Endpoints extends Construct {
  public constructor(scope: Construct, id: string, plan: EksPlan, network: Network) {
    super(scope, id);
    new VpcEndpoint(this, 's3', {
      vpcId: network.vpc.id,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${plan.region}.s3`,
      routeTableIds: network.privateRouteTables.map((table) => table.id),
      tags: { Name: `${plan.name}-s3` },
    });
    if (plan.egress === 'nat') return;
    const group = closedGroup(this, 'endpoints', plan, network.vpc.id, 443);
    for (const service of SERVICES) {
      new VpcEndpoint(this, service.replaceAll('.', '-'), {
        vpcId: network.vpc.id,
        vpcEndpointType: 'Interface',
        serviceName: `com.amazonaws.${plan.region}.${service}`,
        privateDnsEnabled: true,
        securityGroupIds: [group.id],
        subnetIds: network.privateSubnets.map((one) => one.id),
        tags: { Name: `${plan.name}-${service}` },
      });
    }
  }
}
