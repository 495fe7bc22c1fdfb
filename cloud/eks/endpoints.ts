import { Construct } from 'constructs';
import { VpcEndpoint } from '../l1/aws';
import type { EksPlan } from './eks-plan';
import type { Network } from './network';
import { policy } from './roles';
import { closedGroup } from './security-groups';

/** Services that nodes, add-ons and controllers call; with an address each in every zone, which is paid by the hour. */
const SERVICES = [
  ...['autoscaling', 'aps-workspaces', 'ec2', 'ecr.api', 'ecr.dkr', 'eks', 'eks-auth', 'elasticfilesystem'],
  ...['elasticloadbalancing', 'logs', 'sqs', 'ssm', 'ssmmessages', 'sts'],
];

/**
 * Buckets of others, in the region, that nodes read: layers of images of ECR, and of registry.k8s.io, which charts have images of. What
 * lies there is for everybody to read.
 */
const layerBuckets = (region: string) => [`prod-${region}-starport-layer-bucket`, `prod-registry-k8s-io-${region}`];

/**
 * Ways to AWS that do not leave the network: to S3 always, which costs nothing and carries the layers of images; to everything
 * else where there is no NAT.
 *
 * - By that to S3 the buckets of the account are reached, and those that are named are read: who has credentials of another account
 *   carries nothing there. S3 of another region is behind NAT, if there is one.
 */
export class Endpoints extends Construct {
  public constructor(scope: Construct, id: string, plan: EksPlan, network: Network) {
    super(scope, id);
    new VpcEndpoint(this, 's3', {
      vpcId: network.vpc.id,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${plan.region}.s3`,
      routeTableIds: network.privateRouteTables.map((table) => table.id),
      policy: s3Policy(plan, network.vpc.ownerId),
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

function s3Policy(plan: EksPlan, accountId: string): string {
  const read = [...layerBuckets(plan.region), ...plan.readableBuckets].map(
    (name) => `arn:${plan.partition}:s3:::${name}`,
  );
  return policy([
    {
      Sid: 'BucketsOfTheAccount',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceAccount': accountId } },
    },
    {
      Sid: 'ReadOfOthers',
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
      Resource: read.flatMap((arn) => [arn, `${arn}/*`]),
    },
  ]);
}
