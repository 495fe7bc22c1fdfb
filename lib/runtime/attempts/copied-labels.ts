import { QUEUE_LABEL, whoLabel, type Labels } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';
import type { TaskFacts } from '../../engine/task-environment';

const RECOMMENDED = ['name', 'component', 'part-of', 'managed-by', 'version'].map((key) => `app.kubernetes.io/${key}`);

/** By which the webhook of AKS knows that a pod is to be given the identity of its account. */
const IDENTITY_LABEL = 'azure.workload.identity/use';

/**
 * Labels of a shape that its copies take: never those by which tools find what they have applied, who would delete the copy
 * as something that is not in git.
 *
 * @param costs - keys of the labels that the axon's metadata gives every object
 */
export function copiedLabels(labels: Labels = {}, costs: Labels = {}): Labels {
  const taken = Object.entries(labels).filter(
    ([key]) =>
      [...RECOMMENDED, QUEUE_LABEL, IDENTITY_LABEL].includes(key) ||
      key.startsWith('myelin.io/') ||
      Object.hasOwn(costs, key),
  );
  return Object.fromEntries(taken);
}

/** Who a pod of an attempt is. */
export function attemptLabels({
  run,
  taskRun,
  attempt,
  trial,
}: Pick<TaskFacts, 'run' | 'taskRun' | 'attempt' | 'trial'>): Labels {
  return {
    [whoLabel('run')]: labelValue(run),
    [whoLabel('task-run')]: labelValue(taskRun),
    [whoLabel('attempt')]: labelValue(attempt),
    ...(trial === undefined ? {} : { [whoLabel('trial')]: labelValue(trial.id) }),
  };
}
