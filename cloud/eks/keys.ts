import { Construct } from 'constructs';
import { KmsAlias, KmsKey } from '../l1/aws';
import type { EksPlan } from './eks-plan';

/**
 * The keys of a cluster: one for what is secret in Kubernetes, one for data.
 *
 * - They are two, so that who may read the bucket, and so use the key of data, can decrypt no Secret.
 * - Both are rotated yearly, and can be called back for thirty days after they were deleted.
 */
export class Keys extends Construct {
  public readonly secrets: KmsKey;
  public readonly data: KmsKey;
  /** What the key of data has to allow before it can be used. */
  public constructor(scope: Construct, id: string, plan: EksPlan, accountId: string) {
    super(scope, id);
    const ownedByAccount = {
      Sid: 'Account',
      Effect: 'Allow',
      Principal: { AWS: `arn:${plan.partition}:iam::${accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    };
    const logs = {
      Sid: 'Logs',
      Effect: 'Allow',
      Principal: { Service: `logs.${plan.region}.amazonaws.com` },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${plan.partition}:logs:${plan.region}:${accountId}:log-group:*`,
        },
      },
    };
    this.secrets = this.key('secrets', `Secrets of Kubernetes in ${plan.name}`, plan, [ownedByAccount]);
    this.data = this.key('data', `Volumes, images, objects and logs of ${plan.name}`, plan, [ownedByAccount, logs]);
  }

  private key(use: string, description: string, plan: EksPlan, statements: readonly object[]): KmsKey {
    const key = new KmsKey(this, use, {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    });
    new KmsAlias(this, `${use}-alias`, { name: `alias/${plan.name}-${use}`, targetKeyId: key.keyId });
    return key;
  }
}
