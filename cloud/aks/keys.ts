import { Construct } from 'constructs';
import { DiskEncryptionSet, KeyVault, KeyVaultKey, RoleAssignment } from '../l1/azure';
import { bare, type AksPlan } from './aks-plan';
import type { Place } from './group';
import type { Identities } from './identities';
import type { Network } from './network';
import { PrivateDoor } from './private-door';

/** In HSMs, rotated yearly. No version expires: one that did would take what is under it along, until somebody looked. */
const KEY = {
  keyType: 'RSA-HSM',
  keySize: 3072,
  keyOpts: ['decrypt', 'encrypt', 'unwrapKey', 'wrapKey'],
  rotationPolicy: { automatic: { timeAfterCreation: 'P365D' } },
};

/**
 * The keys of a cluster: one for what is secret in Kubernetes, one for the disks of its nodes.
 *
 * - They are two, so that who may start a node can decrypt no Secret.
 * - What was deleted can be called back for ninety days, and not be purged before.
 */
export class Keys extends Construct {
  public readonly secrets: KeyVaultKey;
  public readonly disks: DiskEncryptionSet;
  /** What has to be granted before the keys can be used. */
  public readonly grants: readonly RoleAssignment[];

  public constructor(
    scope: Construct,
    id: string,
    plan: AksPlan,
    place: Place,
    parts: { identities: Identities; network: Network },
  ) {
    super(scope, id);
    const vault = new KeyVault(this, 'vault', {
      ...place,
      name: bare(plan.name, `v${plan.suffix}`),
      tenantId: plan.tenantId,
      skuName: 'premium',
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: true,
      softDeleteRetentionDays: 90,
      publicNetworkAccessEnabled: false,
      networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' },
    });
    const door = new PrivateDoor(this, 'door', place, parts.network, {
      name: `${plan.name}-vault`,
      target: vault.id,
      part: 'vault',
      zone: 'privatelink.vaultcore.azure.net',
    });
    const within = { ...KEY, keyVaultId: vault.id, tags: place.tags, dependsOn: [...door.ready] };
    this.secrets = new KeyVaultKey(this, 'secrets', { ...within, name: 'kubernetes-secrets' });
    const disks = new KeyVaultKey(this, 'disks-key', { ...within, name: 'disks' });
    const { cluster } = parts.identities;
    const uses = (name: string, key: KeyVaultKey, principalId: string, role: string) =>
      new RoleAssignment(this, name, {
        scope: key.resourceVersionlessId,
        principalId,
        principalType: 'ServicePrincipal',
        roleDefinitionName: role,
      });
    const mayUseDisks = uses('cluster-uses-disks-key', disks, cluster.principalId, ENCRYPTION_USER);
    this.disks = new DiskEncryptionSet(this, 'disks', {
      ...place,
      name: `${plan.name}-disks`,
      keyVaultKeyId: disks.versionlessId,
      autoKeyRotationEnabled: true,
      encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys',
      identity: { type: 'UserAssigned', identityIds: [cluster.id] },
      dependsOn: [mayUseDisks],
    });
    this.grants = [
      uses('cluster-uses-secrets-key', this.secrets, cluster.principalId, 'Key Vault Crypto User'),
      new RoleAssignment(this, 'cluster-uses-disks', {
        scope: this.disks.id,
        principalId: cluster.principalId,
        principalType: 'ServicePrincipal',
        roleDefinitionName: 'Reader',
      }),
    ];
  }
}

/** May wrap and unwrap with a key, and not change it. */
const ENCRYPTION_USER = 'Key Vault Crypto Service Encryption User';
