import { Construct } from 'constructs';
import { EksAddon } from '../l1/aws';
import type { ITerraformDependable } from '../l1/core';
import type { EksPlan } from './eks-plan';
import type { Network } from './network';
import { policiesOf, role, type Statement } from './roles';

/** Of whom an add-on is. */
interface OfCluster {
  readonly name: string;
  readonly accountId: string;
}

interface AddonProps {
  /** ServiceAccount that gets a role, by Pod Identity. @default - none, so that there is no role */
  readonly account?: string;
  /** Where that is. @default 'kube-system' */
  readonly namespace?: string;
  /** Names of policies that AWS manages. @default - none */
  readonly managed?: readonly string[];
  /** @default - none */
  readonly statements?: readonly Statement[];
  /** @default - that of AWS */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** Add-ons that nodes need before they are ready. */
export class NetworkAddons extends Construct {
  public readonly addons: readonly EksAddon[];

  public constructor(scope: Construct, id: string, plan: EksPlan, clusterName: string, network: Network) {
    super(scope, id);
    const cluster = { name: clusterName, accountId: network.vpc.ownerId };
    this.addons = [
      addon(this, plan, cluster, [], 'vpc-cni', {
        account: 'aws-node',
        managed: ['AmazonEKS_CNI_Policy'],
        configuration: cniConfiguration(plan, network),
      }),
      addon(this, plan, cluster, [], 'kube-proxy', {}),
      addon(this, plan, cluster, [], 'eks-pod-identity-agent', {}),
    ];
  }
}

/** Add-ons that run on nodes. */
export class Addons extends Construct {
  public constructor(
    scope: Construct,
    id: string,
    plan: EksPlan,
    cluster: OfCluster,
    nodes: readonly ITerraformDependable[],
    dataKeyArn: string,
  ) {
    super(scope, id);
    const make = (name: string, props: AddonProps) => addon(this, plan, cluster, nodes, name, props);
    make('coredns', {});
    make('metrics-server', {});
    make('eks-node-monitoring-agent', {});
    make('snapshot-controller', {});
    make('aws-ebs-csi-driver', {
      account: 'ebs-csi-controller-sa',
      managed: ['service-role/AmazonEBSCSIDriverPolicy'],
      statements: useOfKey(dataKeyArn),
    });
    make('aws-efs-csi-driver', {
      account: 'efs-csi-controller-sa',
      managed: ['service-role/AmazonEFSCSIDriverPolicy'],
    });
    for (const name of plan.addons) make(ADDITIONAL[name].addon, ADDITIONAL[name]);
  }
}

/** What can be had beside what every cluster has. */
const ADDITIONAL = {
  'mountpoint-s3': {
    addon: 'aws-mountpoint-s3-csi-driver',
    account: 's3-csi-driver-sa',
    managed: ['AmazonS3ReadOnlyAccess'],
  },
  cloudwatch: {
    addon: 'amazon-cloudwatch-observability',
    account: 'cloudwatch-agent',
    namespace: 'amazon-cloudwatch',
    managed: ['CloudWatchAgentServerPolicy', 'AWSXrayWriteOnlyAccess'],
  },
} as const satisfies Readonly<Record<string, AddonProps & { readonly addon: string }>>;

export type AdditionalAddon = keyof typeof ADDITIONAL;

function addon(
  scope: Construct,
  plan: EksPlan,
  cluster: OfCluster,
  after: readonly ITerraformDependable[],
  name: string,
  { account, namespace = 'kube-system', managed, statements, configuration }: AddonProps,
): EksAddon {
  const made =
    account === undefined
      ? undefined
      : role(scope, `${name}-role`, plan, {
          name,
          trusts: { service: 'pods.eks', accountId: cluster.accountId, namespace, serviceAccount: account },
          managed,
          statements,
        });
  return new EksAddon(scope, name, {
    clusterName: cluster.name,
    addonName: name,
    addonVersion: plan.addonVersions[name],
    configurationValues: configuration === undefined ? undefined : JSON.stringify(configuration),
    podIdentityAssociation:
      made === undefined || account === undefined ? undefined : [{ roleArn: made.arn, serviceAccount: account }],
    // What the stack says holds, whatever was edited in the cluster.
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: 'OVERWRITE',
    dependsOn: [...after, ...(made === undefined ? [] : policiesOf(made))],
  });
}

/** NetworkPolicies hold; where pods have a range of their own, each zone says which subnet it is. */
function cniConfiguration(plan: EksPlan, network: Network): Readonly<Record<string, unknown>> {
  const prefixes = { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '1' };
  if (network.podSubnets.length === 0) return { enableNetworkPolicy: 'true', env: prefixes };
  const subnets = Object.fromEntries(network.podSubnets.map((one, index) => [plan.zones[index], { id: one.id }]));
  return {
    enableNetworkPolicy: 'true',
    env: {
      ...prefixes,
      AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true',
      ENI_CONFIG_LABEL_DEF: 'topology.kubernetes.io/zone',
    },
    eniConfig: { create: true, region: plan.region, subnets },
  };
}

/** Volumes are encrypted by the service of volumes, in the name of the driver. */
function useOfKey(keyArn: string): readonly Statement[] {
  return [
    {
      Effect: 'Allow',
      Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      Resource: keyArn,
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
    {
      Effect: 'Allow',
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: keyArn,
    },
  ];
}
