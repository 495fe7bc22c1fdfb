import { Construct } from 'constructs';
import type { AxonContext } from './axon-context';
import { KubeObject } from './kube-object';
import type { KubernetesObject } from './kubernetes-object';
import { siblingChart } from './sibling-chart';
import type { StorePlan } from './store-plan';

/** Neither hostPath nor nfs enforces a size, but a claim and its volume must name one. */
const NOMINAL_SIZE = '1Gi';

/** The claim that all pods of an axon share. */
export class StoreClaim extends Construct {
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
    const own = context.metadata.of(plan.name, { component: 'store' });
    new KubeObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { ...own, labels: () => ({ ...labels, ...own.labels() }), annotations: () => annotations ?? {} },
      fields: { spec: () => this._toKube() },
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
    const { namespace: _, ...metadata } = context.metadata.of(plan.volume, { component: 'store' });
    new KubeObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata,
      fields: {
        spec: () => ({
          accessModes: ['ReadWriteMany'],
          capacity: { storage: NOMINAL_SIZE },
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: '',
          ...plan.source,
        }),
      },
    });
  }
}
