import type { AdditionalAddon } from './addons';
import type { CostProfile, MeshProps, NodePoolProps } from '../shared/cluster-props';
import { istioFor } from '../shared/istio-versions';
import { sharedPlan, type SharedPlan } from '../shared/shared-plan';
import type { EksClusterProps, EksExtras } from './eks-props';
import { partitionOf, REGION_ZONES } from './regions';

/** What is asked for, with every default in its place; nobody else has one. */
export interface EksPlan extends SharedPlan {
  readonly partition: string;
  readonly zones: readonly string[];
  /** Pods have addresses of the network, unless they have a range of their own. */
  readonly podCidr: string | undefined;
  readonly egress: 'nat' | 'endpoints';
  /** Whether one NAT gateway, in the first zone, does for all. */
  readonly oneNat: boolean;
  readonly egressPorts: readonly number[];
  readonly addons: readonly AdditionalAddon[];
  readonly addonVersions: Readonly<Record<string, string>>;
  readonly repositories: readonly string[];
  readonly identity: 'pod' | 'irsa';
  readonly offeredMachines: readonly string[];
  readonly registry: { readonly name: string; readonly untaggedDays: number };
  readonly bucket: { readonly name: string | undefined; readonly oldVersionDays: number };
  readonly mesh: MeshProps & Required<Pick<MeshProps, 'kind' | 'dataPlane' | 'version' | 'publicIngress'>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly awsProviderVersion: string;
  readonly extras: Pick<EksExtras, 'accountId' | 'controlPlaneTier' | 'permissionsBoundary' | 'lustreGiB'>;
  readonly extendedSupport: boolean;
  readonly imageCaches: NonNullable<EksExtras['imageCaches']>;
}

/** Zones that a cluster stands in unless it is said. */
const ZONES = 3;

/** The first pools of a profile. `dev` may lose what works, never what the cluster itself runs. */
const POOLS: Readonly<Record<CostProfile, readonly NodePoolProps[]>> = {
  dev: [
    { name: 'system', purpose: 'system', machineType: 't3.large', min: 2, max: 3 },
    { name: 'work', purpose: 'work', machineType: 'm7i.large', min: 0, max: 4, spot: true },
  ],
  prod: [
    { name: 'system', purpose: 'system', machineType: 'm7i.large', min: 3, max: 6 },
    { name: 'work', purpose: 'work', machineType: 'm7i.xlarge', min: 1, max: 20 },
  ],
};

/** Public registries that ask for no credentials. */
const IMAGE_CACHES: EksPlan['imageCaches'] = {
  quay: { upstream: 'quay.io' },
  'ecr-public': { upstream: 'public.ecr.aws' },
};

export function eksPlan(props: EksClusterProps): EksPlan {
  const shared = sharedPlan(props, POOLS);
  return {
    ...shared,
    partition: partitionOf(props.region),
    zones: props.zones ?? REGION_ZONES[props.region]?.slice(0, ZONES) ?? [],
    podCidr: props.network?.podCidr,
    egress: props.egress ?? 'nat',
    oneNat: shared.profile === 'dev',
    registry: { name: props.registry?.name ?? props.name, untaggedDays: props.registry?.untaggedDays ?? 14 },
    bucket: { name: props.bucket?.name, oldVersionDays: props.bucket?.oldVersionDays ?? 90 },
    mesh: {
      ...props.mesh,
      kind: props.mesh?.kind ?? 'helm',
      dataPlane: props.mesh?.dataPlane ?? 'sidecar',
      version: props.mesh?.version ?? istioFor(props.kubernetesVersion),
      publicIngress: props.mesh?.publicIngress ?? false,
    },
    tags: { 'myelin.io/cluster': props.name, ...props.tags },
    awsProviderVersion: props.awsProviderVersion ?? '~> 6.25',
    extras: {
      accountId: props.accountId,
      controlPlaneTier: props.controlPlaneTier,
      permissionsBoundary: props.permissionsBoundary,
      lustreGiB: props.lustreGiB,
    },
    egressPorts: props.egress === 'endpoints' ? [] : (props.egressPorts ?? [443]),
    addons: props.addons ?? [],
    addonVersions: props.addonVersions ?? {},
    repositories: props.repositories ?? ['myelin-runtime'],
    identity: props.identity ?? 'pod',
    offeredMachines: props.offeredMachines ?? [],
    extendedSupport: props.extendedSupport ?? false,
    imageCaches: props.imageCaches ?? IMAGE_CACHES,
  };
}
