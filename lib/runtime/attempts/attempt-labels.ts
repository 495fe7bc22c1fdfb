import type { TaskFacts } from '../../engine/task-environment';
import { whoLabel, type Labels } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';

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
