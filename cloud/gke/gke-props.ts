import type { ClusterStackProps } from '../l1/cluster-stack';
import type { ClusterProps } from '../shared/cluster-props';
import type { ReleaseChannel } from './versions';

/** What a cluster on Google Cloud is asked for. */
export interface GkeClusterProps extends ClusterProps, ClusterStackProps, GkeExtras {}

/** What only Google has. */
export interface GkeExtras {
  /** Id of the project that the cluster belongs in. */
  readonly projectId: string;
  /** Its number, which is in the names of Google's own accounts and of identities: `gcloud projects describe <id>`. */
  readonly projectNumber: string;
  /**
   * How new what Google upgrades to is. `EXTENDED` pays for twenty-four months of a version in place of fourteen.
   * @default 'REGULAR'
   */
  readonly releaseChannel?: ReleaseChannel;
  /**
   * Range of 16 addresses in which the API server answers.
   * @default - out of that of the network, after the addresses of nodes
   */
  readonly controlPlaneCidr?: string;
  /**
   * Whether the API server answers at its name from everywhere too, to those whom IAM lets, without a list of ranges. It takes
   * the place of a machine in the network.
   * @default false
   */
  readonly dnsEndpoint?: boolean;
  /**
   * Group of Google Workspace whose groups RBAC of Kubernetes may name: `gke-security-groups@<domain>`.
   * @default - RBAC names people and service accounts alone
   */
  readonly securityGroup?: string;
  /**
   * Size in GiB above which no volume of a shared file system grows, of the profile `prod`: 128, 256, 512 or 1024.
   * @default - 128
   */
  readonly volumeGiB?: number;
  /** TCP ports of the Internet that nodes may reach. @default [443] */
  readonly egressPorts?: readonly number[];
  /**
   * Machines that Google offers in the region by now, although the table of GPUs does not say so.
   * @default - none
   */
  readonly offeredMachines?: readonly string[];
  /**
   * End of names that are unique in the world or stay taken after they are destroyed: of the bucket and of the ring of keys. Lower
   * case letters and digits, at most 8.
   * @default - eight digits of a hash of the project, the region and the name
   */
  readonly suffix?: string;
  /** Which versions of the provider may be used. @default '~> 6.50' */
  readonly googleProviderVersion?: string;
  /** The day against which versions are held, such as `2026-11-26`. @default - today */
  readonly today?: string;
}
