import type { EnvVar } from '../spec/schema/workload';
import { expandEventText } from '../engine/event-text';
import type { Consumed, TaskPaths } from '../engine/journal';
import { trialParametersJson } from '../engine/tuning/trial-arguments';
import type { TrialPlan } from '../engine/tuning/trial';
import type { StateFolder } from './state-folder';

/** What the environment of one attempt is made of. */
export interface TaskEnvironment {
  readonly axon: string;
  readonly task: string;
  readonly kind: string;
  readonly run: string;
  readonly taskRun: string;
  readonly attempt: string;
  readonly paths: TaskPaths;
  readonly inputs: Readonly<Record<string, TaskPaths>>;
  readonly trial?: TrialPlan;
  readonly consumed: readonly Consumed[];
  /** Of the task, then of the action: the later wins. */
  readonly own: readonly EnvVar[];
  /** The control surface's address for this axon; ends in a slash. */
  readonly url: string;
  readonly token: string;
  /** The file for final metrics. */
  readonly result: string;
}

export type Variables = Record<string, string>;

/**
 * The environment of a task process, as the language promises it: injected names, then the task's own, which beat all
 * but `MYELIN_*`.
 *
 * @param secret - value of a variable that is not written out (`valueFrom`); undefined leaves the variable away
 */
export function taskEnvironment(
  given: TaskEnvironment,
  folder: StateFolder,
  secret: (variable: EnvVar) => string | undefined,
): Variables {
  const { axon, paths, inputs, trial } = given;
  const model = modelPath(given, folder);
  const variables: Variables = {
    DATA_PATH: folder.data(axon, paths.data),
    MODEL_PATH: model,
    AXON_NAME: axon,
    TASK_ID: given.taskRun,
    TASK_TYPE: given.kind,
  };
  for (const [task, from] of Object.entries(inputs)) {
    const suffix = variableSuffix(task);
    variables[`DATA_PATH_${suffix}`] = folder.data(axon, from.data);
    // The run's own, where the task has not Succeeded yet: in a trial that is the trial's.
    variables[`MODEL_PATH_${suffix}`] = from.model === paths.model ? model : folder.model(axon, from.model);
  }
  if (trial !== undefined) variables['CHECKPOINT_PATH'] = folder.checkpoint(axon, given.taskRun, trial.configId);
  for (const variable of given.own) {
    const value = variable.valueFrom === undefined ? (variable.value ?? '') : secret(variable);
    if (value !== undefined) variables[variable.name] = expandEventText(value, given.consumed);
  }
  return { ...variables, ...myelinVariables(given, folder) };
}

function myelinVariables(given: TaskEnvironment, folder: StateFolder): Variables {
  return {
    MYELIN_AXON: given.axon,
    MYELIN_RUN: given.run,
    MYELIN_TASK: given.task,
    MYELIN_ATTEMPT: given.attempt,
    MYELIN_URL: given.url,
    MYELIN_TOKEN: given.token,
    MYELIN_STORE: folder.store(given.axon),
    MYELIN_RESULT: given.result,
    ...(given.trial === undefined
      ? {}
      : { MYELIN_TRIAL: given.trial.id, MYELIN_PARAMS: trialParametersJson(given.trial) }),
  };
}

/** The model directory of an attempt: its own for every trial. */
export function modelPath(
  given: Pick<TaskEnvironment, 'axon' | 'paths' | 'trial' | 'taskRun'>,
  folder: StateFolder,
): string {
  const token = given.trial === undefined ? given.paths.model : `${given.taskRun}/${given.trial.id}`;
  return folder.model(given.axon, token);
}

/** A task's name in a variable name: what a shell would refuse becomes `_`. */
function variableSuffix(task: string): string {
  return task.replace(/[^A-Za-z0-9_]/g, '_');
}
