import { at, each, put, type Block, type SecurityProperty } from '../security-property';
import { resourcesOf, type TerraformJson } from '../synth';

const CLUSTER = 'google_container_cluster';
const POOL = 'google_container_node_pool';
const SUBNET = 'google_compute_subnetwork';
const BUCKET = 'google_storage_bucket';
const REPOSITORY = 'google_artifact_registry_repository';
const BACKUPS = 'google_gke_backup_backup_plan';
const KEY = 'google_kms_crypto_key';

const OF_DATA = /^\$\{google_kms_crypto_key\.keys_data\.id\}$/;
const OF_DISKS = /^\$\{google_kms_crypto_key\.keys_disks\.id\}$/;
const OF_SECRETS = /^\$\{google_kms_crypto_key\.keys_secrets\.id\}$/;
const EVERY_LOG = ['SYSTEM_COMPONENTS', 'WORKLOADS', 'APISERVER', 'CONTROLLER_MANAGER', 'SCHEDULER'];
const NODES_WHO = /^\$\{google_service_account\.node-account_account\.email\}$/;

/** Roles that nobody gets in the whole project. */
const BROAD = /^roles\/(owner|editor|viewer|storage\.admin|container\.(admin|clusterAdmin|developer)|iam\..*)$/;

const firewalls = (stack: TerraformJson, direction: string): readonly Block[] =>
  resourcesOf(stack, 'google_compute_firewall').filter((one) => one['direction'] === direction);

const toInternet = (stack: TerraformJson): readonly Block[] =>
  firewalls(stack, 'EGRESS').filter((one) => JSON.stringify(one['destination_ranges']) === '["0.0.0.0/0"]');

const members = (stack: TerraformJson): readonly Block[] =>
  [
    'google_project_iam_member',
    'google_storage_bucket_iam_member',
    'google_artifact_registry_repository_iam_member',
  ].flatMap((type) => resourcesOf(stack, type));

/** Of what is paid for in `prod` alone. */
export const SECURITY_OF_PROD: readonly SecurityProperty[] = [
  each('the whole cluster is backed up', BACKUPS, 'backup_config.all_namespaces', true, false),
  each('volumes are backed up', BACKUPS, 'backup_config.include_volume_data', true, false),
  each('backups are encrypted under a key of their own', BACKUPS, 'backup_config.encryption_key.gcp_kms_encryption_key', /^\$\{google_kms_crypto_key\.keys_backups\.id\}$/, undefined), // prettier-ignore
  each('backups are made every day', BACKUPS, 'backup_schedule.cron_schedule', '0 1 * * *', undefined),
  each('backups are kept for 30 days', BACKUPS, 'retention_policy.backup_retain_days', 30, 1),
];

