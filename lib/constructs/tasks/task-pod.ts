import type { Task } from '../../spec/axon';
import type { AxonContext } from '../axon-context';
import { imageReference } from '../image-reference';
import { workersName } from '../../spec/derive/names';
import { AT_REST, type LabelledThing } from '../../spec/derive/labels';
import { directoriesContainer } from '../pod/directories';
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
  const serves = task.kind === 'deploy';
  const workers = task.kind === 'train' ? workersOf(task) : undefined;
  const subdomain = workersName(context.name, task.name);
  const account = context.accounts.ofTask(task);
  return {
    annotations: serves ? {} : context.sidecarAnnotations,
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
    ...(serves ? {} : { initContainers: [directoriesContainer(context.runtimeImage)] }),
    volumes: [TOKEN_VOLUME, ...(spec.volumes ?? [])],
    volumeMounts: [TOKEN_MOUNT, ...(spec.volumeMounts ?? [])],
    resources: resourcesOf(spec.resources, TASK_RESOURCES),
    readOnlyRoot: context.options.readOnlyRoot ?? false,
    ...context.podOn(account, taskThing(task)),
    store: { volume: context.store, readOnly: serves },
    patches: [axon.podPatch, spec.podPatch],
  };
}

/** A server is told its port, unless the task says another. */
function taskVariables(task: Task): PodShape['env'] {
  if (task.kind !== 'deploy' || task.env.some(({ name }) => name === 'PORT')) return task.env;
  return [{ name: 'PORT', value: String(task.port) }, ...task.env];
}

function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never;
}
