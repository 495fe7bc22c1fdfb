import { Construct } from 'constructs';
import { LoggingProjectBucketConfig, LoggingProjectSink, ProjectIamMember } from '../l1/google';
import type { Apis } from './apis';
import type { GkePlan } from './gke-plan';

/** Logs of the cluster, its audit log among them, in a bucket of their own: that of the project keeps 30 days for everybody. */
export class Logs extends Construct {
  public constructor(scope: Construct, id: string, plan: GkePlan, apis: Apis) {
    super(scope, id);
    const project = plan.projectId;
    const bucket = new LoggingProjectBucketConfig(this, 'bucket', {
      project,
      location: plan.region,
      bucketId: plan.name,
      retentionDays: plan.logDays,
      description: `logs of cluster ${plan.name}`,
      dependsOn: apis.of('logging'),
    });
    const sink = new LoggingProjectSink(this, 'sink', {
      project,
      name: plan.name,
      destination: `logging.googleapis.com/${bucket.id}`,
      filter: `resource.type=~"^(k8s|gke)_" AND resource.labels.cluster_name="${plan.name}" AND resource.labels.location="${plan.region}"`,
      uniqueWriterIdentity: true,
    });
    new ProjectIamMember(this, 'sink-may-write', {
      project,
      role: 'roles/logging.bucketWriter',
      member: sink.writerIdentity,
      condition: {
        title: `logs of ${plan.name}`,
        expression: `resource.name.endsWith("locations/${plan.region}/buckets/${plan.name}")`,
      },
    });
  }
}
