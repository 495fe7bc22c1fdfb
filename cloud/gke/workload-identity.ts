import { Construct } from 'constructs';
import {
  ArtifactRegistryRepositoryIamMember,
  StorageBucketIamMember,
  type ArtifactRegistryRepository,
  type StorageBucket,
} from '../l1/google';
import type { Permission, ServiceAccountIdentity } from '../shared/cluster-outputs';
import type { GkePlan } from './gke-plan';

/** What permissions mean on Google Cloud, and of what. */
const PERMISSIONS: Readonly<Record<Permission, { readonly role: string; readonly of: 'bucket' | 'registry' }>> = {
  'bucket:read': { role: 'roles/storage.objectViewer', of: 'bucket' },
  'bucket:write': { role: 'roles/storage.objectUser', of: 'bucket' },
  'registry:pull': { role: 'roles/artifactregistry.reader', of: 'registry' },
  'registry:push': { role: 'roles/artifactregistry.writer', of: 'registry' },
};

/** The metadata service of nodes, from which pods have their tokens: where Dataplane V2 finds it, and which port it answers on. */
const METADATA = { cidr: '169.254.169.254/32', ports: [80, 8080] };

export interface WorkloadIdentityProps {
  readonly namespace: string;
  readonly account: string;
  readonly permissions: readonly Permission[];
  readonly bucket: StorageBucket;
  readonly repository: ArtifactRegistryRepository;
}

/**
 * A ServiceAccount whose pods use Google's services as themselves: rights are given to the name of the account in the pool of the
 * project, without an account of Google between, and without a key.
 *
 * The pool is that of the project: an account of the same name and namespace in another of its clusters has these rights too.
 */
export class WorkloadIdentity extends Construct {
  /** Nothing but the name of the account: Google finds it by that. */
  public readonly identity: ServiceAccountIdentity = { annotations: {}, podLabels: {}, egress: [METADATA] };

  public constructor(scope: Construct, id: string, plan: GkePlan, props: WorkloadIdentityProps) {
    super(scope, id);
    const { namespace, account, bucket, repository } = props;
    const pool = `projects/${plan.projectNumber}/locations/global/workloadIdentityPools/${plan.projectId}.svc.id.goog`;
    const member = `principal://iam.googleapis.com/${pool}/subject/ns/${namespace}/sa/${account}`;
    for (const permission of [...new Set(props.permissions)]) {
      const { role, of } = PERMISSIONS[permission];
      const name = permission.replace(':', '-');
      if (of === 'bucket') new StorageBucketIamMember(this, name, { bucket: bucket.name, role, member });
      else {
        new ArtifactRegistryRepositoryIamMember(this, name, {
          repository: repository.name,
          location: plan.region,
          role,
          member,
        });
      }
    }
  }
}
