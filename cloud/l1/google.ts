/**
 * The only file that imports the Google provider, each resource by its own path: the root of the package costs seconds and more
 * than 400 MB.
 */
export { GoogleProvider } from '@cdktf/provider-google/lib/provider/index.js';
export { ArtifactRegistryRepository } from '@cdktf/provider-google/lib/artifact-registry-repository/index.js';
export { ArtifactRegistryRepositoryIamMember } from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member/index.js';
export { ComputeAddress } from '@cdktf/provider-google/lib/compute-address/index.js';
export { ComputeFirewall } from '@cdktf/provider-google/lib/compute-firewall/index.js';
export { ComputeGlobalAddress } from '@cdktf/provider-google/lib/compute-global-address/index.js';
export { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
export { ComputeRouter } from '@cdktf/provider-google/lib/compute-router/index.js';
export { ComputeRouterNat } from '@cdktf/provider-google/lib/compute-router-nat/index.js';
export { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork/index.js';
export { ContainerCluster } from '@cdktf/provider-google/lib/container-cluster/index.js';
export { ContainerNodePool } from '@cdktf/provider-google/lib/container-node-pool/index.js';
export { GkeBackupBackupPlan as GkeBackupPlan } from '@cdktf/provider-google/lib/gke-backup-backup-plan/index.js';
export { GkeHubFeature } from '@cdktf/provider-google/lib/gke-hub-feature/index.js';
export { GkeHubFeatureMembership } from '@cdktf/provider-google/lib/gke-hub-feature-membership/index.js';
export { KmsCryptoKey } from '@cdktf/provider-google/lib/kms-crypto-key/index.js';
export { KmsCryptoKeyIamMember } from '@cdktf/provider-google/lib/kms-crypto-key-iam-member/index.js';
export { KmsKeyRing } from '@cdktf/provider-google/lib/kms-key-ring/index.js';
export { LoggingProjectBucketConfig } from '@cdktf/provider-google/lib/logging-project-bucket-config/index.js';
export { LoggingProjectSink } from '@cdktf/provider-google/lib/logging-project-sink/index.js';
export { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
export { ProjectService } from '@cdktf/provider-google/lib/project-service/index.js';
export { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
export { ServiceNetworkingConnection } from '@cdktf/provider-google/lib/service-networking-connection/index.js';
export { StorageBucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
export { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
export type { ContainerClusterConfig } from '@cdktf/provider-google/lib/container-cluster/index.js';
export type { ContainerNodePoolNodeConfig } from '@cdktf/provider-google/lib/container-node-pool/index.js';
