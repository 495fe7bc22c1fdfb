import { Construct } from 'constructs';
import { EksPodIdentityAssociation, PrometheusWorkspace } from '../l1/aws';
import type { EksPlan } from './eks-plan';
import type { Keys } from './keys';
import { role, type Statement } from './roles';

/** Namespace of what watches the cluster. */
export const MONITORING = 'monitoring';

/** ServiceAccount of the Prometheus that the second stack installs. */
export const PROMETHEUS_ACCOUNT = 'prometheus';

/**
 * Roles of the controllers that the second stack installs, each bound to one ServiceAccount, and what they write to.
 *
 * - The load balancer controller makes network load balancers; what it changes carries the tag of the cluster.
 * - The autoscaler resizes groups of this cluster alone.
 * - Prometheus writes into its workspace and reads nothing.
 */
export class Controllers extends Construct {
  public readonly workspace: PrometheusWorkspace | undefined;

  public constructor(
    scope: Construct,
    id: string,
    private readonly plan: EksPlan,
    private readonly cluster: { readonly name: string; readonly accountId: string },
    keys: Keys,
  ) {
    super(scope, id);
    if (plan.mesh.kind !== 'none') {
      this.controller('load-balancers', 'kube-system', 'aws-load-balancer-controller', loadBalancerStatements(plan));
    }
    if (!plan.provisioned)
      this.controller('autoscaler', 'kube-system', 'cluster-autoscaler', autoscalerStatements(plan));
    if (!plan.managedPrometheus) return;
    this.workspace = new PrometheusWorkspace(this, 'metrics', { alias: plan.name, kmsKeyArn: keys.data.arn });
    this.controller('prometheus', MONITORING, PROMETHEUS_ACCOUNT, [
      { Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: this.workspace.arn },
      { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keys.data.arn },
    ]);
  }

  private controller(name: string, namespace: string, serviceAccount: string, statements: readonly Statement[]): void {
    const { accountId, name: clusterName } = this.cluster;
    const trusts = { service: 'pods.eks', accountId, namespace, serviceAccount } as const;
    const made = role(this, name, this.plan, { name, trusts, statements });
    new EksPodIdentityAssociation(this, `${name}-identity`, {
      clusterName,
      namespace,
      serviceAccount,
      roleArn: made.arn,
    });
  }
}

const CLUSTER_TAG = 'elbv2.k8s.aws/cluster';

/** After the policy that the controller publishes (2.14), less what serves application load balancers: the stack makes none. */
function loadBalancerStatements(plan: EksPlan): readonly Statement[] {
  const elb = (path: string) => `arn:${plan.partition}:elasticloadbalancing:${plan.region}:*:${path}`;
  const ec2 = (path: string) => `arn:${plan.partition}:ec2:${plan.region}:*:${path}`;
  const balanced = [elb('targetgroup/*/*'), elb('loadbalancer/net/*/*')];
  const listeners = [elb('listener/net/*/*/*'), elb('listener-rule/net/*/*/*')];
  const own = { StringEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: plan.name } };
  const named = { StringEquals: { [`aws:RequestTag/${CLUSTER_TAG}`]: plan.name } };
  return [
    {
      Sid: 'Read',
      Effect: 'Allow',
      Action: [
        ...[
          'AccountAttributes',
          'Addresses',
          'AvailabilityZones',
          'CoipPools',
          'InternetGateways',
          'Instances',
          'IpamPools',
        ],
        ...['NetworkInterfaces', 'RouteTables', 'SecurityGroups', 'Subnets', 'Tags', 'Vpcs', 'VpcPeeringConnections'],
      ]
        .map((what) => `ec2:Describe${what}`)
        .concat('ec2:GetCoipPoolUsage', 'ec2:GetSecurityGroupsForVpc', 'elasticloadbalancing:Describe*'),
      Resource: '*',
    },
    { Sid: 'MakeGroups', Effect: 'Allow', Action: 'ec2:CreateSecurityGroup', Resource: ec2('vpc/*') },
    {
      Sid: 'MakeTaggedGroups',
      Effect: 'Allow',
      Action: ['ec2:CreateSecurityGroup', 'ec2:CreateTags'],
      Resource: ec2('security-group/*'),
      Condition: named,
    },
    {
      Sid: 'ChangeGroups',
      Effect: 'Allow',
      Action: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      Resource: ec2('security-group/*'),
      Condition: { StringLike: { [`aws:ResourceTag/kubernetes.io/cluster/${plan.name}`]: '*' } },
    },
    {
      Sid: 'ChangeOwnGroups',
      Effect: 'Allow',
      Action: [
        ...['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'DeleteSecurityGroup'],
        ...['CreateTags', 'DeleteTags'],
      ].map((verb) => `ec2:${verb}`),
      Resource: ec2('security-group/*'),
      Condition: own,
    },
    {
      Sid: 'Make',
      Effect: 'Allow',
      Action: ['CreateLoadBalancer', 'CreateTargetGroup', 'AddTags'].map((verb) => `elasticloadbalancing:${verb}`),
      Resource: balanced,
      Condition: named,
    },
    {
      Sid: 'ChangeOwn',
      Effect: 'Allow',
      Action: [
        ...['AddTags', 'RemoveTags', 'CreateListener', 'DeleteLoadBalancer', 'DeleteTargetGroup', 'DeregisterTargets'],
        ...['ModifyLoadBalancerAttributes', 'ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'RegisterTargets'],
        ...['SetIpAddressType', 'SetSecurityGroups', 'SetSubnets', 'ModifyIpPools', 'ModifyCapacityReservation'],
      ].map((verb) => `elasticloadbalancing:${verb}`),
      Resource: balanced,
      Condition: own,
    },
    {
      // A listener is tagged while it is made, when it has no tag yet that could be asked for.
      Sid: 'TagNewListeners',
      Effect: 'Allow',
      Action: 'elasticloadbalancing:AddTags',
      Resource: listeners,
      Condition: named,
    },
    {
      Sid: 'ChangeOwnListeners',
      Effect: 'Allow',
      Action: [
        ...['AddListenerCertificates', 'AddTags', 'DeleteListener', 'ModifyListener', 'ModifyListenerAttributes'],
        ...['RemoveListenerCertificates', 'RemoveTags'],
      ].map((verb) => `elasticloadbalancing:${verb}`),
      Resource: listeners,
      Condition: own,
    },
    {
      Sid: 'ServiceRole',
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: '*',
      Condition: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    },
  ];
}

function autoscalerStatements(plan: EksPlan): readonly Statement[] {
  return [
    {
      Sid: 'Read',
      Effect: 'Allow',
      Action: [
        ...['AutoScalingGroups', 'AutoScalingInstances', 'LaunchConfigurations', 'ScalingActivities', 'Tags'].map(
          (what) => `autoscaling:Describe${what}`,
        ),
        ...['ec2:DescribeImages', 'ec2:DescribeInstanceTypes', 'ec2:DescribeLaunchTemplateVersions'],
        ...['ec2:GetInstanceTypesFromInstanceRequirements', 'eks:DescribeNodegroup'],
      ],
      Resource: '*',
    },
    {
      Sid: 'ResizeOwn',
      Effect: 'Allow',
      Action: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
      Resource: `arn:${plan.partition}:autoscaling:${plan.region}:*:autoScalingGroup:*`,
      Condition: { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${plan.name}`]: 'owned' } },
    },
  ];
}
