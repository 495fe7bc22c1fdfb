import type { Json } from './aks-stack';

/** A property that keeps a cluster safe: whether it holds of what Terraform reads, and how it would be lost. */
export interface SecurityProperty {
  readonly name: string;
  readonly holds: (json: Json) => boolean;
  /** Changes what was read. */
  readonly flip: (json: Json) => void;
}

const only = (json: Json, type: string): Json => Object.values(json.resource[type])[0];
const every = (json: Json, type: string): Json[] => Object.values(json.resource[type]);
const cluster = (json: Json): Json => only(json, 'azurerm_kubernetes_cluster');

/** An argument of the cluster, or of the only resource of a type, with the value that it must have and one that it must not. */
function argument(name: string, type: string, path: string, wanted: unknown, wrong: unknown): SecurityProperty {
  const steps = path.split('.');
  const last = steps.pop()!;
  const owner = (one: Json): Json => steps.reduce<Json>((inner, step) => inner?.[step], one);
  return {
    name,
    holds: (json) => every(json, type).every((one) => JSON.stringify(owner(one)?.[last]) === JSON.stringify(wanted)),
    flip: (json) => void (owner(every(json, type).at(-1))[last] = wrong),
  };
}

const AKS = 'azurerm_kubernetes_cluster';
const ACCOUNT = 'azurerm_storage_account';
const REGISTRY = 'azurerm_container_registry';
const VAULT = 'azurerm_key_vault';

