import { Construct } from 'constructs';
import { ProjectIamMember } from '../l1/google';
import type { GkePlan } from './gke-plan';

/** Who administers the cluster: members of the project's policy, since a cluster of Google has none of its own. */
export class Access extends Construct {
  public constructor(scope: Construct, id: string, plan: GkePlan) {
    super(scope, id);
    plan.admins.forEach((member, index) => {
      new ProjectIamMember(this, `admin-${index + 1}`, {
        project: plan.projectId,
        role: 'roles/container.admin',
        member,
      });
    });
  }
}
