import type { Objective, Tuning } from '../axon';
import { bracketPlan, checkBudgets, type BracketPlanOptions } from '../derive/bracket-plan';
import { checkSearchSpace, type Hyperparameter } from '../derive/search-space';
import type { Path } from '../issue';
import type { TrainSpec } from '../schema/task';
import type { ParameterSpec, TuningSpec } from '../schema/tuning';
import type { Scope } from './scope';

/** Optimisers whose brackets are Hyperband's; they differ in where configurations come from. */
const BRACKETED: readonly TuningSpec['optimiser'][] = ['HyperBand', 'BOHB', 'ASHA'];

/** What a training optimises, unless it names no metric. */
export function resolveObjective(train: TrainSpec): Objective | undefined {
  if (train.lossMetric === undefined) return undefined;
  return { metric: train.lossMetric, direction: train.lossMetricSelector ?? 'less' };
}

/** The plan and the space of a search; `path` is that of `hpTuning`. */
export function resolveTuning(train: TrainSpec, path: Path, scope: Scope): Tuning | undefined {
  const spec = train.hpTuning;
  if (spec === undefined) return undefined;
  if (train.lossMetric === undefined) {
    const hint = 'add lossMetric, and lossMetricSelector: greater if more is better';
    scope.report('MYL1404', path, `${train.name} searches hyperparameters but names no lossMetric`, hint);
  }
  const options: BracketPlanOptions = {
    optimiser: BRACKETED.includes(spec.optimiser) ? 'HyperBand' : 'RandomSearch',
    minBudget: spec.minBudget,
    maxBudget: spec.maxBudget,
    reductionFactor: spec.reductionFactor,
    numIteration: spec.numIteration,
  };
  const budgets = checkBudgets(options);
  for (const { path: at, message, hint } of budgets) scope.report('MYL1402', [...path, ...at], message, hint);

  const space = spec.params.map(hyperparameter);
  const faults = checkSearchSpace(space);
  for (const { path: at, message, hint } of faults) {
    scope.report('MYL1403', [...path, 'params', ...asWritten(at, spec.params)], message, hint);
  }
  if (budgets.length > 0 || faults.length > 0 || train.lossMetric === undefined) return undefined;
  return {
    plan: bracketPlan(options),
    space,
    concurrency: spec.concurrency,
    seed: spec.seed,
    ...(spec.maxFailures === undefined ? {} : { maxFailures: spec.maxFailures }),
  };
}

function hyperparameter(spec: ParameterSpec): Hyperparameter {
  if (spec.type === 'Categorical') {
    const { values, default_value: fallback } = spec.categorical;
    return { kind: 'categorical', name: spec.name, values, ...(fallback === undefined ? {} : { default: fallback }) };
  }
  const { lower, upper, log, default_value: fallback } = spec.numerical;
  const kind = spec.type === 'UniformFloat' ? 'float' : 'int';
  return { kind, name: spec.name, lower, upper, log, ...(fallback === undefined ? {} : { default: fallback }) };
}

/** The path of a fault as the document has it: `[2, 'lower']` is `[2, 'numerical', 'lower']`. */
function asWritten([index, key, ...rest]: Path, params: readonly ParameterSpec[]): Path {
  if (typeof index !== 'number') return [];
  if (key === undefined || key === 'name') return [index, 'name'];
  const group = params[index]?.type === 'Categorical' ? 'categorical' : 'numerical';
  return [index, group, key === 'default' ? 'default_value' : key, ...rest];
}
