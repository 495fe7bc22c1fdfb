import type { CostProfile, NodePoolProps } from '../shared/cluster-props';
import { shortHash } from '../l1/hash';
import { istioFor } from '../shared/istio-versions';
import { sharedPlan, type SharedPlan } from '../shared/shared-plan';
import type { GkeClusterProps } from './gke-props';
import { REGION_ZONES } from './regions';
import { MESH_REVISIONS, type ReleaseChannel } from './versions';

/** What is asked for, with every default in its place; nobody else has one. */
export interface GkePlan extends SharedPlan {
  readonly projectId: string;
  readonly projectNumber: string;
  readonly podCidr: string;
  /** Undefined where it is cut out of the range of the network. */
  readonly controlPlaneCidr: string | undefined;
  readonly releaseChannel: ReleaseChannel;
  /** Whether what is in the cluster is backed up daily, which is paid for by the pod. */
  readonly backedUp: boolean;
  readonly dnsEndpoint: boolean;
  readonly securityGroup: string | undefined;
  readonly egressPorts: readonly number[];
  /** Size above which no volume grows; undefined where it is the smallest that Google sells. */
  readonly volumeGiB: number | undefined;
  readonly bucket: { readonly name: string; readonly oldVersionDays: number };
  /** Labels, as Google calls them. */
  readonly tags: Readonly<Record<string, string>>;
  readonly offeredMachines: readonly string[];
  readonly suffix: string;
  readonly googleProviderVersion: string;
}

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

/** @param day - on which it is asked for */
export function gkePlan(props: GkeClusterProps, day: string): GkePlan {
  const releaseChannel = props.releaseChannel ?? 'REGULAR';
  const shared = sharedPlan(props, day, {
    pools: POOLS,
    regions: REGION_ZONES,
    mesh: 'helm',
    meshVersion: (kind) =>
      kind === 'managed' ? (MESH_REVISIONS[releaseChannel] ?? '') : istioFor(props.kubernetesVersion),
  });
  const { name, region } = shared;
  const suffix = props.suffix ?? shortHash(`${props.projectId}/${region}/${name}`, 8);
  return {
    ...shared,
    projectId: props.projectId,
    projectNumber: props.projectNumber,
    podCidr: props.network?.podCidr ?? '10.4.0.0/14',
    controlPlaneCidr: props.controlPlaneCidr,
    releaseChannel,
    backedUp: shared.profile === 'prod',
    dnsEndpoint: props.dnsEndpoint ?? false,
    securityGroup: props.securityGroup,
    egressPorts: props.egressPorts ?? [443],
    volumeGiB: props.volumeGiB,
    bucket: { ...shared.bucket, name: shared.bucket.name ?? `${name}-${suffix}` },
    tags: { 'myelin-cluster': name, ...props.tags },
    offeredMachines: props.offeredMachines ?? [],
    suffix,
    googleProviderVersion: props.googleProviderVersion ?? '~> 6.50',
  };
}
