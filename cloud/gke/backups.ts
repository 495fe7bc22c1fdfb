import { Construct } from 'constructs';
import { GkeBackupPlan, type ContainerCluster } from '../l1/google';
import type { GkePlan } from './gke-plan';
import type { Keys } from './keys';

/** For how many days a backup is there. */
const RETAIN_DAYS = 30;

/**
 * What is in the cluster, every day: objects of all namespaces, Secrets among them, and volumes.
 *
 * - Backups are encrypted under a key of their own.
 * - They may be deleted before their time: who ends a cluster does so first, since Google destroys no plan that has some.
 */
export class Backups extends Construct {
  public constructor(scope: Construct, id: string, plan: GkePlan, cluster: ContainerCluster, keys: Keys) {
    super(scope, id);
    if (keys.backups === undefined) return;
    new GkeBackupPlan(this, 'plan', {
      name: plan.name,
      cluster: cluster.id,
      location: plan.region,
      description: `what is in cluster ${plan.name}`,
      backupConfig: {
        allNamespaces: true,
        includeSecrets: true,
        includeVolumeData: true,
        encryptionKey: { gcpKmsEncryptionKey: keys.backups.id },
      },
      backupSchedule: { cronSchedule: '0 1 * * *' },
      retentionPolicy: { backupRetainDays: RETAIN_DAYS, backupDeleteLockDays: 0 },
      labels: { ...plan.tags },
      dependsOn: [...keys.grants.backups],
    });
  }
}
