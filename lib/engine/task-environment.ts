import type { StoreLayout } from '../spec/derive/store-layout';
import { variableSuffix } from '../spec/derive/variable-name';
import type { TaskPaths } from './journal';
import { trialParametersJson } from './tuning/trial-arguments';
import type { TrialPlan } from './tuning/trial';

/** What the environment of one attempt, or of a model server, is made of, beside what its author says. */
export interface TaskFacts {
  readonly axon: string;
  readonly task: string;
  readonly kind: string;
  readonly run: string;
  readonly taskRun: string;
  readonly attempt: string;
  readonly paths: TaskPaths;
  readonly inputs: Readonly<Record<string, TaskPaths>>;
  /** @default - the task itself, not a trial of its study */
  readonly trial?: TrialPlan | undefined;
}

export type Variables = Record<string, string>;

/** What the language promises every task, and what its own `env` beats. */
export function injectedVariables(facts: TaskFacts, layout: StoreLayout): Variables {
  const { axon, paths, inputs, trial } = facts;
  const model = modelPath(facts, layout);
  const variables: Variables = {
    DATA_PATH: layout.data(paths.data),
    MODEL_PATH: model,
    AXON_NAME: axon,
    TASK_ID: facts.taskRun,
    TASK_TYPE: facts.kind,
  };
  for (const [task, from] of Object.entries(inputs)) {
    const suffix = variableSuffix(task);
    variables[`DATA_PATH_${suffix}`] = layout.data(from.data);
    // The run's own, where the task has not Succeeded yet: in a trial that is the trial's.
    variables[`MODEL_PATH_${suffix}`] = from.model === paths.model ? model : layout.model(from.model);
  }
  if (trial !== undefined) variables['CHECKPOINT_PATH'] = layout.checkpoint(facts.taskRun, trial.configId);
  return variables;
}

/** What a task cannot say otherwise: who it is for the loop. */
export function loopVariables(facts: TaskFacts, layout: StoreLayout): Variables {
  const { trial } = facts;
  return {
    MYELIN_AXON: facts.axon,
    MYELIN_RUN: facts.run,
    MYELIN_TASK: facts.task,
    MYELIN_ATTEMPT: facts.attempt,
    MYELIN_STORE: layout.store,
    ...(trial === undefined ? {} : { MYELIN_TRIAL: trial.id, MYELIN_PARAMS: trialParametersJson(trial) }),
  };
}

/** The model directory of an attempt: its own for every trial. */
export function modelPath(
  { paths, taskRun, trial }: Pick<TaskFacts, 'paths' | 'trial' | 'taskRun'>,
  layout: StoreLayout,
) {
  return layout.model(trial === undefined ? paths.model : `${taskRun}/${trial.id}`);
}
