import type { ClusterProps, CostProfile, EndpointProps, NodePoolProps } from './cluster-props';
import type { PlannedMesh } from './istio';

/** A pool with every default in its place. */
export type PlannedPool = NodePoolProps & Required<Pick<NodePoolProps, 'spot' | 'diskGiB'>>;

/** What is asked for of a cluster of any cloud, with every default that is the same on all of them. */
export interface SharedPlan {
  readonly name: string;
  readonly region: string;
  readonly zones: readonly string[];
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
  readonly registry: { readonly name: string; readonly untaggedDays: number };
  readonly bucket: { readonly name: string | undefined; readonly oldVersionDays: number };
  readonly mesh: PlannedMesh;
  readonly logDays: number;
  readonly managedPrometheus: boolean;
  readonly deletionProtection: boolean;
  /** Day on which versions are held against their tables, as `2026-11-26`. */
  readonly today: string;
}

/** Defaults that each cloud has its own of. */
export interface CloudDefaults {
  /** The first pools of each profile. */
  readonly pools: Readonly<Record<CostProfile, readonly NodePoolProps[]>>;
  /** Zones by region. */
  readonly regions: Readonly<Record<string, readonly string[]>>;
  /** Whose Istio it is. */
  readonly mesh: 'helm' | 'managed';
  /** The version or revision of a mesh of this kind. */
  readonly meshVersion: (kind: PlannedMesh['kind']) => string;
}

/** Zones that a cluster stands in unless it is said. */
const ZONES = 3;

export function sharedPlan(props: ClusterProps, today: string, defaults: CloudDefaults): SharedPlan {
  const profile = props.profile ?? 'prod';
  const kind = props.mesh?.kind ?? defaults.mesh;
  return {
    name: props.name,
    region: props.region,
    zones: props.zones ?? defaults.regions[props.region]?.slice(0, ZONES) ?? [],
    kubernetesVersion: props.kubernetesVersion,
    profile,
    cidr: props.network?.cidr ?? '10.0.0.0/16',
    serviceCidr: props.network?.serviceCidr ?? '172.20.0.0/16',
    endpoint: { public: props.endpoint?.public ?? false, allowedCidrs: props.endpoint?.allowedCidrs ?? [] },
    admins: props.admins ?? [],
    pools: (props.nodePools ?? defaults.pools[profile]).map((pool) => ({
      ...pool,
      spot: pool.spot ?? false,
      diskGiB: pool.diskGiB ?? 100,
    })),
    provisioned: props.autoscaling === 'provisioned',
    storage: { uid: props.storage?.uid ?? 10001, gid: props.storage?.gid ?? 10001 },
    registry: { name: props.registry?.name ?? props.name, untaggedDays: props.registry?.untaggedDays ?? 14 },
    bucket: { name: props.bucket?.name, oldVersionDays: props.bucket?.oldVersionDays ?? 90 },
    mesh: {
      kind,
      dataPlane: props.mesh?.dataPlane ?? 'sidecar',
      version: props.mesh?.version ?? defaults.meshVersion(kind),
      offeredVersions: props.mesh?.offeredVersions ?? [],
      publicIngress: props.mesh?.publicIngress ?? false,
      ingressHost: props.mesh?.ingressHost,
    },
    logDays: props.observability?.logDays ?? 90,
    managedPrometheus: props.observability?.managedPrometheus ?? true,
    deletionProtection: props.deletionProtection ?? profile === 'prod',
    today,
  };
}

/** The pool that runs what the cluster itself needs; the first of its purpose. */
export function systemPool({ pools }: Pick<SharedPlan, 'pools'>): PlannedPool {
  const found = pools.find(({ purpose }) => purpose === 'system');
  if (found === undefined) throw new TypeError('the check of pools lets none pass without a system pool');
  return found;
}
