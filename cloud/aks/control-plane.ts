import { Construct } from 'constructs';
import { KubernetesCluster } from '../l1/azure';
import { cidrOf, formatCidr } from '../shared/cidr';
import { systemPool } from '../shared/shared-plan';
import type { AksPlan } from './aks-plan';
import type { Place } from './group';
import type { Identities } from './identities';
import type { Keys } from './keys';
import type { Network } from './network';
import { poolOf, rotationName, UPGRADE_SETTINGS } from './nodes';
import type { Observability } from './observability';

/** When Azure may upgrade what it upgrades by itself: a night of the week, four hours. */
const WINDOW = {
  frequency: 'Weekly',
  interval: 1,
  duration: 4,
  dayOfWeek: 'Sunday',
  startTime: '02:00',
  utcOffset: '+00:00',
};

export interface ControlPlaneParts {
  readonly network: Network;
  readonly identities: Identities;
  readonly keys: Keys;
  readonly observability: Observability;
}

/**
 * The cluster as Azure makes it.
 *
 * - The API server answers at an address of the network. A public one is added for a list of ranges alone.
 * - Nobody has a password or certificate of the cluster: Entra says who somebody is, and its roles what they may.
 * - Nothing of it reads what Azure makes up: identities are given, so that plans can be read without an account.
 */
export class ControlPlane extends Construct {
  public readonly cluster: KubernetesCluster;

  public constructor(scope: Construct, id: string, plan: AksPlan, place: Place, parts: ControlPlaneParts) {
    super(scope, id);
    const { network, identities, keys, observability } = parts;
    this.cluster = new KubernetesCluster(this, 'cluster', {
      ...place,
      name: plan.name,
      dnsPrefix: plan.name,
      kubernetesVersion: plan.kubernetesVersion,
      skuTier: plan.longTermSupport ? 'Premium' : 'Standard',
      supportPlan: plan.longTermSupport ? 'AKSLongTermSupport' : 'KubernetesOfficial',
      privateClusterEnabled: !plan.endpoint.public,
      ...(plan.endpoint.public ? {} : { privateDnsZoneId: 'System', privateClusterPublicFqdnEnabled: false }),
      apiServerAccessProfile: {
        virtualNetworkIntegrationEnabled: true,
        subnetId: network.apiServer.id,
        ...(plan.endpoint.public ? { authorizedIpRanges: [...plan.endpoint.allowedCidrs] } : {}),
      },
      localAccountDisabled: true,
      roleBasedAccessControlEnabled: true,
      azureActiveDirectoryRoleBasedAccessControl: {
        azureRbacEnabled: true,
        tenantId: plan.tenantId,
        ...(plan.admins.length === 0 ? {} : { adminGroupObjectIds: [...plan.admins] }),
      },
      runCommandEnabled: false,
      oidcIssuerEnabled: true,
      workloadIdentityEnabled: true,
      azurePolicyEnabled: true,
      imageCleanerEnabled: true,
      imageCleanerIntervalHours: 48,
      costAnalysisEnabled: true,
      keyVaultSecretsProvider: { secretRotationEnabled: true, secretRotationInterval: '2m' },
      keyManagementService: { keyVaultKeyId: keys.secrets.id, keyVaultNetworkAccess: 'Private' },
      diskEncryptionSetId: keys.disks.id,
      identity: { type: 'UserAssigned', identityIds: [identities.cluster.id] },
      kubeletIdentity: {
        clientId: identities.nodes.clientId,
        objectId: identities.nodes.principalId,
        userAssignedIdentityId: identities.nodes.id,
      },
      networkProfile: {
        networkPlugin: 'azure',
        networkPluginMode: 'overlay',
        networkDataPlane: 'cilium',
        networkPolicy: 'cilium',
        outboundType: 'userAssignedNATGateway',
        loadBalancerSku: 'standard',
        podCidr: plan.podCidr,
        serviceCidr: plan.serviceCidr,
        dnsServiceIp: dnsAddress(plan.serviceCidr),
        advancedNetworking: { observabilityEnabled: true, securityEnabled: true },
      },
      defaultNodePool: {
        ...poolOf(plan, systemPool(plan), network),
        onlyCriticalAddonsEnabled: true,
        temporaryNameForRotation: rotationName(systemPool(plan)),
        upgradeSettings: UPGRADE_SETTINGS,
      },
      ...(plan.provisioned ? {} : { autoScalerProfile: { balanceSimilarNodeGroups: true, expander: 'least-waste' } }),
      // Patches come by themselves, minor versions by hand: a mesh revision has to fit them.
      automaticUpgradeChannel: 'patch',
      nodeOsUpgradeChannel: 'NodeImage',
      maintenanceWindowAutoUpgrade: WINDOW,
      maintenanceWindowNodeOs: WINDOW,
      storageProfile: {
        fileDriverEnabled: true,
        diskDriverEnabled: true,
        blobDriverEnabled: true,
        snapshotControllerEnabled: true,
      },
      workloadAutoscalerProfile: { kedaEnabled: false, verticalPodAutoscalerEnabled: true },
      omsAgent: { logAnalyticsWorkspaceId: observability.logs.id, msiAuthForMonitoringEnabled: true },
      microsoftDefender: { logAnalyticsWorkspaceId: observability.logs.id },
      ...(plan.managedPrometheus ? { monitorMetrics: {} } : {}),
      ...(plan.mesh.kind === 'managed' ? { serviceMeshProfile: meshProfile(plan) } : {}),
      lifecycle: { ignoreChanges: ['default_node_pool[0].node_count'] },
      dependsOn: [...identities.grants, ...keys.grants, network.wayOut],
    });
    // A block that the bindings of 4.55 do not know; see docs/cloud/aks.md for the version of the provider that it wants.
    if (plan.provisioned) {
      this.cluster.addOverride('node_provisioning_profile', [{ mode: 'Auto', default_node_pools: 'None' }]);
    }
  }
}

function meshProfile({ mesh, meshCanary }: AksPlan) {
  return {
    mode: 'Istio',
    revisions: [mesh.version, ...(meshCanary === undefined ? [] : [meshCanary])],
    internalIngressGatewayEnabled: !mesh.publicIngress,
    externalIngressGatewayEnabled: mesh.publicIngress,
  };
}

/** The tenth address of Services, as AKS does it. */
function dnsAddress(serviceCidr: string): string {
  const { first } = cidrOf(serviceCidr);
  return formatCidr({ first: first + 10, prefix: 32 }).replace('/32', '');
}
