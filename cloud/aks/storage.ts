import { Construct } from 'constructs';
import { RoleAssignment, StorageAccount, StorageContainer, StorageManagementPolicy } from '../l1/azure';
import type { ClusterOutputs } from '../shared/cluster-outputs';
import { bare, type AksPlan } from './aks-plan';
import type { Place } from './group';
import type { Identities } from './identities';
import type { Network } from './network';
import { PrivateDoor } from './private-door';

/** What both accounts have: no keys but those of Entra, and no way in but the network. */
const CLOSED = {
  accountReplicationType: 'ZRS',
  minTlsVersion: 'TLS1_2',
  publicNetworkAccessEnabled: false,
  allowNestedItemsToBePublic: false,
  crossTenantReplicationEnabled: false,
  infrastructureEncryptionEnabled: true,
  localUserEnabled: false,
  networkRules: { defaultAction: 'Deny', bypass: ['AzureServices'] },
};

/** Name of the class of volumes that the Kubernetes side makes. */
const STORAGE_CLASS = 'myelin-shared';

/** Files that many nodes mount at once, by NFS: a share of its own for each claim. */
export class Files extends Construct {
  public readonly storageClass: ClusterOutputs['storageClass'];

  public constructor(
    scope: Construct,
    id: string,
    plan: AksPlan,
    place: Place,
    parts: { identities: Identities; network: Network },
  ) {
    super(scope, id);
    const account = new StorageAccount(this, 'account', {
      ...place,
      ...CLOSED,
      name: bare(plan.name, `f${plan.suffix}`),
      accountKind: 'FileStorage',
      accountTier: 'Premium',
      // NFS has no HTTPS: what is asked for comes by the private endpoint alone.
      httpsTrafficOnlyEnabled: false,
      sharedAccessKeyEnabled: false,
      shareProperties: { retentionPolicy: { days: 14 } },
    });
    new PrivateDoor(this, 'door', place, parts.network, {
      name: `${plan.name}-files`,
      target: account.id,
      part: 'file',
      zone: 'privatelink.file.core.windows.net',
    });
    // The driver of volumes acts as the cluster.
    new RoleAssignment(this, 'cluster-makes-shares', {
      scope: account.id,
      principalId: parts.identities.cluster.principalId,
      principalType: 'ServicePrincipal',
      roleDefinitionName: 'Storage Account Contributor',
    });
    this.storageClass = {
      name: STORAGE_CLASS,
      provisioner: 'file.csi.azure.com',
      parameters: {
        protocol: 'nfs',
        resourceGroup: place.resourceGroupName,
        storageAccount: account.name,
        networkEndpointType: 'privateEndpoint',
        rootSquashType: 'NoRootSquash',
        mountPermissions: '0770',
      },
      mountOptions: ['nconnect=4', 'noresvport', 'actimeo=30'],
      uid: plan.storage.uid,
      gid: plan.storage.gid,
    };
  }
}

/** The bucket: a container of versioned blobs, of which old versions are deleted in time. */
export class Bucket extends Construct {
  public readonly account: StorageAccount;
  public readonly container: StorageContainer;
  public readonly url: string;

  public constructor(scope: Construct, id: string, plan: AksPlan, place: Place, network: Network) {
    super(scope, id);
    this.account = new StorageAccount(this, 'account', {
      ...place,
      ...CLOSED,
      name: plan.bucket.name,
      accountKind: 'StorageV2',
      accountTier: 'Standard',
      httpsTrafficOnlyEnabled: true,
      sharedAccessKeyEnabled: false,
      defaultToOauthAuthentication: true,
      sasPolicy: { expirationPeriod: '00.01:00:00', expirationAction: 'Block' },
      blobProperties: {
        versioningEnabled: true,
        deleteRetentionPolicy: { days: 14 },
        containerDeleteRetentionPolicy: { days: 14 },
      },
    });
    this.container = new StorageContainer(this, 'container', {
      name: 'data',
      storageAccountId: this.account.id,
      containerAccessType: 'private',
    });
    new StorageManagementPolicy(this, 'old-versions', {
      storageAccountId: this.account.id,
      rule: [
        {
          name: 'old-versions',
          enabled: true,
          filters: { blobTypes: ['blockBlob'] },
          actions: { version: { deleteAfterDaysSinceCreation: plan.bucket.oldVersionDays } },
        },
      ],
    });
    for (const part of ['blob', 'dfs']) {
      new PrivateDoor(this, `door-${part}`, place, network, {
        name: `${plan.name}-${part}`,
        target: this.account.id,
        part,
        zone: `privatelink.${part}.core.windows.net`,
      });
    }
    this.url = `abfss://${this.container.name}@${this.account.primaryDfsHost}`;
  }
}
