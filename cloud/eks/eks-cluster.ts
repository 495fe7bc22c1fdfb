import type { Construct } from 'constructs';
import { AwsProvider } from '../l1/aws';
import { ClusterStack } from '../l1/cluster-stack';
import { ClusterError } from '../shared/fault';
import { checkEks } from './checks';
import { ControlPlane } from './control-plane';
import { eksPlan, type EksPlan } from './eks-plan';
import type { EksClusterProps } from './eks-props';
import { Keys } from './keys';
import { Network } from './network';

/** A cluster on AWS. What is wrong with its props is found before anything is made. */
export class EksCluster extends ClusterStack {
  /** What is asked for, with the defaults. @internal */
  public readonly plan: EksPlan;
  public readonly network: Network;
  public readonly controlPlane: ControlPlane;

  public constructor(scope: Construct, id: string, props: EksClusterProps) {
    super(scope, id, props);
    const plan = eksPlan(props);
    const faults = checkEks(plan);
    if (faults.length > 0) throw new ClusterError(plan.name, faults);
    this.plan = plan;
    new AwsProvider(this, 'aws', {
      region: plan.region,
      allowedAccountIds: plan.extras.accountId === undefined ? undefined : [plan.extras.accountId],
      defaultTags: [{ tags: plan.tags }],
    });
    this.constrainProvider('aws', plan.awsProviderVersion);
    this.network = new Network(this, 'network', plan);
    const keys = new Keys(this, 'keys', plan, this.network.vpc.ownerId);
    this.controlPlane = new ControlPlane(this, 'control-plane', plan, this.network, keys);
    this.writeOutput('name', plan.name);
  }
}
