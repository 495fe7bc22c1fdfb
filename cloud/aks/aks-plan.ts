import { createHash } from 'node:crypto';
import type { ClusterProps, EndpointProps, NodePoolProps } from '../shared/cluster-props';
import type { AksClusterProps } from './aks-props';
import { REGION_ZONES } from './regions';
import { MESH_REVISIONS } from './versions';

type Pool = NodePoolProps & { readonly spot: boolean; readonly diskGiB: number };

/** What is asked for, with every default in its place; nobody else has one. */
export interface AksPlan {
  readonly name: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly kubernetesVersion: string;
  readonly profile: 'dev' | 'prod';
  readonly cidr: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly endpoint: Required<EndpointProps>;
  readonly admins: readonly string[];
  readonly pools: readonly Pool[];
  readonly provisioned: boolean;
  readonly storage: { readonly uid: number; readonly gid: number };
  readonly registry: { readonly repository: string; readonly untaggedDays: number };
  readonly bucket: { readonly account: string; readonly oldVersionDays: number };
  readonly mesh: {
    readonly kind: 'helm' | 'managed' | 'none';
    readonly dataPlane: 'sidecar' | 'ambient';
    readonly revision: string;
    readonly canary: string | undefined;
    readonly publicIngress: boolean;
    readonly ingressHost: string | undefined;
  };
  readonly logDays: number;
  readonly managedPrometheus: boolean;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly tenantId: string;
  readonly subscriptionId: string | undefined;
  readonly suffix: string;
  readonly longTermSupport: boolean;
  readonly azurermProviderVersion: string;
  readonly today: string;
}

/** The first pools of a profile. Machines have a local disk, since nodes keep their system on it. */
const POOLS: Readonly<Record<NonNullable<ClusterProps['profile']>, readonly NodePoolProps[]>> = {
  dev: [
    { name: 'system', purpose: 'system', machineType: 'Standard_D4ds_v5', min: 2, max: 3 },
    { name: 'work', purpose: 'work', machineType: 'Standard_D4ds_v5', min: 0, max: 4, spot: true },
  ],
  prod: [
    { name: 'system', purpose: 'system', machineType: 'Standard_D4ds_v5', min: 3, max: 6 },
    { name: 'work', purpose: 'work', machineType: 'Standard_D8ds_v5', min: 1, max: 20 },
  ],
};

export function aksPlan(props: AksClusterProps): AksPlan {
  const { name, region, profile = 'prod', mesh, kubernetesVersion } = props;
  const today = props.today ?? new Date().toISOString().slice(0, 10);
  const suffix = props.suffix ?? hash(`${props.subscriptionId ?? ''}/${region}/${name}`);
  return {
    name,
    region,
    profile,
    kubernetesVersion,
    zones: props.zones ?? REGION_ZONES[region] ?? [],
    cidr: props.network?.cidr ?? '10.0.0.0/16',
    podCidr: props.network?.podCidr ?? '10.244.0.0/16',
    serviceCidr: props.network?.serviceCidr ?? '172.20.0.0/16',
    endpoint: { public: props.endpoint?.public ?? false, allowedCidrs: props.endpoint?.allowedCidrs ?? [] },
    admins: props.admins ?? [],
    pools: (props.nodePools ?? POOLS[profile]).map((pool) => ({
      ...pool,
      spot: pool.spot ?? false,
      diskGiB: pool.diskGiB ?? 100,
    })),
    provisioned: props.autoscaling === 'provisioned',
    storage: { uid: props.storage?.uid ?? 10001, gid: props.storage?.gid ?? 10001 },
    registry: { repository: props.registry?.name ?? name, untaggedDays: props.registry?.untaggedDays ?? 14 },
    bucket: {
      account: props.bucket?.name ?? bare(name, suffix),
      oldVersionDays: props.bucket?.oldVersionDays ?? 90,
    },
    mesh: {
      kind: mesh?.kind ?? 'managed',
      dataPlane: mesh?.dataPlane ?? 'sidecar',
      revision: mesh?.version ?? newestRevision(kubernetesVersion, today),
      canary: props.meshCanary,
      publicIngress: mesh?.publicIngress ?? false,
      ingressHost: mesh?.ingressHost,
    },
    logDays: props.observability?.logDays ?? 90,
    managedPrometheus: props.observability?.managedPrometheus ?? true,
    deletionProtection: props.deletionProtection ?? profile === 'prod',
    tags: { 'myelin.io_cluster': name, ...props.tags },
    tenantId: props.tenantId,
    subscriptionId: props.subscriptionId,
    suffix,
    longTermSupport: props.longTermSupport ?? false,
    azurermProviderVersion: props.azurermProviderVersion ?? '~> 4.55',
    today,
  };
}

/** The newest that is supported and fits; the newest of all where none is, so that the check can say what is wrong. */
function newestRevision(kubernetesVersion: string, today: string): string {
  const fits = MESH_REVISIONS.filter(
    ({ kubernetes, until }) => kubernetes.includes(kubernetesVersion) && today <= until,
  );
  return (fits.at(-1) ?? MESH_REVISIONS.at(-1))?.revision ?? '';
}

/** A name without `-` and at most 24 long, as storage accounts and registries have it. */
export function bare(name: string, suffix: string): string {
  return `${name.replaceAll('-', '').slice(0, 24 - suffix.length)}${suffix}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
