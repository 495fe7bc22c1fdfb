import { Construct } from 'constructs';
import { EksAccessEntry, EksAccessPolicyAssociation } from '../l1/aws';
import type { EksPlan } from './eks-plan';

/** Who administers the cluster: an access entry for each principal, and nobody by having made it. */
export class Access extends Construct {
  public readonly entries: readonly EksAccessPolicyAssociation[];

  public constructor(scope: Construct, id: string, plan: EksPlan, clusterName: string) {
    super(scope, id);
    this.entries = plan.admins.map((principalArn) => {
      const name = principalArn.replace(/^.*\//, '');
      const entry = new EksAccessEntry(this, name, { clusterName, principalArn });
      return new EksAccessPolicyAssociation(this, `${name}-admin`, {
        clusterName,
        principalArn: entry.principalArn,
        policyArn: `arn:${plan.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
        accessScope: { type: 'cluster' },
      });
    });
  }
}
