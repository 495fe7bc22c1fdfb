import { GPU_TAINT } from '../shared/gpu-nodes';
import type { PlannedPool } from '../shared/shared-plan';
import type { EksPlan } from './eks-plan';
import { hasInstanceStore } from './launch-template';
import { isArm, nodeLabels, provisionedPools } from './nodes';

/**
 * What Karpenter makes nodes by: a NodePool and an EC2NodeClass for each pool that is not a group.
 *
 * - A node is replaced after thirty days, so that its image never gets old; where a pool is idle its nodes go.
 * - Images are those of AWS, the newest of Amazon Linux 2023 that there is when a node is made.
 */
export function nodePoolObjects(plan: EksPlan, nodeRole: string): readonly object[] {
  return provisionedPools(plan).flatMap((pool) => [nodeClass(plan, pool, nodeRole), nodePool(pool)]);
}

function nodeClass(plan: EksPlan, pool: PlannedPool, role: string): object {
  const discovery = [{ tags: { 'karpenter.sh/discovery': plan.name } }];
  return {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name: pool.name },
    spec: {
      role,
      amiSelectorTerms: [{ alias: 'al2023@latest' }],
      subnetSelectorTerms: discovery,
      securityGroupSelectorTerms: discovery,
      metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      detailedMonitoring: true,
      blockDeviceMappings: [
        { deviceName: '/dev/xvda', ebs: { volumeType: 'gp3', volumeSize: `${pool.diskGiB}Gi`, encrypted: true } },
      ],
      ...(hasInstanceStore(pool.machineType) ? { instanceStorePolicy: 'RAID0' } : {}),
      tags: plan.tags,
    },
  };
}

function nodePool(pool: PlannedPool): object {
  const requirement = (key: string, ...values: string[]) => ({ key, operator: 'In', values });
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: pool.name },
    spec: {
      template: {
        metadata: { labels: nodeLabels(pool) },
        spec: {
          nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: pool.name },
          expireAfter: '720h',
          requirements: [
            requirement('node.kubernetes.io/instance-type', pool.machineType),
            requirement('karpenter.sh/capacity-type', ...(pool.spot ? ['spot', 'on-demand'] : ['on-demand'])),
            requirement('kubernetes.io/arch', isArm(pool.machineType) ? 'arm64' : 'amd64'),
          ],
          ...(pool.gpu === undefined ? {} : { taints: [GPU_TAINT] }),
        },
      },
      disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '5m' },
      limits: { nodes: String(pool.max) },
    },
  };
}
