import type { ClusterStackProps } from '../l1/cluster-stack';
import type { ClusterProps } from '../shared/cluster-props';

/** What a cluster on AWS is asked for. */
export interface EksClusterProps extends ClusterProps, ClusterStackProps, EksExtras {}

/** What only AWS has. */
export interface EksExtras {
  /**
   * The account that the cluster belongs in; credentials of another are refused before anything is made.
   * @default - that of the credentials
   */
  readonly accountId?: string;
  /**
   * How nodes reach what is outside the network: through NAT gateways, or nothing but AWS itself through endpoints of the
   * network, with no way to the Internet. Then every image comes from the registry of the account.
   * @default 'nat'
   */
  readonly egress?: 'nat' | 'endpoints';
  /**
   * Whether a version beyond standard support is paid for by the hour; without, AWS upgrades the cluster on that day.
   * @default false
   */
  readonly extendedSupport?: boolean;
  /**
   * Tier of the control plane, where more than what AWS adapts by itself is paid for in advance.
   * @default - 'standard'
   */
  readonly controlPlaneTier?: string;
  /** ARN of the policy that bounds every role of the stack. @default - none */
  readonly permissionsBoundary?: string;
  /**
   * Registries whose images the registry of the account keeps copies of, by the prefix that the copies get. Those that ask for
   * credentials have them in a secret of Secrets Manager, whose name AWS wants to begin with `ecr-pullthroughcache/`.
   * @default - quay.io and the public registry of AWS, which ask for none
   */
  readonly imageCaches?: Readonly<Record<string, { readonly upstream: string; readonly credentialArn?: string }>>;
  /**
   * A file system of Lustre beside the shared one, for training that reads faster than NFS gives: its size, in steps of 1,200.
   * @default - none
   */
  readonly lustreGiB?: number;
  /** Which versions of the provider may be used. What only newer ones know is left out where older ones may be. @default '~> 6.25' */
  readonly awsProviderVersion?: string;
  /** The day against which versions are held, such as `2026-11-26`. @default - today */
  readonly today?: string;
}
