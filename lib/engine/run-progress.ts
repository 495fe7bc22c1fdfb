import type { Action, Axon } from '../spec/axon';
import { taskRunId } from './id';
import type { TaskPaths } from './journal';
import { cacheKeyOf, contentOf } from './cache-key';
import { holdOf } from './hold';
import { startVersion } from './serving-progress';
import { advanceStudy } from './study-progress';
import type { RunState, TaskRunState } from './state';
import { actionsOf, endTaskRun, finishCached, startAttempt } from './task-run';
import type { Turn } from './turn';

/** Moves every run that has not ended as far as it can go now. */
export function advanceRuns(turn: Turn): void {
  for (const id of turn.state.activeRuns) {
    const run = turn.state.runs.get(id);
    if (run !== undefined) advance(turn, run);
  }
}

function advance(turn: Turn, run: RunState): void {
  const { actions } = actionsOf(turn, run);
  const taskRuns = actions.map((_, index) => turn.state.taskRuns.get(run.taskRuns[index] ?? ''));
  for (const taskRun of taskRuns) if (taskRun !== undefined) advanceTaskRun(turn, run, taskRun);

  const failed = taskRuns.find((taskRun) => taskRun?.phase === 'Failed');
  if (run.cancelled || failed !== undefined) {
    if (taskRuns.some((taskRun) => taskRun !== undefined && taskRun.endedAt === undefined)) return;
    const why = run.cancelled ? 'it was replaced by a newer firing' : `${failed?.subject} Failed: ${failed?.reason}`;
    turn.record({ type: 'RunEnded', run: run.id, phase: 'Failed' }, why);
    return;
  }
  if (taskRuns.every((taskRun) => taskRun?.phase === 'Succeeded')) {
    turn.record({ type: 'RunEnded', run: run.id, phase: 'Succeeded' }, 'every action Succeeded');
    return;
  }
  if (holdOf(turn.state, turn.axon, run.sensor) !== undefined) return;
  actions.forEach((action, index) => {
    if (taskRuns[index] !== undefined) return;
    if (action.needs.every((needed) => taskRuns[needed]?.phase === 'Succeeded')) startAction(turn, run, action, index);
  });
}

function startAction(turn: Turn, run: RunState, action: Action, index: number): void {
  const { axon, actions } = actionsOf(turn, run);
  const subject = action.kind === 'deploy' ? action.deployer.name : action.task.name;
  const id = taskRunId(subject, run.id, actions.slice(0, index).filter(({ name }) => name === action.name).length);
  const paths: TaskPaths = { data: run.data, model: id };
  const content = action.kind === 'deploy' ? undefined : contentOf(action, run, turn);
  const cacheKey = action.kind === 'deploy' || content === undefined ? undefined : cacheKeyOf(action.task, content);
  const cachedFrom = cacheKey === undefined ? undefined : turn.state.cache.get(cacheKey);
  const after = action.needs.map((needed) => actions[needed]?.name).join(', ');
  const reason =
    cachedFrom === undefined ? `next of run ${run.id}${after && `, after ${after}`}` : `same content as ${cachedFrom}`;
  const body = { type: 'TaskRunStarted', taskRun: id, run: run.id, action: index, subject } as const;
  turn.record({ ...body, paths, inputs: inputsOf(turn, axon, paths), content, cacheKey, cachedFrom }, reason);

  const taskRun = turn.state.taskRuns.get(id);
  if (taskRun === undefined) return;
  if (action.kind === 'deploy') startVersion(turn, run, taskRun, action.deployer);
  else if (cachedFrom !== undefined && turn.state.taskRuns.get(cachedFrom)?.paths.data === paths.data)
    finishCached(turn, taskRun);
  else if (taskRun.study === undefined) startAttempt(turn, taskRun);
}

/** Data and model of every task's last Succeeded run, else those of the run itself. */
function inputsOf(turn: Turn, axon: Axon, own: TaskPaths): Record<string, TaskPaths> {
  const inputs: Record<string, TaskPaths> = {};
  for (const task of axon.tasks.values()) {
    if (task.kind === 'deploy') continue;
    const last = turn.state.taskRuns.get(turn.state.lastSucceeded.get(task.name) ?? '');
    inputs[task.name] = last === undefined ? own : { data: last.paths.data, model: last.model };
  }
  return inputs;
}

function advanceTaskRun(turn: Turn, run: RunState, taskRun: TaskRunState): void {
  if (taskRun.endedAt !== undefined) return;
  const { now, state } = turn;
  const live = [...taskRun.live.values()];
  if (run.cancelled) {
    for (const { name, stopping } of live) {
      if (stopping === undefined)
        turn.record({ type: 'AttemptStopping', name, outcome: 'Cancelled' }, 'its run was replaced');
    }
    if (live.length === 0) endTaskRun(turn, taskRun, 'Failed', 'its run was replaced by a newer firing');
    return;
  }
  if (taskRun.version !== undefined) return;
  if (taskRun.study !== undefined) {
    advanceStudy(turn, run, taskRun, live);
    return;
  }
  if (taskRun.retryAt === undefined || taskRun.retryAt > now) return;
  if (holdOf(state, turn.axon, run.sensor) === undefined) startAttempt(turn, taskRun);
}
