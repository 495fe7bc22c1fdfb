import { holdOf } from './hold';
import type { AttemptState, RunState, TaskRunState } from './state';
import { endTaskRun, startAttempt, trainTask } from './task-run';
import type { Turn } from './turn';

/** Starts the trials that a study has ready, within its concurrency, and ends the task run with the study. */
export function advanceStudy(turn: Turn, run: RunState, taskRun: TaskRunState, live: readonly AttemptState[]): void {
  const { study } = taskRun;
  const task = trainTask(turn, run, taskRun);
  if (study === undefined || task?.tuning === undefined) return;

  const outcome = study.outcome();
  if (outcome.state !== 'running') {
    for (const { name, stopping } of live) {
      if (stopping === undefined)
        turn.record({ type: 'AttemptStopping', name, outcome: 'Cancelled' }, 'the study has ended');
    }
    if (live.length > 0) return;
    if (outcome.state === 'failed') return endTaskRun(turn, taskRun, 'Failed', outcome.reason);
    const { trial, loss, metrics } = outcome.best;
    const reason = `trial ${trial.id} is the best at budget ${trial.budget}: ${task.objective?.metric} ${loss}`;
    return endTaskRun(turn, taskRun, 'Succeeded', reason, { metrics, model: `${taskRun.id}/${trial.id}` });
  }
  if (holdOf(turn.state, turn.axon, run.sensor) !== undefined) return;

  const waiting = [...taskRun.waiting.values()];
  for (const trial of waiting) {
    if ((trial.retryAt ?? Infinity) <= turn.now) startAttempt(turn, taskRun, trial.id);
  }
  const inFlight = new Set([...live.map(({ trial }) => trial ?? ''), ...waiting.map(({ id }) => id)]);
  const free = task.tuning.concurrency - inFlight.size;
  if (free <= 0) return;
  for (const trial of study.ready(inFlight, free)) startAttempt(turn, taskRun, trial.id);
}
