import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { objectName, storeName } from '../spec/derive/names';
import type { AxonContext } from './axon-context';
import type { KubernetesObject, Outline } from './outline';
import type { StoreVolume } from './pod/pod-template';
import { siblingChart } from './sibling-chart';

/** Volume sources that *restricted* admits in a pod. */
const RESTRICTED_SOURCES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Neither hostPath nor nfs enforces a size, but a claim and its volume must name one. */
const NOMINAL_SIZE = '1Gi';

const DEFAULT_CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

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

export function storePlan({ name, namespace, volume, volumeClaimTemplate }: Outline): StorePlan {
  if (volume !== undefined) {
    const { name: _, ...source } = volume;
    if (Object.keys(source).every((key) => RESTRICTED_SOURCES.includes(key))) return { kind: 'inline', source };
    const parts = namespace === undefined ? [name] : [namespace, name];
    return { kind: 'admin', name: storeName(name), volume: objectName([...parts, 'axon-store']), source };
  }
  const { metadata, spec } = (volumeClaimTemplate ?? {}) as { metadata?: KubernetesObject; spec?: KubernetesObject };
  const { name: template, ...rest } = (metadata ?? {}) as { name?: string };
  return { kind: 'claim', name: storeName(name, template), metadata: rest, spec: { ...DEFAULT_CLAIM, ...spec } };
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

/** The claim that all pods of an axon share. */
export class AxonStore extends Construct {
  constructor(
    scope: Construct,
    id: string,
    context: AxonContext,
    private readonly plan: Exclude<StorePlan, { kind: 'inline' }>,
  ) {
    super(scope, id);
    const { labels, annotations } = (plan.kind === 'claim' ? plan.metadata : {}) as Record<
      string,
      Record<string, string>
    >;
    const own = context.metadata(plan.name, { component: 'store' });
    new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { ...own, labels: { ...labels, ...own.labels }, ...(annotations === undefined ? {} : { annotations }) },
      spec: this._toKube(),
    });
    if (plan.kind === 'admin') new AdminVolume(siblingChart(this, 'admin'), context.name, context, plan);
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { plan } = this;
    switch (plan.kind) {
      case 'claim':
        return plan.spec;
      case 'admin':
        return {
          accessModes: ['ReadWriteMany'],
          resources: { requests: { storage: NOMINAL_SIZE } },
          storageClassName: '',
          volumeName: plan.volume,
        };
    }
  }
}

/** The volume behind a claim by name, in the file for an admin. */
class AdminVolume extends Construct {
  constructor(scope: Construct, id: string, context: AxonContext, plan: Extract<StorePlan, { kind: 'admin' }>) {
    super(scope, id);
    const { namespace: _, ...metadata } = context.metadata(plan.volume, { component: 'store' });
    new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata,
      spec: {
        accessModes: ['ReadWriteMany'],
        capacity: { storage: NOMINAL_SIZE },
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        ...plan.source,
      },
    });
  }
}
