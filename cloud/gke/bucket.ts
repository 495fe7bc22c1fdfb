import { Construct } from 'constructs';
import { StorageBucket } from '../l1/google';
import type { ITerraformDependable } from '../l1/core';
import type { GkePlan } from './gke-plan';
import type { Keys } from './keys';

/**
 * The bucket of models, data and backups.
 *
 * - Nothing of it is ever public, and rights are those of the bucket, never of an object.
 * - Every object is encrypted under the key of data, and has versions; old ones go after a while.
 */
export class Bucket extends Construct {
  public readonly bucket: StorageBucket;

  public constructor(
    scope: Construct,
    id: string,
    plan: GkePlan,
    parts: { keys: Keys; after: readonly ITerraformDependable[] },
  ) {
    super(scope, id);
    this.bucket = new StorageBucket(this, 'bucket', {
      name: plan.bucket.name,
      location: plan.region.toUpperCase(),
      storageClass: 'STANDARD',
      uniformBucketLevelAccess: true,
      publicAccessPrevention: 'enforced',
      versioning: { enabled: true },
      encryption: { defaultKmsKeyName: parts.keys.data.id },
      softDeletePolicy: { retentionDurationSeconds: 14 * 24 * 3600 },
      lifecycleRule: [
        {
          action: { type: 'Delete' },
          condition: { daysSinceNoncurrentTime: plan.bucket.oldVersionDays, withState: 'ARCHIVED' },
        },
        { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } },
      ],
      labels: { ...plan.tags },
      forceDestroy: !plan.deletionProtection,
      lifecycle: { preventDestroy: plan.deletionProtection },
      dependsOn: [...parts.after, ...parts.keys.grants.data],
    });
  }
}
