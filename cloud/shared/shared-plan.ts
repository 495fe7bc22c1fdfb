import type { ClusterProps, CostProfile, EndpointProps, NodePoolProps } from './cluster-props';

/** A pool with every default in its place. */
export type PlannedPool = NodePoolProps & Required<Pick<NodePoolProps, 'spot' | 'diskGiB'>>;

/** What is asked for of a cluster of any cloud, with every default that is the same on all of them. */
export interface SharedPlan {
  readonly name: string;
  readonly region: string;
  readonly kubernetesVersion: string;
  readonly profile: CostProfile;
  /** Of the network. */
  readonly cidr: string;
  readonly serviceCidr: string;
  readonly endpoint: Required<EndpointProps>;
  readonly admins: readonly string[];
  readonly pools: readonly PlannedPool[];
  readonly provisioned: boolean;
  readonly storage: { readonly uid: number; readonly gid: number };
  readonly logDays: number;
  readonly managedPrometheus: boolean;
  readonly deletionProtection: boolean;
  /** Day on which versions are held against their tables, as `2026-11-26`. */
  readonly today: string;
}

/** @param pools - the first pools of each profile */
export function sharedPlan(
  props: ClusterProps & { readonly today?: string },
  pools: Readonly<Record<CostProfile, readonly NodePoolProps[]>>,
): SharedPlan {
  const profile = props.profile ?? 'prod';
  return {
    name: props.name,
    region: props.region,
    kubernetesVersion: props.kubernetesVersion,
    profile,
    cidr: props.network?.cidr ?? '10.0.0.0/16',
    serviceCidr: props.network?.serviceCidr ?? '172.20.0.0/16',
    endpoint: { public: props.endpoint?.public ?? false, allowedCidrs: props.endpoint?.allowedCidrs ?? [] },
    admins: props.admins ?? [],
    pools: (props.nodePools ?? pools[profile]).map((pool) => ({
      ...pool,
      spot: pool.spot ?? false,
      diskGiB: pool.diskGiB ?? 100,
    })),
    provisioned: props.autoscaling === 'provisioned',
    storage: { uid: props.storage?.uid ?? 10001, gid: props.storage?.gid ?? 10001 },
    logDays: props.observability?.logDays ?? 90,
    managedPrometheus: props.observability?.managedPrometheus ?? true,
    deletionProtection: props.deletionProtection ?? profile === 'prod',
    today: props.today ?? new Date().toISOString().slice(0, 10),
  };
}
