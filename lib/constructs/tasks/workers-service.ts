import { Construct } from 'constructs';
import { workersName } from '../../spec/derive/names';
import type { AxonContext } from '../axon-context';
import { identityLabels } from '../../spec/derive/labels';
import { KubeObject } from '../kube-object';
import type { KubernetesObject } from '../kubernetes-object';
import type { TaskOutline } from '../outline';
import { taskThing } from './task-pod';
import { workersOf } from './workers';

/**
 * The headless Service by which the workers of a distributed training find each other: `<job>-<index>.<service>`.
 *
 * - One for all trainings of the task: the names begin with that of the Job.
 * - A name stands before its worker is ready, since workers are ready only once they have met.
 */
export class WorkersService extends Construct {
  constructor(
    scope: Construct,
    private readonly context: AxonContext,
    private readonly outline: TaskOutline,
  ) {
    super(scope, 'Workers');
    new KubeObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: context.metadata.of(workersName(context.name, outline.name), taskThing(outline)),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { context, outline } = this;
    const workers = workersOf(context.task(outline.name, 'train'));
    return {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: identityLabels(context.name, taskThing(outline)),
      ports: workers === undefined ? [] : [{ name: 'tcp-workers', appProtocol: 'tcp', port: workers.port }],
    };
  }
}
