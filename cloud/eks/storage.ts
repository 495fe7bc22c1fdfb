import { Construct } from 'constructs';
import { EfsBackupPolicy, EfsFileSystem, EfsFileSystemPolicy, EfsMountTarget, FsxLustreFileSystem } from '../l1/aws';
import type { ClusterOutputs } from '../shared/cluster-outputs';
import type { EksPlan } from './eks-plan';
import type { Keys } from './keys';
import type { Network } from './network';
import { policy } from './roles';
import { closedGroup } from './security-groups';

/** Name of the class of volumes that many nodes mount. */
export const SHARED_CLASS = 'myelin-shared';

/**
 * The file system that many nodes mount.
 *
 * - It is encrypted under the key of data, is mounted over TLS alone and by way of a mount target of the network, and is backed
 *   up every day.
 * - A claim gets a folder of its own, which belongs to the user and group that the pods of axons run as, whatever they write as.
 * - What was not read for a month costs less; it comes back when it is read.
 */
export class Storage extends Construct {
  public readonly fileSystem: EfsFileSystem;
  public readonly storageClass: ClusterOutputs['storageClass'];

  public constructor(scope: Construct, id: string, plan: EksPlan, network: Network, keys: Keys) {
    super(scope, id);
    this.fileSystem = new EfsFileSystem(this, 'files', {
      creationToken: plan.name,
      encrypted: true,
      kmsKeyId: keys.data.arn,
      throughputMode: 'elastic',
      lifecyclePolicy: [{ transitionToIa: 'AFTER_30_DAYS' }, { transitionToPrimaryStorageClass: 'AFTER_1_ACCESS' }],
      tags: { Name: plan.name },
      lifecycle: { preventDestroy: plan.deletionProtection },
    });
    new EfsFileSystemPolicy(this, 'policy', {
      fileSystemId: this.fileSystem.id,
      policy: policy([
        {
          Sid: 'ByMountTarget',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
          Resource: this.fileSystem.arn,
          Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
        },
        {
          Sid: 'OverTls',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: '*',
          Resource: this.fileSystem.arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    });
    new EfsBackupPolicy(this, 'backup', { fileSystemId: this.fileSystem.id, backupPolicy: { status: 'ENABLED' } });
    const group = closedGroup(this, 'nfs', plan, network.vpc.id, 2049);
    network.privateSubnets.forEach((subnet, index) => {
      new EfsMountTarget(this, `mount-${plan.zones[index]?.slice(-1)}`, {
        fileSystemId: this.fileSystem.id,
        subnetId: subnet.id,
        securityGroups: [group.id],
      });
    });
    if (plan.lustreGiB !== undefined) this.lustre(plan, plan.lustreGiB, network, keys);
    this.storageClass = {
      name: SHARED_CLASS,
      provisioner: 'efs.csi.aws.com',
      parameters: {
        provisioningMode: 'efs-ap',
        fileSystemId: this.fileSystem.id,
        directoryPerms: '0770',
        uid: String(plan.storage.uid),
        gid: String(plan.storage.gid),
        basePath: '/claims',
      },
      mountOptions: ['tls'],
      ...plan.storage,
    };
  }

  /** In one zone, as all of Lustre is; data that must last lies elsewhere. */
  private lustre(plan: EksPlan, storageCapacity: number, network: Network, keys: Keys): void {
    const [subnet] = network.privateSubnets;
    if (subnet === undefined) return;
    const group = closedGroup(this, 'lustre-clients', plan, network.vpc.id, 988);
    new FsxLustreFileSystem(this, 'lustre', {
      storageCapacity,
      subnetIds: [subnet.id],
      securityGroupIds: [group.id],
      deploymentType: 'PERSISTENT_2',
      storageType: 'SSD',
      perUnitStorageThroughput: 250,
      dataCompressionType: 'LZ4',
      kmsKeyId: keys.data.arn,
      tags: { Name: `${plan.name}-lustre` },
    });
  }
}
