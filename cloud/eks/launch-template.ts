import type { Construct } from 'constructs';
import { LaunchTemplate, type LaunchTemplateConfig } from '../l1/aws';
import type { PlannedPool } from '../shared/shared-plan';
import type { EksPlan } from './eks-plan';

export interface LaunchTemplateProps {
  readonly pool: PlannedPool;
  readonly securityGroupId: string;
  /** Network interfaces of EFA. */
  readonly efa: number;
  readonly placementGroup: string | undefined;
}

/**
 * How a node starts.
 *
 * - Its metadata asks for a session, and answers no pod: a hop is all that it takes to the node itself.
 * - Its disk is encrypted, under the key that the account has for volumes: the service that starts nodes exists in an empty
 *   account only after the first one, so a key of ours could not name it.
 * - Nobody logs in: there is no key, Session Manager has the shell.
 */
export function launchTemplate(
  scope: Construct,
  id: string,
  plan: EksPlan,
  { pool, securityGroupId, efa, placementGroup }: LaunchTemplateProps,
): LaunchTemplate {
  const name = `${plan.name}-${pool.name}`;
  return new LaunchTemplate(scope, id, {
    namePrefix: `${name}-`,
    updateDefaultVersion: true,
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    monitoring: { enabled: true },
    blockDeviceMappings: [
      {
        deviceName: '/dev/xvda',
        ebs: { volumeType: 'gp3', volumeSize: pool.diskGiB, encrypted: 'true', deleteOnTermination: 'true' },
      },
    ],
    ...network(efa, securityGroupId),
    placement: placementGroup === undefined ? undefined : { groupName: placementGroup },
    userData: hasInstanceStore(pool.machineType) ? Buffer.from(INSTANCE_STORE).toString('base64') : undefined,
    // The tags of the provider are not those of what the group starts.
    tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
      resourceType,
      tags: { ...plan.tags, Name: name },
    })),
  });
}

/** The first interface is that of the node; each further card has one that EFA uses alone. */
function network(efa: number, securityGroupId: string): Partial<LaunchTemplateConfig> {
  if (efa === 0) return { vpcSecurityGroupIds: [securityGroupId] };
  return {
    networkInterfaces: Array.from({ length: efa }, (_, index) => ({
      networkCardIndex: index,
      deviceIndex: index === 0 ? 0 : 1,
      interfaceType: index === 0 ? 'efa' : 'efa-only',
      deleteOnTermination: 'true',
      securityGroups: [securityGroupId],
    })),
  };
}

/** Families with disks in the machine: `g5`, `p5`, and those with a `d`, such as `m7gd`. */
export function hasInstanceStore(machineType: string): boolean {
  return /^(g5|g6e?|p4de?|p5(en?)?|p6-b200|g4dn|[a-z]+\d+[a-z]*d[a-z]*)\./.test(machineType);
}

/** Disks in the machine are one array, where images and scratch space of pods lie. */
const INSTANCE_STORE = [
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="BOUNDARY"',
  '',
  '--BOUNDARY',
  'Content-Type: application/node.eks.aws',
  '',
  'apiVersion: node.eks.aws/v1alpha1',
  'kind: NodeConfig',
  'spec:',
  '  instance:',
  '    localStorage:',
  '      strategy: RAID0',
  '',
  '--BOUNDARY--',
  '',
].join('\n');
