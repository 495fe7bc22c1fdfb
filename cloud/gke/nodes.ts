import { Construct } from 'constructs';
import { ContainerNodePool, ProjectIamMember, ServiceAccount, type ContainerCluster } from '../l1/google';
import type { PlannedPool } from '../shared/shared-plan';
import type { Apis } from './apis';
import type { GkePlan } from './gke-plan';
import { zonesOfPool } from './gpu-checks';
import { nodeConfig, type NodeParts } from './node-config';

/**
 * As whom nodes act: an account that writes logs and metrics and does no more in the project. What it may pull is granted by the
 * registry.
 */
export class NodeAccount extends Construct {
  public readonly account: ServiceAccount;
  /** What has to be granted before a node can start. */
  public readonly grant: ProjectIamMember;

  public constructor(scope: Construct, id: string, plan: GkePlan, apis: Apis) {
    super(scope, id);
    this.account = new ServiceAccount(this, 'account', {
      accountId: `${plan.name}-nodes`,
      displayName: `nodes of cluster ${plan.name}`,
      dependsOn: apis.of('iam'),
    });
    this.grant = new ProjectIamMember(this, 'may-report', {
      project: plan.projectId,
      role: 'roles/container.defaultNodeServiceAccount',
      member: this.account.member,
    });
  }
}

/** Pools that Terraform makes: all of them, or those of the system where nodes are made to measure. */
function pooled(plan: GkePlan): readonly PlannedPool[] {
  return plan.pools.filter(({ purpose }) => purpose === 'system' || !plan.provisioned);
}

/** Nodes of each zone that a pool begins with: at least those that it must have, unless they are more than it may have. */
function firstNodes({ min, max }: PlannedPool, zones: number): number {
  const enough = Math.ceil(min / zones);
  return enough * zones <= max ? enough : Math.floor(min / zones);
}

/**
 * The pools of nodes, each over those zones of the cluster that have its machines.
 *
 * - How many there are is the business of the autoscaler, within bounds of the whole pool and not of each zone.
 * - GPUs and spot are taken where there are any; other nodes are spread evenly.
 * - A node that is ill is replaced; an upgrade adds one before it takes one away, but for GPUs, of which there may be no more.
 */
export class Nodes extends Construct {
  public constructor(scope: Construct, id: string, plan: GkePlan, cluster: ContainerCluster, parts: NodeParts) {
    super(scope, id);
    for (const pool of pooled(plan)) {
      const zones = zonesOfPool(plan, pool);
      const scarce = pool.spot || pool.gpu !== undefined;
      new ContainerNodePool(this, pool.name, {
        name: pool.name,
        cluster: cluster.id,
        nodeLocations: [...zones],
        initialNodeCount: firstNodes(pool, zones.length),
        maxPodsPerNode: 110,
        autoscaling: {
          totalMinNodeCount: pool.min,
          totalMaxNodeCount: pool.max,
          locationPolicy: scarce ? 'ANY' : 'BALANCED',
        },
        management: { autoRepair: true, autoUpgrade: true },
        networkConfig: { enablePrivateNodes: true },
        upgradeSettings:
          pool.gpu === undefined ? { maxSurge: 1, maxUnavailable: 0 } : { maxSurge: 0, maxUnavailable: 1 },
        nodeConfig: nodeConfig(plan, pool, parts),
        // What Google adds to nodes by itself is none of a plan.
        lifecycle: { ignoreChanges: ['initial_node_count', 'node_config[0].taint', 'node_config[0].resource_labels'] },
      });
    }
  }
}
