import { Construct } from 'constructs';
import { CloudwatchLogGroup, FlowLog } from '../l1/aws';
import type { EksPlan } from './eks-plan';
import type { Keys } from './keys';
import type { Network } from './network';
import { role } from './roles';

/** Who talked to whom in the network, kept as long as the logs of the control plane, under the key of data. */
export class FlowLogs extends Construct {
  public constructor(scope: Construct, id: string, plan: EksPlan, network: Network, keys: Keys) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, 'group', {
      name: `/aws/vpc/${plan.name}/flow`,
      retentionInDays: plan.logDays,
      kmsKeyId: keys.data.arn,
    });
    const writer = role(this, 'role', plan, {
      name: 'flow-logs',
      trusts: { service: 'vpc-flow-logs', accountId: network.vpc.ownerId },
      statements: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
          Resource: `${group.arn}:*`,
        },
      ],
    });
    new FlowLog(this, 'log', {
      vpcId: network.vpc.id,
      trafficType: 'ALL',
      logDestination: group.arn,
      iamRoleArn: writer.arn,
      maxAggregationInterval: 600,
    });
  }
}
