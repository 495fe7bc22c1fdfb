import { Construct } from 'constructs';
import type { LabelledThing } from '../spec/derive/labels';
import { storeJobName } from '../spec/derive/names';
import { STORE_CONTAINER } from '../spec/derive/task-containers';
import type { AxonContext } from './axon-context';
import { KubeObject } from './kube-object';
import type { KubernetesObject } from './kubernetes-object';
import { podTemplate } from './pod/pod-template';
import { resourcesOf, STORE_JOB_RESOURCES } from './pod/resources';
import { jobAtRest } from './tasks/cron-job';

const STORE: LabelledThing = { component: 'store' };

/**
 * What looks after the files of an axon, as the CronJob at rest of which the runtime makes Jobs: one that deletes what no run
 * and no version needs any more, and one for each cached result, whose data it copies.
 *
 * - Started by a person it deletes nothing: only the runtime knows what is needed.
 */
export class StoreJob extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly context: AxonContext,
  ) {
    super(scope, id);
    new KubeObject(this, 'Resource', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: context.metadata.of(storeJobName(context.name), STORE),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { context } = this;
    const { podPatch, imagePullSecrets } = context.resolved.spec.spec;
    const account = context.accounts.shared;
    const pod = podTemplate({
      annotations: context.sidecarAnnotations,
      container: STORE_CONTAINER,
      image: context.runtimeImage,
      args: ['sweep'],
      env: [{ name: 'HOME', value: '/tmp' }],
      resources: resourcesOf(undefined, STORE_JOB_RESOURCES),
      restartPolicy: 'Never',
      readOnlyRoot: true,
      ...context.podOn(account, STORE),
      store: { volume: context.store, readOnly: false },
      ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
      patches: [podPatch],
    });
    return jobAtRest(context.metadata.podLabels(STORE), { template: pod });
  }
}
