import { attemptName } from './id';
import type { AxonState, TaskRunState } from './state';
import type { Study } from './tuning/study';
import { configIdOf, parseTrialId } from './tuning/trial';

/**
 * The directories of an axon that something may still read, as the tokens of task paths. What is not among them may be
 * deleted, and once it is not it never is again: names derive from causes, and no cause comes twice.
 *
 * A token stands for all that is below it: `train-1a2b/0_0_1` for one trial, `train-1a2b` for every trial of it.
 */
export interface KeptFiles {
  /** Data directories, by run. */
  readonly data: ReadonlySet<string>;
  /** Model directories, by task run, or task run and trial. */
  readonly models: ReadonlySet<string>;
  /** Checkpoints, by task run, or task run and configuration. */
  readonly checkpoints: ReadonlySet<string>;
  /** Logs and results of attempts. */
  readonly attempts: ReadonlySet<string>;
  /** Versions whose servers' logs are kept. */
  readonly versions: ReadonlySet<string>;
}

/**
 * What has to stay.
 *
 * - Everything of a run that retention keeps, and whatever its task runs were told to read: data that it inherited,
 *   `DATA_PATH_<Task>` and `MODEL_PATH_<Task>` of other runs, the result that a cached one uses again.
 * - Everything that a version which retention keeps serves, read-only data included.
 * - Of a study that ended, the models and checkpoints of its best trials, the winner's always; of one that has not, all.
 *
 * @param trials - `retention.trials`
 */
export function keptFiles(state: AxonState, trials: number): KeptFiles {
  const kept = {
    data: new Set<string>(),
    models: new Set<string>(),
    checkpoints: new Set<string>(),
    attempts: new Set<string>(),
    versions: new Set<string>(),
  };
  for (const { id, data } of state.runs.values()) kept.data.add(id).add(data);
  for (const taskRun of state.taskRuns.values()) {
    const { paths, inputs, model } = taskRun;
    kept.data.add(paths.data);
    for (const input of Object.values(inputs)) {
      kept.data.add(input.data);
      // Of a task that has not Succeeded yet it is the task run's own, which is looked at below.
      if (input.model !== paths.model) kept.models.add(input.model);
    }
    for (const name of attemptsOf(taskRun)) kept.attempts.add(name);
    if (taskRun.study === undefined) kept.models.add(paths.model).add(model);
    else keepTrials(taskRun, taskRun.study, trials, kept);
  }
  for (const { versions } of state.deployers.values()) {
    for (const { name, data, picks } of versions) {
      kept.versions.add(name);
      kept.data.add(data);
      for (const pick of picks) {
        if (pick.data !== undefined) kept.data.add(pick.data);
        if (pick.modelPath !== undefined) kept.models.add(pick.modelPath);
      }
    }
  }
  return kept;
}

function keepTrials(
  { id, endedAt, trials }: TaskRunState,
  study: Study,
  count: number,
  kept: { readonly models: Set<string>; readonly checkpoints: Set<string> },
): void {
  if (endedAt === undefined) {
    kept.models.add(id);
    kept.checkpoints.add(id);
    return;
  }
  for (const trial of study.rank(trials.values()).slice(0, Math.max(1, count))) {
    kept.models.add(`${id}/${trial}`);
    kept.checkpoints.add(`${id}/${configIdOf(parseTrialId(trial))}`);
  }
}

function attemptsOf({ id, attempts, trials }: TaskRunState): string[] {
  const upTo = (count: number, trial?: string) =>
    Array.from({ length: count }, (_, index) => attemptName(id, index + 1, trial));
  return [...upTo(attempts), ...[...trials.values()].flatMap((trial) => upTo(trial.attempts, trial.id))];
}