export const SECURITY: readonly SecurityProperty[] = [
  each('the API server answers within the network alone', CLUSTER, 'private_cluster_config.enable_private_endpoint', true, false), // prettier-ignore
  each('the API server has an address of the stack', CLUSTER, 'private_cluster_config.private_endpoint_subnetwork', /control-plane/, undefined), // prettier-ignore
  each('the API server does not answer by name from outside', CLUSTER, 'control_plane_endpoints_config.dns_endpoint_config.allow_external_traffic', false, true), // prettier-ignore
  each('addresses of Google itself do not count as allowed', CLUSTER, 'master_authorized_networks_config.gcp_public_cidrs_access_enabled', false, true), // prettier-ignore
  each('the list of who reaches the API server holds within the network', CLUSTER, 'master_authorized_networks_config.private_endpoint_enforcement_enabled', true, false), // prettier-ignore
  each('the network alone is on that list', CLUSTER, 'master_authorized_networks_config.cidr_blocks', [{ cidr_block: '10.0.0.0/16', display_name: 'network' }], [{ cidr_block: '0.0.0.0/0' }]), // prettier-ignore
  each('nodes have no public address', CLUSTER, 'private_cluster_config.enable_private_nodes', true, false),
  each('Secrets are encrypted', CLUSTER, 'database_encryption.state', 'ENCRYPTED', 'DECRYPTED'),
  each('Secrets have a key of their own', CLUSTER, 'database_encryption.key_name', OF_SECRETS, undefined),
  each('pods act as their ServiceAccount', CLUSTER, 'workload_identity_config.workload_pool', 'my-project.svc.id.goog', undefined), // prettier-ignore
  each('nobody has a certificate of the cluster', CLUSTER, 'master_auth.client_certificate_config.issue_client_certificate', false, true), // prettier-ignore
  each('rights are those of roles', CLUSTER, 'enable_legacy_abac', false, true),
  each('who has no name is told nothing but health', CLUSTER, 'anonymous_authentication_config.mode', 'LIMITED', 'ENABLED'), // prettier-ignore
  each('no role is bound to everybody', CLUSTER, 'rbac_binding_config.enable_insecure_binding_system_authenticated', false, true), // prettier-ignore
  each('no role is bound to nobody', CLUSTER, 'rbac_binding_config.enable_insecure_binding_system_unauthenticated', false, true), // prettier-ignore
  each('policies of the network are enforced', CLUSTER, 'datapath_provider', 'ADVANCED_DATAPATH', 'LEGACY_DATAPATH'),
  each('traffic within a node is seen', CLUSTER, 'enable_intranode_visibility', true, false),
  each('images are admitted by a policy', CLUSTER, 'binary_authorization.evaluation_mode', 'PROJECT_SINGLETON_POLICY_ENFORCE', 'DISABLED'), // prettier-ignore
  each('nodes prove what they are', CLUSTER, 'enable_shielded_nodes', true, false),
  each('what is configured badly is told', CLUSTER, 'security_posture_config.mode', 'BASIC', 'DISABLED'),
  each('every log of the control plane is kept', CLUSTER, 'logging_config.enable_components', EVERY_LOG, ['WORKLOADS']),
  each('versions are kept up by a channel', CLUSTER, 'release_channel.channel', 'REGULAR', 'UNSPECIFIED'),
  each('Google upgrades at night', CLUSTER, 'maintenance_policy.recurring_window.recurrence', 'FREQ=WEEKLY;BYDAY=SA,SU', undefined), // prettier-ignore
  each('the pool that comes with a cluster is taken away', CLUSTER, 'remove_default_node_pool', true, false),
  each('the first node acts as nodes do', CLUSTER, 'node_config.service_account', NODES_WHO, undefined),
  each('pools that others add have no open kubelet', CLUSTER, 'node_pool_defaults.node_config_defaults.insecure_kubelet_readonly_port_enabled', 'FALSE', 'TRUE'), // prettier-ignore
  each('pools that Google makes have no open kubelet', CLUSTER, 'node_pool_auto_config.node_kubelet_config.insecure_kubelet_readonly_port_enabled', 'FALSE', 'TRUE'), // prettier-ignore
  each('nodes of pools have no public address', POOL, 'network_config.enable_private_nodes', true, false),
  each('nodes act as an account of their own', POOL, 'node_config.service_account', NODES_WHO, undefined),
  each('metadata answers pods as themselves', POOL, 'node_config.workload_metadata_config.mode', 'GKE_METADATA', 'GCE_METADATA'), // prettier-ignore
  each('metadata has no old paths', POOL, 'node_config.metadata', { 'disable-legacy-endpoints': 'true' }, {}),
  each('nodes start what is signed', POOL, 'node_config.shielded_instance_config.enable_secure_boot', true, false),
  each('nodes are watched from the first instruction', POOL, 'node_config.shielded_instance_config.enable_integrity_monitoring', true, false), // prettier-ignore
  each('the kubelet answers nobody without a name', POOL, 'node_config.kubelet_config.insecure_kubelet_readonly_port_enabled', 'FALSE', 'TRUE'), // prettier-ignore
  each('disks of nodes are encrypted under their key', POOL, 'node_config.boot_disk_kms_key', OF_DISKS, undefined),
  each('nodes run an image that nobody writes to', POOL, 'node_config.image_type', 'COS_CONTAINERD', 'UBUNTU_CONTAINERD'), // prettier-ignore
  each('nodes that are ill are replaced', POOL, 'management.auto_repair', true, false),
  each('nodes are kept new', POOL, 'management.auto_upgrade', true, false),
  each('the network has subnets of the stack alone', 'google_compute_network', 'auto_create_subnetworks', false, true),
  each('services of Google are reached without the Internet', SUBNET, 'private_ip_google_access', true, false),
  each('flows of the network are logged', SUBNET, 'log_config.metadata', 'INCLUDE_ALL_METADATA', undefined),
  each('keys are rotated quarterly', KEY, 'rotation_period', '7776000s', undefined),
  each('keys can be called back for 30 days', KEY, 'destroy_scheduled_duration', '2592000s', '86400s'),
  each('objects are encrypted under the key of data', BUCKET, 'encryption.default_kms_key_name', OF_DATA, undefined),
  each('objects are never public', BUCKET, 'public_access_prevention', 'enforced', 'inherited'),
  each('access lists do not count', BUCKET, 'uniform_bucket_level_access', true, false),
  each('objects have versions', BUCKET, 'versioning.enabled', true, false),
  each('images are encrypted under the key of data', REPOSITORY, 'kms_key_name', OF_DATA, undefined),
  each('tags of images never move', REPOSITORY, 'docker_config.immutable_tags', true, false),
  each('images are scanned', REPOSITORY, 'vulnerability_scanning_config.enablement_config', 'INHERITED', 'DISABLED'),
  each('logs are kept for 90 days', 'google_logging_project_bucket_config', 'retention_days', 90, 30),
  each('services stay on for others', 'google_project_service', 'disable_on_destroy', false, true),
  each('patches are taken as soon as they are there', CLUSTER, 'gke_auto_upgrade_config.patch_mode', 'ACCELERATED', undefined), // prettier-ignore
  {
    name: 'who administers the cluster may nothing in the project but find it',
    holds: (stack) => {
      const people = resourcesOf(stack, 'google_project_iam_member').filter((one) => /^user:/.test(one['member'] as string)); // prettier-ignore
      return people.length > 0 && people.every((one) => one['role'] === 'roles/container.clusterViewer');
    },
    flip: (stack) =>
      put(
        resourcesOf(stack, 'google_project_iam_member').find((one) => /^user:/.test(one['member'] as string)),
        'role',
        'roles/container.admin',
      ),
  },
  {
    name: 'nothing comes in from the Internet',
    holds: (stack) =>
      firewalls(stack, 'INGRESS').every(
        (one) => !JSON.stringify([one['source_ranges'] ?? '0.0.0.0/0']).includes('0.0.0.0/0'),
      ),
    flip: (stack) => put(firewalls(stack, 'INGRESS')[0], 'source_ranges', ['0.0.0.0/0']),
  },
  {
    name: 'to the Internet goes HTTPS alone',
    holds: (stack) =>
      toInternet(stack).some((one) => 'deny' in one) &&
      toInternet(stack)
        .filter((one) => 'allow' in one)
        .every((one) => JSON.stringify(at(one, 'allow.ports')) === '["443"]'),
    flip: (stack) => put(toInternet(stack)[0], 'allow', [{ protocol: 'all' }]),
  },
  {
    name: 'what else would leave is stopped and logged',
    holds: (stack) =>
      firewalls(stack, 'EGRESS').some(
        (one) => at(one, 'deny.protocol') === 'all' && at(one, 'log_config.metadata') !== undefined,
      ),
    flip: (stack) =>
      put(
        firewalls(stack, 'EGRESS').find((one) => 'deny' in one),
        'deny',
        undefined,
      ),
  },
  {
    name: 'no role is that of an owner',
    holds: (stack) => members(stack).every((one) => !BROAD.test(one['role'] as string)),
    flip: (stack) => put(members(stack)[0], 'role', 'roles/editor'),
  },
  {
    name: 'nobody is everybody',
    holds: (stack) => members(stack).every((one) => !/^all(Authenticated)?Users$/.test(one['member'] as string)),
    flip: (stack) => put(members(stack).at(-1), 'member', 'allUsers'),
  },
  {
    name: 'an identity is one ServiceAccount of one namespace',
    holds: (stack) =>
      resourcesOf(stack, 'google_storage_bucket_iam_member').every((one) =>
        /^principal:\/\/.*\/subject\/ns\/[a-z0-9-]+\/sa\/[a-z0-9-]+$/.test(one['member'] as string),
      ),
    flip: (stack) =>
      put(
        resourcesOf(stack, 'google_storage_bucket_iam_member')[0],
        'member',
        'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p.svc.id.goog/*',
      ),
  },
  {
    name: 'a key is used by services of Google alone, each by one role',
    holds: (stack) =>
      resourcesOf(stack, 'google_kms_crypto_key_iam_member').every(
        (one) =>
          one['role'] === 'roles/cloudkms.cryptoKeyEncrypterDecrypter' &&
          /^serviceAccount:service-123456789012@/.test(one['member'] as string),
      ),
    flip: (stack) => put(resourcesOf(stack, 'google_kms_crypto_key_iam_member')[0], 'role', 'roles/cloudkms.admin'),
  },
  {
    name: 'the key of Secrets is lent to clusters alone',
    holds: (stack) => {
      const lent = resourcesOf(stack, 'google_kms_crypto_key_iam_member').filter((one) =>
        OF_SECRETS.test(one['crypto_key_id'] as string),
      );
      return lent.length === 1 && lent.every((one) => /@container-engine-robot\./.test(one['member'] as string));
    },
    flip: (stack) =>
      put(
        resourcesOf(stack, 'google_kms_crypto_key_iam_member').find((one) =>
          OF_SECRETS.test(one['crypto_key_id'] as string),
        ),
        'member',
        'serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com',
      ),
  },
];
