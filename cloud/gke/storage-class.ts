import type { ClusterOutputs } from '../shared/cluster-outputs';
import type { GkePlan } from './gke-plan';
import type { Keys } from './keys';
import type { Network } from './network';

/** Name of the class of volumes that the Kubernetes side makes. */
const STORAGE_CLASS = 'myelin-shared';

/** Up to which a volume of a shared file system grows, unless another size is asked for. */
const VOLUME_GIB = 128;

/**
 * Files that many nodes mount at once, by NFS.
 *
 * - In `prod` volumes share file systems that stand in more than one zone, up to 80 on each, under the key of data.
 * - In `dev` each claim is a file system of its own in one zone, under a key of Google's: the cheapest that there is.
 * - Files belong to the group that pods name as theirs, which the driver gives them when they are mounted.
 */
export function storageClass(plan: GkePlan, network: Network, keys: Keys): ClusterOutputs['storageClass'] {
  const shared = {
    tier: 'enterprise',
    multishare: 'true',
    'instance-storageclass-label': plan.name,
    'max-volume-size': `${plan.volumeGiB ?? VOLUME_GIB}Gi`,
    'instance-encryption-kms-key': keys.data.id,
  };
  return {
    name: STORAGE_CLASS,
    provisioner: 'filestore.csi.storage.gke.io',
    parameters: {
      ...(plan.profile === 'dev' ? { tier: 'standard' } : shared),
      network: network.network.name,
      'connect-mode': 'PRIVATE_SERVICE_ACCESS',
      'reserved-ip-range': network.files.name,
    },
    mountOptions: [],
    uid: plan.storage.uid,
    gid: plan.storage.gid,
  };
}
