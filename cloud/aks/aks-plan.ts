import { shortHash } from '../l1/hash';
import type { CostProfile, NodePoolProps } from '../shared/cluster-props';
import { sharedPlan, type SharedPlan } from '../shared/shared-plan';
import type { AksClusterProps } from './aks-props';
import { REGION_ZONES } from './regions';
import { MESH_REVISIONS } from './versions';

/** What is asked for, with every default in its place; nobody else has one. */
export interface AksPlan extends SharedPlan {
  readonly podCidr: string;
  /** `name` is that of the storage account. */
  readonly bucket: { readonly name: string; readonly oldVersionDays: number };
  readonly meshCanary: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly tenantId: string;
  readonly subscriptionId: string | undefined;
  readonly suffix: string;
  readonly longTermSupport: boolean;
  readonly azurermProviderVersion: string;
}

/**
 * The first pools of a profile. Machines have a local disk, since nodes keep their system on it. None is on spot: AKS taints such
 * nodes, and what does not say that it bears to be stopped would run nowhere.
 */
const POOLS: Readonly<Record<CostProfile, readonly NodePoolProps[]>> = {
  dev: [
    { name: 'system', purpose: 'system', machineType: 'Standard_D4ds_v5', min: 2, max: 3 },
    { name: 'work', purpose: 'work', machineType: 'Standard_D4ds_v5', min: 0, max: 4 },
  ],
  prod: [
    { name: 'system', purpose: 'system', machineType: 'Standard_D4ds_v5', min: 3, max: 6 },
    { name: 'work', purpose: 'work', machineType: 'Standard_D8ds_v5', min: 1, max: 20 },
  ],
};

/** @param day - on which it is asked for */
export function aksPlan(props: AksClusterProps, day: string): AksPlan {
  const shared = sharedPlan(props, day, {
    pools: POOLS,
    regions: REGION_ZONES,
    mesh: 'managed',
    meshVersion: () => newestRevision(props.kubernetesVersion, day),
  });
  const { name, region } = shared;
  const suffix = props.suffix ?? shortHash(`${props.subscriptionId ?? ''}/${region}/${name}`, 8);
  return {
    ...shared,
    podCidr: props.network?.podCidr ?? '10.244.0.0/16',
    bucket: { ...shared.bucket, name: shared.bucket.name ?? bare(name, suffix) },
    meshCanary: props.meshCanary,
    tags: { 'myelin.io_cluster': name, ...props.tags },
    tenantId: props.tenantId,
    subscriptionId: props.subscriptionId,
    suffix,
    longTermSupport: props.longTermSupport ?? false,
    azurermProviderVersion: props.azurermProviderVersion ?? (shared.provisioned ? '~> 4.57' : '~> 4.55'),
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
