import { Construct } from 'constructs';
import { EcrLifecyclePolicy, EcrPullThroughCacheRule, EcrRepository } from '../l1/aws';
import type { EksPlan } from './eks-plan';
import type { Keys } from './keys';

/**
 * Repositories of images, one for each name.
 *
 * - A tag never moves, images are scanned when they are pushed and encrypted under the key of data.
 * - What no tag names is deleted after a while.
 * - Copies of other registries' images come by a prefix, so that nodes need no way to those.
 */
export class Registry extends Construct {
  public readonly repositories: readonly EcrRepository[];

  public constructor(
    scope: Construct,
    id: string,
    private readonly plan: EksPlan,
    accountId: string,
    keys: Keys,
  ) {
    super(scope, id);
    this.prefix = `${accountId}.dkr.ecr.${plan.region}.amazonaws.com${plan.partition === 'aws-cn' ? '.cn' : ''}/${plan.registry.name}`;
    this.repositories = plan.repositories.map((name) => {
      const repository = new EcrRepository(this, name, {
        name: `${plan.registry.name}/${name}`,
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: [{ encryptionType: 'KMS', kmsKey: keys.data.arn }],
        forceDelete: !plan.deletionProtection,
      });
      new EcrLifecyclePolicy(this, `${name}-lifecycle`, { repository: repository.name, policy: this.lifecycle() });
      return repository;
    });
    for (const [prefix, { upstream, credentialArn }] of Object.entries(plan.imageCaches)) {
      new EcrPullThroughCacheRule(this, `cache-${prefix}`, {
        ecrRepositoryPrefix: prefix,
        upstreamRegistryUrl: upstream,
        credentialArn,
      });
    }
  }

  /** What `myelin build` puts before the name of an image. */
  public readonly prefix: string;

  private lifecycle(): string {
    return JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          description: 'what no tag names',
          selection: {
            tagStatus: 'untagged',
            countType: 'sinceImagePushed',
            countUnit: 'days',
            countNumber: this.plan.registry.untaggedDays,
          },
          action: { type: 'expire' },
        },
      ],
    });
  }
}
