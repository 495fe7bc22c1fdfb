import { createHash } from 'node:crypto';
import type { CostProfile, NodePoolProps } from '../shared/cluster-props';
import type { PlannedMesh } from '../shared/istio';
import { istioFor } from '../shared/istio-versions';
import { sharedPlan, type SharedPlan } from '../shared/shared-plan';
import type { GkeClusterProps } from './gke-props';
import { REGION_ZONES } from './regions';
import { subnetRanges, type SubnetRanges } from './subnet-ranges';
import { MESH_REVISIONS, type ReleaseChannel } from './versions';

/** What is asked for, with every default in its place; nobody else has one. */
export interface GkePlan extends SharedPlan {
  readonly projectId: string;
  readonly projectNumber: string;
  readonly zones: readonly string[];
  readonly podCidr: string;
  /** Undefined where that of the network is none, which a check tells. */
  readonly ranges: SubnetRanges | undefined;
  readonly releaseChannel: ReleaseChannel;
  readonly dnsEndpoint: boolean;
  readonly securityGroup: string | undefined;
  readonly egressPorts: readonly number[];
  /** Size above which no volume grows; undefined where it is the smallest that Google sells. */
  readonly volumeGiB: number | undefined;
  readonly registry: { readonly repository: string; readonly untaggedDays: number };
  readonly bucket: { readonly name: string; readonly oldVersionDays: number };
  readonly mesh: PlannedMesh & {
    /** Of Istio by helm, or the revision of the managed mesh. */
    readonly version: string;
    readonly publicIngress: boolean;
  };
  /** Labels, as Google calls them. */
  readonly tags: Readonly<Record<string, string>>;
  readonly offeredMachines: readonly string[];
  readonly suffix: string;
  readonly googleProviderVersion: string;
}

const ZONES = 3;

/** The first pools of a profile. */
const POOLS: Readonly<Record<CostProfile, readonly NodePoolProps[]>> = {
  dev: [
    { name: 'system', purpose: 'system', machineType: 'e2-standard-4', min: 2, max: 3 },
    { name: 'work', purpose: 'work', machineType: 'e2-standard-4', min: 0, max: 4, spot: true },
  ],
  prod: [
    { name: 'system', purpose: 'system', machineType: 'n2-standard-4', min: 3, max: 6 },
    { name: 'work', purpose: 'work', machineType: 'n2-standard-8', min: 1, max: 20 },
  ],
};

export function gkePlan(props: GkeClusterProps): GkePlan {
  const { mesh } = props;
  const shared = sharedPlan(props, POOLS);
  const { name, region, kubernetesVersion } = shared;
  const suffix = props.suffix ?? hash(`${props.projectId}/${region}/${name}`);
  const releaseChannel = props.releaseChannel ?? 'REGULAR';
  const kind = mesh?.kind ?? 'helm';
  const newest = kind === 'managed' ? (MESH_REVISIONS[releaseChannel] ?? '') : istioFor(kubernetesVersion);
  return {
    ...shared,
    projectId: props.projectId,
    projectNumber: props.projectNumber,
    zones: props.zones ?? REGION_ZONES[region]?.slice(0, ZONES) ?? [],
    podCidr: props.network?.podCidr ?? '10.4.0.0/14',
    ranges: subnetRanges(shared.cidr, props.controlPlaneCidr),
    releaseChannel,
    dnsEndpoint: props.dnsEndpoint ?? false,
    securityGroup: props.securityGroup,
    egressPorts: props.egressPorts ?? [443],
    volumeGiB: props.storage?.sizeGiB,
    registry: { repository: props.registry?.name ?? name, untaggedDays: props.registry?.untaggedDays ?? 14 },
    bucket: {
      name: props.bucket?.name ?? `${name}-${suffix}`,
      oldVersionDays: props.bucket?.oldVersionDays ?? 90,
    },
    mesh: {
      kind,
      dataPlane: mesh?.dataPlane ?? 'sidecar',
      version: mesh?.version ?? newest,
      publicIngress: mesh?.publicIngress ?? false,
      ingressHost: mesh?.ingressHost,
    },
    tags: { 'myelin-cluster': name, ...props.tags },
    offeredMachines: props.offeredMachines ?? [],
    suffix,
    googleProviderVersion: props.googleProviderVersion ?? '~> 6.50',
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
