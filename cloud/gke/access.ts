import { Construct } from 'constructs';
import type { Installer } from '../helm/installer';
import { ProjectIamMember } from '../l1/google';
import type { GkePlan } from './gke-plan';

/**
 * Who administers the cluster, as the project sees it: who finds the cluster and comes as far as its API server.
 *
 * - In it they may nothing by this: a cluster of Google has no policy of its own, a role of the project holds in all of its clusters,
 *   and conditions on the name of one do not reach objects of Kubernetes. What they may says `installAdmins`, in the cluster.
 */
export class Access extends Construct {
  public constructor(scope: Construct, id: string, plan: GkePlan) {
    super(scope, id);
    plan.admins.forEach((member, index) => {
      new ProjectIamMember(this, `admin-${index + 1}`, {
        project: plan.projectId,
        role: 'roles/container.clusterViewer',
        member,
      });
    });
  }
}

/** Lets the admins do everything in this cluster, by RBAC. */
export function installAdmins(installer: Pick<Installer, 'objects'>, { admins }: GkePlan): void {
  if (admins.length === 0) return;
  installer.objects('admins', {
    namespace: 'kube-system',
    objects: [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'myelin-admins' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: admins.map((member) => ({ apiGroup: 'rbac.authorization.k8s.io', ...subjectOf(member) })),
      },
    ],
  });
}

/** A member of a policy of IAM, as the API server knows it: people and accounts by their address, others by the whole name. */
function subjectOf(member: string): { readonly kind: 'User' | 'Group'; readonly name: string } {
  const kind = /^(group:|principalSet:)/.test(member) ? 'Group' : 'User';
  return { kind, name: member.replace(/^(user|group|serviceAccount):/, '') };
}
