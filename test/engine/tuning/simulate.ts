import { bracketPlan, type BracketPlanOptions } from '../../../lib/spec/derive/bracket-plan';
import type { SearchSpace } from '../../../lib/spec/derive/search-space';
import type { Study, StudyDecision, StudySettings } from '../../../lib/engine/tuning/study';
import type { TrialPlan, TrialResult } from '../../../lib/engine/tuning/trial';

export const SPACE: SearchSpace = [
  { kind: 'float', name: 'rate', lower: 0.0001, upper: 1, log: true },
  { kind: 'int', name: 'depth', lower: 1, upper: 12, log: false },
  { kind: 'categorical', name: 'loss', values: ['mse', 'mae'] },
];

/** Settings for budgets 1 to `maxBudget`, eta 3. */
export function settings(
  maxBudget: number,
  numIteration: number,
  rest: Partial<StudySettings> & Partial<Pick<BracketPlanOptions, 'optimiser' | 'minBudget' | 'reductionFactor'>> = {},
): StudySettings {
  const { optimiser = 'HyperBand', minBudget = 1, reductionFactor = 3, ...others } = rest;
  const plan = bracketPlan({ optimiser, minBudget, maxBudget, reductionFactor, numIteration });
  return { plan, space: SPACE, seed: 7, direction: 'less', ...others };
}

/** What a trial reports: a loss, or why it failed. */
export type Objective = (trial: TrialPlan) => number | string;

/** A smooth valley in `rate` and `depth` that deepens with the budget. */
export const valley: Objective = ({ params, budget }) =>
  (Math.log10(Number(params.rate)) + 2) ** 2 + (Number(params.depth) - 5) ** 2 / 10 + 1 / budget;

export function resultOf(trial: TrialPlan, objective: Objective): TrialResult {
  const reported = objective(trial);
  return typeof reported === 'string'
    ? { id: trial.id, metrics: {}, failed: reported }
    : { id: trial.id, metrics: { seen: trial.budget }, loss: reported };
}

export interface Simulation {
  readonly trials: readonly TrialPlan[];
  readonly results: readonly TrialResult[];
  readonly decisions: readonly StudyDecision[];
  /** The most trials that were ever in flight together. */
  readonly busiest: number;
}

/**
 * Runs a study to its end, as the engine would: free workers take what is ready, and `pick` says which of the trials in
 * flight ends next. It fails if nothing runs and nothing is ready before the study has ended.
 */
export function simulate(
  study: Study,
  objective: Objective,
  workers = 1,
  pick: (inFlight: number) => number = () => 0,
): Simulation {
  const trials: TrialPlan[] = [];
  const results: TrialResult[] = [];
  const decisions: StudyDecision[] = [];
  let running: TrialPlan[] = [];
  let busiest = 0;
  while (study.outcome().state === 'running') {
    const started = study.ready(new Set(running.map((trial) => trial.id)), workers - running.length);
    trials.push(...started);
    running = [...running, ...started];
    busiest = Math.max(busiest, running.length);
    const ending = running[pick(running.length)];
    if (ending === undefined) throw new Error('the study runs, but nothing is in flight and nothing is ready');
    running = running.filter((trial) => trial !== ending);
    const result = resultOf(ending, objective);
    results.push(result);
    decisions.push(...study.record(result));
  }
  return { trials, results, decisions, busiest };
}

/** The promotions of each bracket in their order, whichever bracket was faster. */
export function byBracket(decisions: readonly StudyDecision[]): readonly StudyDecision[] {
  const bracketOf = (decision: StudyDecision) => (decision.kind === 'studyEnded' ? Infinity : decision.bracket);
  return [...decisions].sort((a, b) => (bracketOf(a) === bracketOf(b) ? 0 : bracketOf(a) - bracketOf(b)));
}
