/**
 * The only file that imports the Azure provider, each resource by its own path: the root of the package costs seconds and more
 * than 400 MB.
 */
export { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider/index.js';
export { ContainerRegistry } from '@cdktf/provider-azurerm/lib/container-registry/index.js';
export { DiskEncryptionSet } from '@cdktf/provider-azurerm/lib/disk-encryption-set/index.js';
export { FederatedIdentityCredential } from '@cdktf/provider-azurerm/lib/federated-identity-credential/index.js';
export { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault/index.js';
export { KeyVaultKey } from '@cdktf/provider-azurerm/lib/key-vault-key/index.js';
export { KubernetesCluster } from '@cdktf/provider-azurerm/lib/kubernetes-cluster/index.js';
export { KubernetesClusterNodePool } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool/index.js';
export { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace/index.js';
export { ManagementLock } from '@cdktf/provider-azurerm/lib/management-lock/index.js';
export { MonitorDataCollectionEndpoint } from '@cdktf/provider-azurerm/lib/monitor-data-collection-endpoint/index.js';
export { MonitorDataCollectionRule } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule/index.js';
export { MonitorDataCollectionRuleAssociation } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule-association/index.js';
export { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting/index.js';
export { MonitorWorkspace } from '@cdktf/provider-azurerm/lib/monitor-workspace/index.js';
export { NatGateway } from '@cdktf/provider-azurerm/lib/nat-gateway/index.js';
export { NatGatewayPublicIpAssociation } from '@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association/index.js';
export { NetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/network-security-group/index.js';
export { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone/index.js';
export { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link/index.js';
export { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint/index.js';
export { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip/index.js';
export { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
export { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment/index.js';
export { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account/index.js';
export { StorageContainer } from '@cdktf/provider-azurerm/lib/storage-container/index.js';
export { StorageManagementPolicy } from '@cdktf/provider-azurerm/lib/storage-management-policy/index.js';
export { Subnet } from '@cdktf/provider-azurerm/lib/subnet/index.js';
export { SubnetNatGatewayAssociation } from '@cdktf/provider-azurerm/lib/subnet-nat-gateway-association/index.js';
export { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association/index.js';
export { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js';
export { VirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network/index.js';