/** Every property by name. */
export const SECURITY: readonly SecurityProperty[] = [
  argument('the API server is private', AKS, 'private_cluster_enabled', true, false),
  argument('the API server has no public name', AKS, 'private_cluster_public_fqdn_enabled', false, true),
  argument('the API server is in the network', AKS, 'api_server_access_profile.virtual_network_integration_enabled', true, false), // prettier-ignore
  argument('there are no local accounts', AKS, 'local_account_disabled', true, false),
  argument('roles are those of Entra', AKS, 'azure_active_directory_role_based_access_control.azure_rbac_enabled', true, false), // prettier-ignore
  argument('commands cannot be run from outside', AKS, 'run_command_enabled', false, true),
  argument('Azure Policy looks at what is made', AKS, 'azure_policy_enabled', true, false),
  argument('pods prove who they are without secrets', AKS, 'workload_identity_enabled', true, false),
  argument('the issuer of tokens is known', AKS, 'oidc_issuer_enabled', true, false),
  argument('the control plane has an SLA', AKS, 'sku_tier', 'Standard', 'Free'),
  argument('Secrets are encrypted with a key of the stack', AKS, 'key_management_service.key_vault_network_access', 'Private', 'Public'), // prettier-ignore
  argument('secrets of vaults are rotated', AKS, 'key_vault_secrets_provider.secret_rotation_enabled', true, false),
  argument('disks are encrypted with a key of the stack', AKS, 'disk_encryption_set_id', '${azurerm_disk_encryption_set.keys_disks.id}', undefined), // prettier-ignore
  argument('the network policy is enforced', AKS, 'network_profile.network_policy', 'cilium', undefined),
  argument('there is one way out', AKS, 'network_profile.outbound_type', 'userAssignedNATGateway', 'loadBalancer'),
  argument('nothing but the system runs on its nodes', AKS, 'default_node_pool.only_critical_addons_enabled', true, false), // prettier-ignore
  argument('nodes encrypt at their host', AKS, 'default_node_pool.host_encryption_enabled', true, false),
  argument('nodes have no public address', AKS, 'default_node_pool.node_public_ip_enabled', false, true),
  argument('node images are kept new', AKS, 'node_os_upgrade_channel', 'NodeImage', 'None'),
  argument('patches come by themselves', AKS, 'automatic_upgrade_channel', 'patch', undefined),
  argument('images that nothing uses are cleaned away', AKS, 'image_cleaner_enabled', true, false),
  argument('the ingress is internal', AKS, 'service_mesh_profile.external_ingress_gateway_enabled', false, true),
  {
    name: 'Defender watches',
    holds: (json) => cluster(json).microsoft_defender !== undefined,
    flip: (json) => void delete cluster(json).microsoft_defender,
  },
  argument('further nodes encrypt at their host', 'azurerm_kubernetes_cluster_node_pool', 'host_encryption_enabled', true, false), // prettier-ignore
  argument('further nodes have no public address', 'azurerm_kubernetes_cluster_node_pool', 'node_public_ip_enabled', false, true), // prettier-ignore
  argument('subnets have no way out of Azure’s own', 'azurerm_subnet', 'default_outbound_access_enabled', false, true),
  argument('the registry is private', REGISTRY, 'public_network_access_enabled', false, true),
  argument('the registry has no password', REGISTRY, 'admin_enabled', false, true),
  argument('nobody pulls without a name', REGISTRY, 'anonymous_pull_enabled', false, true),
  argument('storage is private', ACCOUNT, 'public_network_access_enabled', false, true),
  argument('storage denies who is not named', ACCOUNT, 'network_rules.default_action', 'Deny', 'Allow'),
  argument('storage has no keys', ACCOUNT, 'shared_access_key_enabled', false, true),
  argument('blobs are never public', ACCOUNT, 'allow_nested_items_to_be_public', false, true),
  argument('storage speaks TLS 1.2', ACCOUNT, 'min_tls_version', 'TLS1_2', 'TLS1_0'),
  argument('storage is encrypted twice', ACCOUNT, 'infrastructure_encryption_enabled', true, false),
  argument('data does not go to another tenant', ACCOUNT, 'cross_tenant_replication_enabled', false, true),
  {
    name: 'the bucket keeps versions',
    holds: (json) => every(json, ACCOUNT).some((one) => one.blob_properties?.versioning_enabled === true),
    flip: (json) => every(json, ACCOUNT).forEach((one) => void delete one.blob_properties),
  },
  argument('the container is private', 'azurerm_storage_container', 'container_access_type', 'private', 'blob'),
  argument('the vault cannot be purged', VAULT, 'purge_protection_enabled', true, false),
  argument('the vault is private', VAULT, 'public_network_access_enabled', false, true),
  argument('the vault denies who is not named', VAULT, 'network_acls.default_action', 'Deny', 'Allow'),
  argument('rights on keys are roles', VAULT, 'rbac_authorization_enabled', true, false),
  argument('keys are in HSMs', 'azurerm_key_vault_key', 'key_type', 'RSA-HSM', 'RSA'),
  argument('keys are rotated', 'azurerm_key_vault_key', 'rotation_policy.automatic.time_after_creation', 'P365D', undefined), // prettier-ignore
  argument('what is audited has no password', 'azurerm_log_analytics_workspace', 'local_authentication_enabled', false, true), // prettier-ignore
  {
    name: 'what containers write is collected',
    holds: (json) =>
      every(json, 'azurerm_monitor_data_collection_rule_association').some(({ data_collection_rule_id: rule }) =>
        /observability_containers-rule/.test(rule),
      ) &&
      every(json, 'azurerm_monitor_data_collection_rule').some(
        (rule) => rule.data_sources.extension?.[0].extension_name === 'ContainerInsights',
      ),
    flip: (json) =>
      void delete json.resource.azurerm_monitor_data_collection_rule_association['observability_containers-of-cluster'],
  },
  {
    name: 'changes are audited',
    holds: (json) =>
      only(json, 'azurerm_monitor_diagnostic_setting').enabled_log.some(
        ({ category }: Json) => category === 'kube-audit-admin',
      ),
    flip: (json) => {
      const setting = only(json, 'azurerm_monitor_diagnostic_setting');
      setting.enabled_log = setting.enabled_log.filter(({ category }: Json) => category !== 'kube-audit-admin');
    },
  },
  argument('the group cannot be deleted by mistake', 'azurerm_management_lock', 'lock_level', 'CanNotDelete', 'None'),
  {
    name: 'an identity is of one account',
    holds: (json) =>
      every(json, 'azurerm_federated_identity_credential').every(({ subject }) =>
        /^system:serviceaccount:[a-z0-9-]+:[a-z0-9.-]+$/.test(subject),
      ),
    flip: (json) =>
      void (only(json, 'azurerm_federated_identity_credential').subject = 'system:serviceaccount:digits:*'),
  },
  {
    name: 'no role is that of an owner',
    holds: (json) =>
      every(json, 'azurerm_role_assignment').every(
        ({ role_definition_name: role }) => !['Owner', 'Contributor', 'User Access Administrator'].includes(role),
      ),
    flip: (json) => void (only(json, 'azurerm_role_assignment').role_definition_name = 'Owner'),
  },
];
