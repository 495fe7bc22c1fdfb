import { Construct } from 'constructs';
import { identityLabels } from '../../spec/derive/labels';
import type { AxonContext } from '../axon-context';
import { KubeObject } from '../kube-object';
import type { KubernetesObject } from '../kubernetes-object';
import type { TaskOutline } from '../outline';
import { taskThing } from './task-pod';

/** The address of the model server, on the port that the code listens on. */
export class DeployTaskService extends Construct {
  constructor(
    scope: Construct,
    name: string,
    private readonly context: AxonContext,
    private readonly outline: TaskOutline,
  ) {
    super(scope, 'Service');
    new KubeObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: context.metadata.of(name, taskThing(outline)),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { port, spec } = this.context.task(this.outline.name, 'deploy');
    const grpc = spec.endpointType === 'GRPC';
    return {
      selector: identityLabels(this.context.name, taskThing(this.outline)),
      ports: [
        {
          name: grpc ? 'grpc' : 'http',
          appProtocol: grpc ? 'grpc' : 'http',
          port,
          targetPort: 'http',
        },
      ],
    };
  }
}
