import type { Construct } from 'constructs';
import { taskJobName } from '../../spec/derive/names';
import type { AxonContext } from '../axon-context';
import { KubeObject } from '../kube-object';
import type { KubernetesObject } from '../kubernetes-object';
import type { TaskOutline } from '../outline';
import { queueLabels, type Labels } from '../../spec/derive/labels';
import { TASK_CONTAINER } from '../../spec/derive/task-containers';
import { podTemplate } from '../pod/pod-template';
import { rootWaivers, waiverAnnotations } from '../waivers';
import { deadline } from './deadline';
import { taskPod, taskThing } from './task-pod';
import { workersOf } from './workers';

/** The thirty-first of February. */
const NEVER = '0 0 31 2 *';

/** Who resumes it all the same gets no start of a date that has passed, in seconds. */
const STARTING_DEADLINE = 300;

/**
 * A container or train task as the CronJob at rest of which the runtime makes Jobs.
 *
 * - It never starts anything: it is suspended, and its schedule has no date.
 * - A Job of it runs one attempt; the engine retries.
 */
export function cronJobAtRest(scope: Construct, context: AxonContext, outline: TaskOutline): void {
  const pod = context.once(() => jobPod(context, outline));
  new KubeObject(scope, 'Resource', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: context.metadata.of(taskJobName(context.name, outline.name), taskThing(outline), {
      annotations: waiverAnnotations(() => rootWaivers(pod())),
    }),
    fields: { spec: () => cronJobSpec(context, outline, pod()) },
  });
}

function cronJobSpec(context: AxonContext, outline: TaskOutline, template: KubernetesObject): KubernetesObject {
  const task = context.task(outline.name, 'container', 'train');
  const workers = task.kind === 'train' ? workersOf(task)?.count : undefined;
  const labels = context.metadata.podLabels(taskThing(task));
  return jobAtRest(
    { ...labels, ...queueLabels(task.spec.queue) },
    {
      ...deadline(task),
      ...(workers === undefined ? {} : { completionMode: 'Indexed', completions: workers, parallelism: workers }),
      template,
    },
  );
}

/** The spec of a CronJob that starts no Job by itself, for Jobs that run once. */
export function jobAtRest(labels: Labels, spec: KubernetesObject): KubernetesObject {
  return {
    schedule: NEVER,
    suspend: true,
    startingDeadlineSeconds: STARTING_DEADLINE,
    concurrencyPolicy: 'Forbid',
    jobTemplate: { metadata: { labels }, spec: { backoffLimit: 0, ...spec } },
  };
}

function jobPod(context: AxonContext, outline: TaskOutline): KubernetesObject {
  const task = context.task(outline.name, 'container', 'train');
  return podTemplate({ ...taskPod(context, task, TASK_CONTAINER), restartPolicy: 'Never' });
}
