import type { Task } from '../axon';

/** Metrics that a task says it reports. Published code reports without declaring, so there may be others. */
export function declaredMetrics(task: Task): readonly string[] {
  if (task.kind !== 'train' && task.kind !== 'deploy') return [];
  const objective = task.kind === 'train' && task.objective ? [task.objective.metric] : [];
  return [...task.metrics.map(({ name }) => name), ...objective];
}
