import { objectName, storeName } from '../spec/derive/names';
import { RESTRICTED_VOLUMES } from '../spec/derive/restricted-volumes';
import { DEFAULT_CLAIM } from '../spec/derive/store-claim';
import type { KubernetesObject } from './kubernetes-object';
import type { Outline } from './outline';
import type { StoreVolume } from './pod/pod-template';

/** What an axon says about its store. */
export type StorePlan =
  /** Claimed from a storage class. */
  | {
      readonly kind: 'claim';
      readonly name: string;
      readonly metadata: KubernetesObject;
      readonly spec: KubernetesObject;
    }
  /** A volume that no pod may mount by itself: an admin makes it, the axon claims it by name. */
  | { readonly kind: 'admin'; readonly name: string; readonly volume: string; readonly source: KubernetesObject }
  | { readonly kind: 'inline'; readonly source: KubernetesObject };

/** What the store of an axon is made in. */
export interface StorePlace {
  /** Of the axon, or else of its chart. A volume is cluster-wide, so it is named by it. */
  readonly namespace: string | undefined;
  /** Of claims that name none; the default of the cluster where it is undefined. */
  readonly storageClass: string | undefined;
}

export function storePlan(
  { name, volume, volumeClaimTemplate }: Outline,
  { namespace, storageClass }: StorePlace,
): StorePlan {
  if (volume !== undefined) {
    const { name: _, ...source } = volume;
    if (Object.keys(source).every((key) => RESTRICTED_VOLUMES.includes(key))) return { kind: 'inline', source };
    const parts = namespace === undefined ? [name] : [namespace, name];
    return { kind: 'admin', name: storeName(name), volume: objectName([...parts, 'axon-store']), source };
  }
  const { metadata, spec } = (volumeClaimTemplate ?? {}) as { metadata?: KubernetesObject; spec?: KubernetesObject };
  const { name: template, ...rest } = (metadata ?? {}) as { name?: string };
  const byDefault = storageClass === undefined ? DEFAULT_CLAIM : { ...DEFAULT_CLAIM, storageClassName: storageClass };
  return { kind: 'claim', name: storeName(name, template), metadata: rest, spec: { ...byDefault, ...spec } };
}

export function storeVolume(plan: StorePlan): StoreVolume {
  switch (plan.kind) {
    case 'inline':
      return plan;
    case 'admin':
      return { kind: 'claim', claim: plan.name, oneNode: false };
    case 'claim': {
      const modes = Array.isArray(plan.spec['accessModes']) ? plan.spec['accessModes'] : [];
      return { kind: 'claim', claim: plan.name, oneNode: !modes.includes('ReadWriteMany') };
    }
  }
}
