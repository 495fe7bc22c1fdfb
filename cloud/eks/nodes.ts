import { Construct } from 'constructs';
import { EksNodeGroup, LaunchTemplate, PlacementGroup, type IamRole } from '../l1/aws';
import type { ITerraformDependable } from '../l1/core';
import { GPU_LABEL, GPU_TAINT } from '../shared/gpu-nodes';
import type { PlannedPool } from '../shared/shared-plan';
import type { EksPlan } from './eks-plan';
import { gpuMachine } from './gpus';
import { launchTemplate } from './launch-template';
import { policiesOf, role } from './roles';

export interface NodesProps {
  readonly clusterName: string;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  /** What nodes need before they can join. */
  readonly after: readonly ITerraformDependable[];
}

/** The label by which a pod asks for a pool. */
const POOL_LABEL = 'myelin.io/pool';

/** A node joins, pulls images, and is reached by Session Manager. Addresses are the business of the add-on of the network. */
export const NODE_POLICIES = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonSSMManagedInstanceCore',
] as const;

/**
 * Nodes in managed groups, one for each pool.
 *
 * - All have one role, which pulls images, joins the cluster, and is reached by Session Manager; nothing that runs in pods has
 *   rights by it, since the metadata service answers no pod.
 * - How many there are is the business of the autoscaler once a group is there.
 * - A node that is ill is replaced; while a group is updated at most a third of it is missing.
 * - Where Karpenter makes nodes, only the pools of the system are groups.
 */
export class Nodes extends Construct {
  public readonly role: IamRole;
  public readonly groups: readonly EksNodeGroup[];

  public constructor(
    scope: Construct,
    id: string,
    private readonly plan: EksPlan,
    private readonly props: NodesProps,
  ) {
    super(scope, id);
    this.role = role(this, 'role', plan, {
      name: 'node',
      trusts: { service: 'ec2' },
      managed: NODE_POLICIES,
    });
    this.groups = groupedPools(plan).map((pool) => this.group(pool));
  }

  private group(pool: PlannedPool): EksNodeGroup {
    const efa = efaOf(pool);
    const template: LaunchTemplate = launchTemplate(this, `${pool.name}-template`, this.plan, {
      pool,
      securityGroupId: this.props.securityGroupId,
      efa,
      placementGroup: efa > 0 ? this.placementGroup(pool).name : undefined,
    });
    return new EksNodeGroup(this, pool.name, {
      clusterName: this.props.clusterName,
      nodeGroupNamePrefix: `${pool.name}-`,
      nodeRoleArn: this.role.arn,
      // Machines that train together stand in one zone; the others in all.
      subnetIds: efa > 0 ? this.props.subnetIds.slice(0, 1) : this.props.subnetIds,
      amiType: amiType(pool),
      capacityType: pool.spot ? 'SPOT' : 'ON_DEMAND',
      instanceTypes: [pool.machineType],
      version: this.plan.kubernetesVersion,
      scalingConfig: { minSize: pool.min, desiredSize: pool.min, maxSize: pool.max },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: true },
      labels: nodeLabels(pool),
      taint:
        pool.gpu === undefined ? undefined : [{ key: GPU_TAINT.key, value: GPU_TAINT.value, effect: 'NO_SCHEDULE' }],
      launchTemplate: { id: template.id, version: `\${${template.fqn}.latest_version}` },
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ['scaling_config[0].desired_size'] },
      dependsOn: [...this.props.after, ...policiesOf(this.role)],
    });
  }

  /** Close together, so that the interfaces of EFA have the way to each other that they are paid for. */
  private placementGroup(pool: PlannedPool): PlacementGroup {
    return new PlacementGroup(this, `${pool.name}-placement`, {
      name: `${this.plan.name}-${pool.name}`,
      strategy: 'cluster',
    });
  }
}

/** Pools that stand as groups: all, or those of the system where the others are made to measure. */
export function groupedPools(plan: EksPlan): readonly PlannedPool[] {
  return plan.pools.filter((pool) => !plan.provisioned || pool.purpose === 'system');
}

/** Pools whose nodes Karpenter makes. */
export function provisionedPools(plan: EksPlan): readonly PlannedPool[] {
  return plan.pools.filter((pool) => plan.provisioned && pool.purpose !== 'system');
}

export function nodeLabels(pool: PlannedPool): Record<string, string> {
  return {
    [POOL_LABEL]: pool.name,
    ...(pool.purpose === 'system' ? { 'karpenter.sh/controller': 'true' } : {}),
    ...(pool.gpu === undefined ? {} : { 'nvidia.com/gpu.present': 'true', [GPU_LABEL]: pool.gpu.type }),
    ...pool.labels,
  };
}

/** Network cards with EFA of a machine in the pool. */
export function efaOf(pool: PlannedPool): number {
  return pool.gpu === undefined ? 0 : (gpuMachine(pool.machineType)?.efa ?? 0);
}

function amiType(pool: PlannedPool): string {
  if (pool.gpu !== undefined) return 'AL2023_x86_64_NVIDIA';
  return isArm(pool.machineType) ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD';
}

/** Machines with processors of AWS have a `g` behind the number of their generation: `m7g.large`, `c8gd.xlarge`. */
export function isArm(machineType: string): boolean {
  return /^[a-z]+\d+g[a-z]*\./.test(machineType);
}
