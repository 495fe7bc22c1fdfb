import type { Task } from '../../spec/axon';
import type { AxonContext } from '../axon-context';
import { imageReference } from '../image-reference';
import { workersName } from '../../spec/derive/names';
import { AT_REST, type LabelledThing } from '../../spec/derive/labels';
import { podEnvironment } from '../pod/environment';
import type { PodShape } from '../pod/pod-template';
import { resourcesOf, TASK_RESOURCES } from '../pod/resources';
import { TOKEN_MOUNT, TOKEN_VOLUME } from '../pod/task-token';
import { workersOf, workerVariables } from './workers';

/** What the labels of a task's objects say. */
export function taskThing({ name, kind }: Pick<Task, 'name' | 'kind'>): LabelledThing {
  return { component: kind, task: name, ...(kind === 'deploy' ? { version: AT_REST } : {}) };
}

/** What the pods of every kind of task have in common. A served model reads the store and does not write it. */
export function taskPod(context: AxonContext, task: Task, container: string): PodShape {
  const { spec: axon } = context.resolved.spec;
  const { spec } = task;
  const workers = task.kind === 'train' ? workersOf(task) : undefined;
  const subdomain = workersName(context.name, task.name);
  return {
    labels: context.podLabels(taskThing(task)),
    annotations: sidecarAnnotations(context, task),
    container,
    ...defined({
      image: imageReference(task.image, context.images),
      command: spec.command,
      args: spec.args,
      envFrom: spec.envFrom,
      nodeSelector: spec.nodeSelector,
      tolerations: spec.tolerations,
      affinity: spec.affinity,
      imagePullSecrets: axon.imagePullSecrets,
    }),
    ...(workers === undefined ? {} : { subdomain }),
    env: podEnvironment({
      axon: context.name,
      task: task.name,
      kind: task.kind,
      own: taskVariables(task),
      injected: workers === undefined ? [] : workerVariables(workers, subdomain),
    }),
    volumes: [TOKEN_VOLUME, ...(spec.volumes ?? [])],
    volumeMounts: [TOKEN_MOUNT, ...(spec.volumeMounts ?? [])],
    resources: resourcesOf(spec.resources, TASK_RESOURCES),
    readOnlyRoot: context.options.readOnlyRoot ?? false,
    user: context.user,
    account: context.taskAccount(task),
    store: { volume: context.store, readOnly: task.kind === 'deploy' },
    patches: [axon.podPatch, spec.podPatch],
  };
}

/**
 * In a mesh a task is who its account says it is, so its pods have a sidecar; one beside a container that ends would keep the
 * pod, and with it the Job, from ending.
 */
function sidecarAnnotations({ options }: AxonContext, { kind }: Task): Readonly<Record<string, string>> {
  return kind === 'deploy' || options.mesh === 'none' ? {} : { 'sidecar.istio.io/nativeSidecar': 'true' };
}

/** A server is told its port, unless the task says another. */
function taskVariables(task: Task): PodShape['env'] {
  if (task.kind !== 'deploy' || task.env.some(({ name }) => name === 'PORT')) return task.env;
  return [{ name: 'PORT', value: String(task.port) }, ...task.env];
}

function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never;
}
