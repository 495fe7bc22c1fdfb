import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { taskJobName } from '../../spec/derive/names';
import type { AxonContext } from '../axon-context';
import type { KubernetesObject, TaskOutline } from '../outline';
import { podTemplate } from '../pod/pod-template';
import { taskPod, taskThing } from './task-pod';

/** The thirty-first of February. */
const NEVER = '0 0 31 2 *';

/**
 * A container or train task as the CronJob at rest of which the runtime makes Jobs.
 *
 * - It never starts anything: it is suspended, and its schedule has no date.
 * - A Job of it runs one attempt; the engine retries.
 */
export function cronJobAtRest(scope: Construct, context: AxonContext, outline: TaskOutline): void {
  new ApiObject(scope, 'Resource', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: context.metadata(taskJobName(context.name, outline.name), taskThing(outline)),
    spec: Lazy.any({ produce: () => cronJobSpec(context, outline) }),
  });
}

function cronJobSpec(context: AxonContext, outline: TaskOutline): KubernetesObject {
  const task = context.task(outline.name, 'container', 'train');
  const workers = task.kind === 'train' ? task.spec.distributed?.workers : undefined;
  const labels = context.podLabels(taskThing(task));
  return {
    schedule: NEVER,
    suspend: true,
    concurrencyPolicy: 'Forbid',
    jobTemplate: {
      metadata: {
        labels: task.spec.queue === undefined ? labels : { ...labels, 'kueue.x-k8s.io/queue-name': task.spec.queue },
      },
      spec: {
        backoffLimit: 0,
        ...(task.timeout === undefined ? {} : { activeDeadlineSeconds: Math.max(1, Math.ceil(task.timeout / 1000)) }),
        ...(workers === undefined ? {} : { completionMode: 'Indexed', completions: workers, parallelism: workers }),
        template: podTemplate({ ...taskPod(context, task, 'task'), restartPolicy: 'Never' }),
      },
    },
  };
}
