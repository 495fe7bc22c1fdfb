import { Construct } from 'constructs';
import { ProjectIamMember } from '../l1/google';
import type { GkePlan } from './gke-plan';

/**
 * Who administers the cluster: members of the policy of the project, since a cluster of Google has none of its own.
 *
 * - The role holds for this cluster alone, and for what is in it: of others in the project it says nothing.
 */
export class Access extends Construct {
  public constructor(scope: Construct, id: string, plan: GkePlan) {
    super(scope, id);
    const name = `projects/${plan.projectId}/locations/${plan.region}/clusters/${plan.name}`;
    plan.admins.forEach((member, index) => {
      new ProjectIamMember(this, `admin-${index + 1}`, {
        project: plan.projectId,
        role: 'roles/container.admin',
        member,
        condition: {
          title: `cluster ${plan.name}`,
          expression: `resource.name == "${name}" || resource.name.startsWith("${name}/")`,
        },
      });
    });
  }
}
