import { Construct } from 'constructs';
import { ArtifactRegistryRepository, ArtifactRegistryRepositoryIamMember } from '../l1/google';
import type { ITerraformDependable } from '../l1/core';
import type { GkePlan } from './gke-plan';
import type { Keys } from './keys';

/** The repository of images: tags never move, what has none goes after a while, nodes may pull. */
export class Registry extends Construct {
  public readonly repository: ArtifactRegistryRepository;
  /** Prefix of images. */
  public readonly prefix: string;

  public constructor(
    scope: Construct,
    id: string,
    plan: GkePlan,
    parts: { keys: Keys; nodes: string; after: readonly ITerraformDependable[] },
  ) {
    super(scope, id);
    this.repository = new ArtifactRegistryRepository(this, 'repository', {
      repositoryId: plan.registry.name,
      location: plan.region,
      format: 'DOCKER',
      description: `images of cluster ${plan.name}`,
      kmsKeyName: parts.keys.data.id,
      dockerConfig: { immutableTags: true },
      vulnerabilityScanningConfig: { enablementConfig: 'INHERITED' },
      cleanupPolicyDryRun: false,
      cleanupPolicies: [
        {
          id: 'untagged',
          action: 'DELETE',
          condition: { tagState: 'UNTAGGED', olderThan: `${plan.registry.untaggedDays * 24 * 3600}s` },
        },
      ],
      labels: { ...plan.tags },
      dependsOn: [...parts.after, ...parts.keys.grants.data],
    });
    new ArtifactRegistryRepositoryIamMember(this, 'nodes-pull', {
      repository: this.repository.name,
      location: plan.region,
      role: 'roles/artifactregistry.reader',
      member: parts.nodes,
    });
    this.prefix = `${plan.region}-docker.pkg.dev/${plan.projectId}/${this.repository.repositoryId}`;
  }
}
