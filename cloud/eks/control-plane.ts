import { Construct } from 'constructs';
import { CloudwatchLogGroup, EksControlPlane, type EksControlPlaneConfig } from '../l1/aws';
import type { EksPlan } from './eks-plan';
import type { Keys } from './keys';
import type { Network } from './network';
import { knows } from '../shared/provider-version';
import { policiesOf, role } from './roles';

/** Everything that EKS can log. */
const LOG_TYPES = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

/**
 * The control plane.
 *
 * - Its address is private; where it is public too, a list says for whom.
 * - People and nodes come in by access entries alone: there is no `aws-auth`, and who made the cluster has no rights for that.
 * - Secrets are encrypted under a key of the account, every kind of log is kept.
 * - The group of its logs is there first: else EKS makes one that is kept for ever, without a key.
 */
export class ControlPlane extends Construct {
  public readonly cluster: EksControlPlane;
  public readonly logs: CloudwatchLogGroup;

  public constructor(scope: Construct, id: string, plan: EksPlan, network: Network, keys: Keys) {
    super(scope, id);
    const serviceRole = role(this, 'role', plan, {
      name: 'cluster',
      trusts: { service: 'eks', accountId: network.vpc.ownerId },
      managed: ['AmazonEKSClusterPolicy'],
    });
    this.logs = new CloudwatchLogGroup(this, 'logs', {
      name: `/aws/eks/${plan.name}/cluster`,
      retentionInDays: plan.logDays,
      kmsKeyId: keys.data.arn,
    });
    this.cluster = new EksControlPlane(this, 'cluster', {
      name: plan.name,
      version: plan.kubernetesVersion,
      roleArn: serviceRole.arn,
      enabledClusterLogTypes: LOG_TYPES,
      // The add-ons are resources of the stack, so that what EKS puts in by itself is not in their way.
      bootstrapSelfManagedAddons: false,
      vpcConfig: {
        subnetIds: network.controlPlaneSubnets.map((one) => one.id),
        endpointPrivateAccess: true,
        endpointPublicAccess: plan.endpoint.public,
        publicAccessCidrs: plan.endpoint.public ? [...plan.endpoint.allowedCidrs] : undefined,
      },
      kubernetesNetworkConfig: { ipFamily: 'ipv4', serviceIpv4Cidr: plan.serviceCidr },
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
      encryptionConfig: { provider: { keyArn: keys.secrets.arn }, resources: ['secrets'] },
      upgradePolicy: { supportType: plan.extendedSupport ? 'EXTENDED' : 'STANDARD' },
      // Traffic leaves a zone that fails; nothing shifts until it is said, or AWS finds the zone ill.
      zonalShiftConfig: { enabled: true },
      ...newerArguments(plan),
      // AWS tells neither back, and a difference would replace the cluster.
      lifecycle: {
        ignoreChanges: [
          'access_config[0].bootstrap_cluster_creator_admin_permissions',
          'bootstrap_self_managed_addons',
        ],
      },
      dependsOn: [this.logs, ...policiesOf(serviceRole)],
    });
  }
}

/** What version 6 of the provider brought. */
function newerArguments(plan: EksPlan): Partial<EksControlPlaneConfig> {
  if (!knows(plan.awsProviderVersion, 6)) return {};
  const tier = plan.controlPlaneTier;
  return {
    deletionProtection: plan.deletionProtection,
    ...(tier === undefined ? {} : { controlPlaneScalingConfig: { tier } }),
  };
}
