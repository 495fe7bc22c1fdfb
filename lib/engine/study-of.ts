import type { SpecSource } from './apply';
import { actionsOfSensor } from './sensor';
import type { AxonState, TaskRunState } from './state';
import { replayStudy, type Study } from './tuning/study';
import type { TrialResult } from './tuning/trial';

/** The study of a task run, as these results made it; undefined for a task run that has none. */
export function studyOf(
  state: AxonState,
  taskRun: Pick<TaskRunState, 'run' | 'action' | 'cachedFrom'>,
  specs: SpecSource,
  results: Iterable<TrialResult> = [],
): Study | undefined {
  const run = state.runs.get(taskRun.run);
  if (run === undefined || taskRun.cachedFrom !== undefined) return undefined;
  const action = actionsOfSensor(specs(run.hash), run.sensor)[taskRun.action];
  if (action?.kind === 'deploy' || action?.task.kind !== 'train') return undefined;
  const { tuning, objective } = action.task;
  if (tuning === undefined || objective === undefined) return undefined;
  const { plan, space, seed, maxFailures } = tuning;
  return replayStudy({ plan, space, seed, direction: objective.direction, maxFailures }, results);
}
