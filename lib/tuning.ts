/**
 * Tuning without the rest: what a study will cost, which trials it runs and what it keeps. It is a fold of results with
 * no clock and no I/O, so any program that can start a training may drive it.
 */
export {
  bracketPlan,
  BracketPlanError,
  checkBudgets,
  type BracketPlan,
  type BracketPlanOptions,
  type PlannedBracket,
  type PlannedRung,
} from './spec/derive/bracket-plan';
export {
  checkSearchSpace,
  type CategoricalHyperparameter,
  type Fault,
  type FloatHyperparameter,
  type Hyperparameter,
  type IntHyperparameter,
  type ParameterValue,
  type SearchSpace,
} from './spec/derive/search-space';
export { Hyperband } from './engine/tuning/hyperband';
export { randomSampler } from './engine/tuning/random-sampler';
export { randomStream, type Label, type RandomStream } from './engine/tuning/rng';
export type { Parameters, Sampler } from './engine/tuning/sampler';
export type { Direction, Evaluation, Scheduler, SchedulerDecision } from './engine/tuning/scheduler';
export {
  replayStudy,
  startStudy,
  Study,
  type BestTrial,
  type StudyDecision,
  type StudyOutcome,
  type StudySettings,
} from './engine/tuning/study';
export { SuccessiveHalving } from './engine/tuning/successive-halving';
export { trialArguments, trialParametersJson } from './engine/tuning/trial-arguments';
export { UnknownTrialError, type TrialKey, type TrialPlan, type TrialResult } from './engine/tuning/trial';
