import type { AdditionalAddon } from './addons';
import type { CostProfile, NodePoolProps } from '../shared/cluster-props';
import { istioFor } from '../shared/istio-versions';
import { sharedPlan, type SharedPlan } from '../shared/shared-plan';
import type { EksClusterProps, EksExtras } from './eks-props';
import { partitionOf, REGION_ZONES } from './regions';

/** What is asked for, with every default in its place; nobody else has one. */
export interface EksPlan extends SharedPlan {
  readonly partition: string;
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
  readonly tags: Readonly<Record<string, string>>;
  readonly awsProviderVersion: string;
  readonly accountId: string | undefined;
  readonly controlPlaneTier: string | undefined;
  readonly permissionsBoundary: string | undefined;
  readonly lustreGiB: number | undefined;
  readonly readableBuckets: readonly string[];
  readonly extendedSupport: boolean;
  readonly imageCaches: NonNullable<EksExtras['imageCaches']>;
}

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

/** @param day - on which it is asked for */
export function eksPlan(props: EksClusterProps, day: string): EksPlan {
  const shared = sharedPlan(props, day, {
    pools: POOLS,
    regions: REGION_ZONES,
    mesh: 'helm',
    meshVersion: () => istioFor(props.kubernetesVersion),
  });
  return {
    ...shared,
    partition: partitionOf(props.region),
    podCidr: props.network?.podCidr,
    egress: props.egress ?? 'nat',
    oneNat: shared.profile === 'dev',
    tags: { 'myelin.io/cluster': props.name, ...props.tags },
    awsProviderVersion: props.awsProviderVersion ?? '~> 6.25',
    accountId: props.accountId,
    controlPlaneTier: props.controlPlaneTier,
    permissionsBoundary: props.permissionsBoundary,
    lustreGiB: props.lustreGiB,
    readableBuckets: props.readableBuckets ?? [],
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
