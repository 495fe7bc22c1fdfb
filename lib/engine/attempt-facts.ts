import type { Action, Axon } from '../spec/axon';
import type { SpecSource } from './apply';
import type { WantedAttempt } from './ports';
import { actionsOfSensor } from './sensor';
import type { AxonState, RunState } from './state';
import type { TaskFacts } from './task-environment';

type TaskAction = Exclude<Action, { kind: 'deploy' }>;

/** An attempt with all that the loop knows about it. */
export interface KnownAttempt {
  /** Of the spec that its run began with. */
  readonly axon: Axon;
  readonly run: RunState;
  readonly action: TaskAction;
  readonly facts: TaskFacts;
}

/** What an attempt is of. @returns a text that says what is not known any more */
export function knownAttempt(state: AxonState, specs: SpecSource, attempt: WantedAttempt): KnownAttempt | string {
  const taskRun = state.taskRuns.get(attempt.taskRun);
  const run = state.runs.get(taskRun?.run ?? '');
  if (taskRun === undefined || run === undefined) return `task run ${attempt.taskRun} is not known any more`;
  const axon = specs(run.hash);
  const action = actionsOfSensor(axon, run.sensor)[taskRun.action];
  if (action === undefined || action.kind === 'deploy') return `task ${attempt.task} is not in the axon any more`;
  const facts = {
    axon: axon.name,
    task: action.task.name,
    kind: action.task.kind,
    run: run.id,
    taskRun: taskRun.id,
    attempt: attempt.name,
    paths: taskRun.paths,
    inputs: taskRun.inputs,
    trial: attempt.trial,
  };
  return { axon, run, action, facts };
}
