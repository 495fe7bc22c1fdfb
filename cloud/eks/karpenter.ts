import { Construct } from 'constructs';
import {
  CloudwatchEventRule,
  CloudwatchEventTarget,
  EksAccessEntry,
  EksPodIdentityAssociation,
  SqsQueue,
  SqsQueuePolicy,
  type IamRole,
} from '../l1/aws';
import type { EksPlan } from './eks-plan';
import { NODE_POLICIES } from './nodes';
import { policy, role, type Statement } from './roles';

/** What AWS tells of machines that will go, by the name of the rule. */
const EVENTS: Readonly<Record<string, { readonly source: string; readonly type: string }>> = {
  health: { source: 'aws.health', type: 'AWS Health Event' },
  'spot-interruption': { source: 'aws.ec2', type: 'EC2 Spot Instance Interruption Warning' },
  rebalance: { source: 'aws.ec2', type: 'EC2 Instance Rebalance Recommendation' },
  'state-change': { source: 'aws.ec2', type: 'EC2 Instance State-change Notification' },
  'reservation-interruption': { source: 'aws.ec2', type: 'EC2 Capacity Reservation Instance Interruption Warning' },
};

/**
 * What Karpenter needs of AWS: a queue in which it is told which machines will go, and a role.
 *
 * - The role starts and ends machines of this cluster alone, by their tags, and hands them the role of nodes alone.
 * - Messages are encrypted, and sent over TLS, by events and by SQS alone.
 */
export class Karpenter extends Construct {
  public readonly queue: SqsQueue;
  public readonly nodeRole: IamRole;

