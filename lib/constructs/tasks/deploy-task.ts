import { ApiObject, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { DeployTask as ResolvedDeployTask } from '../../spec/axon';
import { modelServerName } from '../../spec/derive/names';
import { parseDuration } from '../../spec/lang/duration';
import type { AxonContext } from '../axon-context';
import { identityLabels } from '../labels';
import type { KubernetesObject, TaskOutline } from '../outline';
import { podTemplate } from '../pod/pod-template';
import { serverProbes } from '../pod/probes';
import { taskPod, taskThing } from './task-pod';

/** Of a class that s2i wraps; a server that somebody wrote may have no such page. */
const WRAPPED_HEALTH_PATH = '/health';

/**
 * A deploy task as the Deployment at rest of which the runtime makes one copy for each version and backend.
 *
 * - It has zero replicas, and its selector matches no pod of a live version.
 */
export class DeployTask extends Construct {
  constructor(
    scope: Construct,
    private readonly context: AxonContext,
    private readonly outline: TaskOutline,
  ) {
    super(scope, outline.name);
    const name = modelServerName(context.name, outline.name);
    new ApiObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: context.metadata(name, taskThing(outline)),
      spec: Lazy.any({ produce: () => this._toKube() }),
    });
    new DeployTaskService(this, name, context, outline);
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const task = this.context.task(this.outline.name, 'deploy');
    return {
      replicas: 0,
      selector: { matchLabels: identityLabels(this.context.name, taskThing(task)) },
      template: podTemplate({
        ...taskPod(this.context, task, 'model'),
        ports: [{ name: 'http', containerPort: task.port }],
        probes: serverProbes(probesOf(task)),
      }),
    };
  }
}

/** The address of the model server, on the port that the code listens on. */
class DeployTaskService extends Construct {
  constructor(
    scope: Construct,
    name: string,
    private readonly context: AxonContext,
    private readonly outline: TaskOutline,
  ) {
    super(scope, 'Service');
    new k8s.KubeService(this, 'Resource', {
      metadata: context.metadata(name, taskThing(outline)),
      spec: Lazy.any({ produce: () => this._toKube() }) as k8s.ServiceSpec,
    });
  }

  /** @internal */
  _toKube(): k8s.ServiceSpec {
    const { port, spec } = this.context.task(this.outline.name, 'deploy');
    const grpc = spec.endpointType === 'GRPC';
    return {
      selector: identityLabels(this.context.name, taskThing(this.outline)),
      ports: [
        {
          name: grpc ? 'grpc' : 'http',
          appProtocol: grpc ? 'grpc' : 'http',
          port,
          targetPort: k8s.IntOrString.fromString('http'),
        },
      ],
    };
  }
}

function probesOf({ spec, image }: ResolvedDeployTask): { path?: string; patience?: number } {
  const wrapped = image?.kind === 'build' && image.build.s2i !== undefined;
  const path = spec.readiness?.path ?? (wrapped && spec.endpointType === 'REST' ? WRAPPED_HEALTH_PATH : undefined);
  const { timeout } = spec.readiness ?? {};
  const patience = timeout === undefined ? undefined : parseDuration(timeout);
  return {
    ...(path === undefined ? {} : { path }),
    ...(patience?.ok === true ? { patience: patience.value } : {}),
  };
}
