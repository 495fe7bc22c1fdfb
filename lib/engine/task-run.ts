import type { Action, Axon, TrainTask } from '../spec/axon';
import { announce } from './arrivals';
import { attemptName } from './id';
import { actionsOfSensor } from './sensor';
import type { RunState, TaskRunState } from './state';
import type { Turn } from './turn';

/** The actions of a run, from the spec that it began with. */
export function actionsOf(turn: Pick<Turn, 'specs'>, run: RunState): { axon: Axon; actions: readonly Action[] } {
  const axon = turn.specs(run.hash);
  return { axon, actions: actionsOfSensor(axon, run.sensor) };
}

export function trainTask(turn: Pick<Turn, 'specs'>, run: RunState, taskRun: TaskRunState): TrainTask | undefined {
  const action = actionsOf(turn, run).actions[taskRun.action];
  return action !== undefined && action.kind !== 'deploy' && action.task.kind === 'train' ? action.task : undefined;
}

export function startAttempt(turn: Turn, taskRun: TaskRunState, trial?: string): void {
  const counted = trial === undefined ? taskRun : taskRun.trials.get(trial);
  const attempt = (counted?.attempts ?? 0) + 1;
  const name = attemptName(taskRun.id, attempt, trial);
  const reason = attempt === 1 ? 'first attempt' : `attempt ${attempt}, after the one before ended without success`;
  turn.record({ type: 'AttemptStarted', taskRun: taskRun.id, attempt, name, trial }, reason);
}

export function finishCached(turn: Turn, taskRun: TaskRunState): void {
  const from = turn.state.taskRuns.get(taskRun.cachedFrom ?? '');
  endTaskRun(turn, taskRun, 'Succeeded', `the result of ${taskRun.cachedFrom} is used again`, {
    metrics: from?.metrics ?? {},
    cached: true,
    model: from?.model,
  });
}

export function endTaskRun(
  turn: Turn,
  taskRun: TaskRunState,
  phase: 'Succeeded' | 'Failed',
  reason: string,
  result: { metrics?: Readonly<Record<string, number>>; cached?: boolean; model?: string } = {},
): void {
  const { metrics = {}, cached = false, model } = result;
  turn.record({ type: 'TaskRunEnded', taskRun: taskRun.id, phase, metrics, cached, model }, reason);
  if (taskRun.version === undefined) announceTask(turn, taskRun, phase);
}

export function announceTask(turn: Turn, taskRun: TaskRunState, phase: 'Running' | 'Succeeded' | 'Failed'): void {
  announce(turn, {
    id: `${taskRun.id}:${phase}`,
    source: `runs/${taskRun.run}`,
    type: 'task',
    subject: taskRun.subject,
    time: turn.now,
    data: { taskRun: taskRun.id, phase, ...(phase === 'Running' ? {} : { metrics: taskRun.metrics }) },
  });
}