  public constructor(
    scope: Construct,
    id: string,
    plan: EksPlan,
    cluster: { readonly name: string; readonly arn: string; readonly accountId: string },
  ) {
    super(scope, id);
    const clusterName = cluster.name;
    this.nodeRole = role(this, 'node-role', plan, {
      name: 'karpenter-node',
      trusts: { service: 'ec2' },
      managed: NODE_POLICIES,
    });
    // Groups of nodes let their role in by themselves; nobody does for this one.
    new EksAccessEntry(this, 'nodes', { clusterName, principalArn: this.nodeRole.arn, type: 'EC2_LINUX' });
    this.queue = new SqsQueue(this, 'queue', {
      name: `${plan.name}-karpenter`,
      messageRetentionSeconds: 300,
      sqsManagedSseEnabled: true,
    });
    new SqsQueuePolicy(this, 'queue-policy', {
      queueUrl: this.queue.url,
      policy: policy([
        {
          Sid: 'Events',
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com', 'sqs.amazonaws.com'] },
          Action: 'sqs:SendMessage',
          Resource: this.queue.arn,
        },
        {
          Sid: 'OverTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: this.queue.arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    });
    for (const [name, { source, type }] of Object.entries(EVENTS)) {
      const rule = new CloudwatchEventRule(this, name, {
        name: `${plan.name}-karpenter-${name}`,
        eventPattern: JSON.stringify({ source: [source], 'detail-type': [type] }),
      });
      new CloudwatchEventTarget(this, `${name}-target`, { rule: rule.name, arn: this.queue.arn });
    }
    const controller = role(this, 'role', plan, {
      name: 'karpenter',
      trusts: {
        service: 'pods.eks',
        accountId: cluster.accountId,
        namespace: 'kube-system',
        serviceAccount: 'karpenter',
      },
      statements: controllerStatements(plan, cluster.arn, this.nodeRole.arn, this.queue.arn),
    });
    new EksPodIdentityAssociation(this, 'identity', {
      clusterName,
      namespace: 'kube-system',
      serviceAccount: 'karpenter',
      roleArn: controller.arn,
    });
  }
}

/** After the policies that Karpenter publishes (karpenter.sh, "CloudFormation reference"), in fewer statements. */
function controllerStatements(
  plan: EksPlan,
  clusterArn: string,
  nodeRoleArn: string,
  queueArn: string,
): readonly Statement[] {
  const arn = (path: string) => `arn:${plan.partition}:ec2:${plan.region}:*:${path}/*`;
  const started = ['fleet', 'instance', 'volume', 'network-interface', 'launch-template', 'spot-instances-request'].map(
    arn,
  );
  const owned = { [`aws:RequestTag/kubernetes.io/cluster/${plan.name}`]: 'owned' };
  const ofCluster = { [`aws:ResourceTag/kubernetes.io/cluster/${plan.name}`]: 'owned' };
  // Nodes of groups belong to the cluster too; what Karpenter made names its pool.
  const ofPool = { 'aws:ResourceTag/karpenter.sh/nodepool': '*' };
  return [
    {
      Sid: 'StartFrom',
      Effect: 'Allow',
      Action: ['ec2:RunInstances', 'ec2:CreateFleet'],
      Resource: [
        ...['image', 'snapshot'].map((kind) => `arn:${plan.partition}:ec2:${plan.region}::${kind}/*`),
        ...['security-group', 'subnet', 'capacity-reservation'].map(arn),
      ],
    },
    {
      Sid: 'StartByTemplate',
      Effect: 'Allow',
      Action: ['ec2:RunInstances', 'ec2:CreateFleet'],
      Resource: arn('launch-template'),
      Condition: { StringEquals: ofCluster, StringLike: ofPool },
    },
    {
      Sid: 'StartTagged',
      Effect: 'Allow',
      Action: ['ec2:RunInstances', 'ec2:CreateFleet', 'ec2:CreateLaunchTemplate'],
      Resource: started,
      Condition: { StringEquals: owned, StringLike: { 'aws:RequestTag/karpenter.sh/nodepool': '*' } },
    },
    {
      Sid: 'TagOnCreation',
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: started,
      Condition: {
        StringEquals: { ...owned, 'ec2:CreateAction': ['RunInstances', 'CreateFleet', 'CreateLaunchTemplate'] },
      },
    },
    {
      Sid: 'TagOwn',
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: arn('instance'),
      Condition: {
        StringEquals: ofCluster,
        StringLike: ofPool,
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['eks:eks-cluster-name', 'karpenter.sh/nodeclaim', 'Name'] },
      },
    },
    {
      Sid: 'EndOwn',
      Effect: 'Allow',
      Action: ['ec2:TerminateInstances', 'ec2:DeleteLaunchTemplate'],
      Resource: [arn('instance'), arn('launch-template')],
      Condition: { StringEquals: ofCluster, StringLike: ofPool },
    },
    {
      Sid: 'Read',
      Effect: 'Allow',
      Action: [
        ...['CapacityReservations', 'Images', 'Instances', 'InstanceStatus', 'InstanceTypeOfferings', 'InstanceTypes'],
        ...['LaunchTemplates', 'SecurityGroups', 'SpotPriceHistory', 'Subnets', 'PlacementGroups'],
      ].map((what) => `ec2:Describe${what}`),
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': plan.region } },
    },
    { Sid: 'Prices', Effect: 'Allow', Action: 'pricing:GetProducts', Resource: '*' },
    {
      Sid: 'Images',
      Effect: 'Allow',
      Action: 'ssm:GetParameter',
      Resource: `arn:${plan.partition}:ssm:${plan.region}::parameter/aws/service/*`,
    },
    {
      Sid: 'Interruptions',
      Effect: 'Allow',
      Action: ['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
      Resource: queueArn,
    },
    {
      Sid: 'RoleOfNodes',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: nodeRoleArn,
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
    {
      Sid: 'InstanceProfiles',
      Effect: 'Allow',
      Action: ['AddRoleTo', 'Create', 'Delete', 'Get', 'RemoveRoleFrom', 'Tag'].map(
        (verb) => `iam:${verb}InstanceProfile`,
      ),
      // By name, and since 1.6 by path too.
      Resource: [`${plan.name}_*`, `karpenter/${plan.region}/${plan.name}/*`].map(
        (profile) => `arn:${plan.partition}:iam::*:instance-profile/${profile}`,
      ),
    },
    { Sid: 'ListInstanceProfiles', Effect: 'Allow', Action: 'iam:ListInstanceProfiles', Resource: '*' },
    { Sid: 'Cluster', Effect: 'Allow', Action: 'eks:DescribeCluster', Resource: clusterArn },
  ];
}
