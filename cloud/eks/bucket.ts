import { Construct } from 'constructs';
import {
  S3Bucket,
  S3BucketEncryption,
  S3BucketLifecycleConfiguration,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketVersioning,
} from '../l1/aws';
import type { EksPlan } from './eks-plan';
import type { Keys } from './keys';
import { policy } from './roles';

/**
 * The bucket of models, data and backups.
 *
 * - Nothing of it is ever public, access lists do not count, and it is reached over TLS alone.
 * - Every object is encrypted under the key of data, and has versions; old ones go after a while.
 * - Its name is made by AWS unless it is given, since names of buckets are those of all accounts.
 */
export class Bucket extends Construct {
  public readonly bucket: S3Bucket;

  public constructor(scope: Construct, id: string, plan: EksPlan, keys: Keys) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'bucket', {
      ...(plan.bucket.name === undefined ? { bucketPrefix: `${plan.name}-` } : { bucket: plan.bucket.name }),
      forceDestroy: !plan.deletionProtection,
      lifecycle: { preventDestroy: plan.deletionProtection },
    });
    const bucket = this.bucket.id;
    const block = new S3BucketPublicAccessBlock(this, 'private', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'owner', { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
    const versioning = new S3BucketVersioning(this, 'versions', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketEncryption(this, 'encryption', {
      bucket,
      rule: [
        {
          bucketKeyEnabled: true,
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keys.data.arn },
        },
      ],
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [{ noncurrentDays: plan.bucket.oldVersionDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: policy([
        {
          Sid: 'OverTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [this.bucket.arn, `${this.bucket.arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
      // A policy that comes first would be refused while the block is made.
      dependsOn: [block],
    });
  }
}
