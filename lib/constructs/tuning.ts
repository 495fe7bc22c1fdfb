import type { OPTIMISERS } from '../spec/schema/tuning';
import { allUses, eachUse } from './all-uses';
import { expectKind, show } from './construct-use';
import { ConstructUseError } from './axon-error';
import { expectKeys, type Keys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';
import { SearchSpace } from './search-space';

/** What is searched, and how much of it is tried. */
export interface TuningProps {
  /** Smallest budget of a trial, in the unit of the code: epochs, rows, ... */
  readonly minBudget: number;
  /** Largest budget of a trial. */
  readonly maxBudget: number;
  /** What is searched, by the names of the arguments that trials get. */
  readonly space: Readonly<Record<string, SearchSpace>>;
  /**
   * How many brackets run.
   * @default 1
   */
  readonly numIteration?: number;
  /**
   * Trials at once.
   * @default 1
   */
  readonly concurrency?: number;
  /**
   * Of so many configurations one goes on; eta of Hyperband.
   * @default 3
   */
  readonly reductionFactor?: number;
  /**
   * Seed of all randomness.
   * @default 0
   */
  readonly seed?: number;
  /**
   * Begin with what an earlier search found. This release does not run it (MYL1611).
   * @default - it begins anew
   */
  readonly warmStart?: string | boolean;
  /**
   * Failed trials after which the search fails.
   * @default - no limit
   */
  readonly maxFailures?: number;
  /**
   * Most that the search may cost. This release does not follow it (MYL1611).
   * @default - no limit
   */
  readonly maxCost?: string;
}

type Optimiser = (typeof OPTIMISERS)[number];

/**
 * How the hyperparameters of a training are searched. This release runs `hyperband` and `randomSearch`; the others are told
 * at synthesis (MYL1610).
 *
 * @example
 * ```ts
 * const space = { learning_rate: SearchSpace.float(0.001, 0.1, { log: true }) };
 * new TrainTask(axon, 'Train', {
 *   image,
 *   metrics: [Metric.gauge('accuracy')],
 *   objective: Objective.maximize('accuracy'),
 *   tuning: Tuning.hyperband({ minBudget: 3, maxBudget: 27, concurrency: 2, space }),
 * });
 * ```
 */
export class Tuning {
  /** Brackets of successive halving, configurations at random (Li et al., 2018). */
  static hyperband(props: TuningProps): Tuning {
    return new Tuning('HyperBand', props);
  }

  /** Hyperband's brackets, configurations from a model of the good ones (Falkner et al., 2018). */
  static bohb(props: TuningProps): Tuning {
    return new Tuning('BOHB', props);
  }

  /** Configurations at random, each at the largest budget. */
  static randomSearch(props: TuningProps): Tuning {
    return new Tuning('RandomSearch', props);
  }

  /** Successive halving that waits for no rung (Li et al., 2020). */
  static asha(props: TuningProps): Tuning {
    return new Tuning('ASHA', props);
  }

  /** Configurations from estimators of the good and the bad ones (Bergstra et al., 2011). */
  static tpe(props: TuningProps): Tuning {
    return new Tuning('TPE', props);
  }

  /** Every configuration of a grid. */
  static grid(props: TuningProps): Tuning {
    return new Tuning('Grid', props);
  }

  /** What suits the space and the budget. */
  static auto(props: TuningProps): Tuning {
    return new Tuning('Auto', props);
  }

  private constructor(
    private readonly optimiser: Optimiser,
    private readonly props: TuningProps,
  ) {}

  /** @internal */
  _toDocument(construct: string): KubernetesObject {
    const { space, ...props } = this.props ?? {};
    if (typeof space !== 'object' || space === null) {
      throw new ConstructUseError(construct, `the space of a search must name what is searched, got ${show(space)}`);
    }
    const [, params] = allUses(
      () => expectKeys(construct, 'tuning', this.props, TUNING_KEYS),
      () =>
        eachUse(Object.entries(space), ([name, range]) =>
          expectKind(construct, `${name} of the space`, range, [SearchSpace], 'a SearchSpace')._toDocument(
            construct,
            name,
          ),
        ),
    );
    return { optimiser: this.optimiser, ...props, params };
  }
}

const TUNING_KEYS: Keys<TuningProps> = {
  minBudget: true,
  maxBudget: true,
  space: true,
  numIteration: true,
  concurrency: true,
  reductionFactor: true,
  seed: true,
  warmStart: true,
  maxFailures: true,
  maxCost: true,
};
