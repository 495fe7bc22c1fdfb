import { Construct } from 'constructs';
import type { TfJobSpec } from '../../../imports/kubeflow.org';
import type { TrainTask } from '../../spec/axon';
import { taskJobName } from '../../spec/derive/names';
import { TFJOB_CONTAINER } from '../../spec/derive/task-containers';
import type { AxonContext } from '../axon-context';
import { KubeObject } from '../kube-object';
import type { KubernetesObject } from '../kubernetes-object';
import type { TaskOutline } from '../outline';
import { mergePatch } from '../pod/merge-patch';
import { podTemplate } from '../pod/pod-template';
import { siblingChart } from '../sibling-chart';
import { deadline } from './deadline';
import { taskPod, taskThing } from './task-pod';

/** Published axons write these beside the replicas; since v1 they belong to the run policy. */
const RUN_POLICY_KEYS = ['cleanPodPolicy', 'ttlSecondsAfterFinished', 'activeDeadlineSeconds', 'schedulingPolicy'];

/** A training that Kubeflow distributes, as the suspended TFJob of which the runtime makes copies, in a file of its own. */
export function tfJobAtRest(scope: Construct, context: AxonContext, outline: TaskOutline): void {
  const home = new Construct(siblingChart(scope, 'operators'), `${context.name}-${outline.name}`);
  new KubeObject(home, 'Resource', {
    apiVersion: 'kubeflow.org/v1',
    kind: 'TFJob',
    metadata: context.metadata.of(taskJobName(context.name, outline.name), taskThing(outline), {
      queue: () => context.task(outline.name, 'train').spec.queue,
    }),
    fields: { spec: () => tfJobSpec(context, context.task(outline.name, 'train')) },
  });
}

function tfJobSpec(context: AxonContext, task: TrainTask): TfJobSpec {
  const { tfReplicaSpecs, runPolicy, ...given } = (task.spec.tfJobSpec ?? {}) as Record<string, KubernetesObject>;
  const moved = Object.fromEntries(Object.entries(given).filter(([key]) => RUN_POLICY_KEYS.includes(key)));
  const others = Object.fromEntries(Object.entries(given).filter(([key]) => !RUN_POLICY_KEYS.includes(key)));
  return {
    ...others,
    runPolicy: {
      // Operators differ in what they do by themselves; pods that went on would write where the next attempt writes.
      cleanPodPolicy: 'Running',
      ...deadline(task),
      ...moved,
      ...runPolicy,
      backoffLimit: 0,
      suspend: true,
    },
    tfReplicaSpecs: Object.fromEntries(
      Object.entries(tfReplicaSpecs ?? {}).map(([role, one]) => [role, replica(context, task, one)]),
    ),
  };
}

/** What the axon says of a replica is merged into a pod of Myelin; patches have the last word. */
function replica(context: AxonContext, task: TrainTask, given: unknown): KubernetesObject {
  const { template, ...keys } = (given ?? {}) as { template?: KubernetesObject };
  const shape = taskPod(context, task, TFJOB_CONTAINER);
  const pod = mergePatch(podTemplate({ ...shape, patches: [] }), template ?? {});
  const patched = shape.patches.reduce<unknown>((merged, patch) => mergePatch(merged, patch ?? {}), pod);
  return { ...keys, template: patched };
}
