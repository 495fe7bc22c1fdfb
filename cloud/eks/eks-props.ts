import type { AdditionalAddon } from './addons';
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
  /**
   * Machines that AWS offers in the region by now, although the table of GPUs does not say so.
   * @default - none
   */
  readonly offeredMachines?: readonly string[];
  /**
   * How a ServiceAccount becomes a role: by the agent of Pod Identity on each node, or by the provider of OpenID Connect of the
   * cluster, which needs an annotation and works where there is no agent.
   * @default 'pod'
   */
  readonly identity?: 'pod' | 'irsa';
  /**
   * Buckets of other accounts, in the region of the cluster, that pods and nodes read by the endpoint of the network. Those of the
   * account of the cluster need no naming.
   * @default - those that layers of images lie in
   */
  readonly readableBuckets?: readonly string[];
  /** TCP ports of the Internet that nodes may reach. @default [443] */
  readonly egressPorts?: readonly number[];
  /**
   * Add-ons beside those that every cluster has.
   * @default - none
   */
  readonly addons?: readonly AdditionalAddon[];
  /**
   * Versions of add-ons by name, such as `{ 'vpc-cni': 'v1.20.4-eksbuild.1' }`. What is not named gets the version that AWS takes
   * for the version of Kubernetes when the add-on is made, and keeps it.
   * @default - none
   */
  readonly addonVersions?: Readonly<Record<string, string>>;
  /**
   * Names of images, for each of which the registry has a repository below its name. ECR makes none on a push.
   * @default - that of the runtime, `myelin-runtime`
   */
  readonly repositories?: readonly string[];
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
