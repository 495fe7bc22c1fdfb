import type { ClusterStackProps } from '../l1/cluster-stack';
import type { ClusterProps } from '../shared/cluster-props';

/** What a cluster on Azure is asked for. */
export interface AksClusterProps extends ClusterProps, ClusterStackProps, AksExtras {}

/** What only Azure has. */
export interface AksExtras {
  /** Of Entra, in which the cluster asks who somebody is, and whose key vault it has. */
  readonly tenantId: string;
  /** The subscription that the cluster belongs in. @default - ARM_SUBSCRIPTION_ID, when Terraform runs */
  readonly subscriptionId?: string;
  /**
   * End of names that are unique in the world: of the registry, the storage accounts and the vault. Lower case letters and
   * digits, at most 8.
   * @default - eight digits of a hash of the subscription, the region and the name
   */
  readonly suffix?: string;
  /**
   * Whether a version beyond twelve months is paid for by the tier Premium.
   * @default false
   */
  readonly longTermSupport?: boolean;
  /**
   * A second revision of the mesh beside the first, for the time of an upgrade: pods of a namespace belong to the one that its
   * label names.
   * @default - none
   */
  readonly meshCanary?: string;
  /** Which versions of the provider may be used. @default - '~> 4.55', and '~> 4.57' with nodes made to measure */
  readonly azurermProviderVersion?: string;
  /** The day against which versions are held, such as `2026-11-26`. @default - today */
  readonly today?: string;
}
