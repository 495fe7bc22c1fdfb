import { expectKeys, type Keys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';

/** How numbers between two bounds are searched. */
export interface NumericalProps {
  /**
   * Every factor of ten is as likely as every other.
   * @default false
   */
  readonly log?: boolean;
  /**
   * Value to try first.
   * @default - none
   */
  readonly default?: number;
}

/** How one of several values is searched. */
export interface CategoricalProps {
  /**
   * Value to try first.
   * @default - none
   */
  readonly default?: CategoricalValue;
}

/** One of the values of a hyperparameter that has no order. */
export type CategoricalValue = string | number | boolean;

/**
 * The values that one hyperparameter can take.
 *
 * @example
 * ```ts
 * const space = {
 *   learning_rate: SearchSpace.float(0.001, 0.1, { log: true }),
 *   layers: SearchSpace.int(1, 4),
 *   activation: SearchSpace.categorical(['relu', 'tanh']),
 * };
 * const tuning = Tuning.randomSearch({ minBudget: 1, maxBudget: 9, space });
 * new TrainTask(axon, 'Train', { image, objective: Objective.maximize('accuracy'), tuning });
 * ```
 */
export class SearchSpace {
  /** Numbers from `lower` to `upper`. */
  static float(lower: number, upper: number, props: NumericalProps = {}): SearchSpace {
    return new SearchSpace({ kind: 'UniformFloat', lower, upper, props });
  }

  /** Whole numbers from `lower` to `upper`, both included. */
  static int(lower: number, upper: number, props: NumericalProps = {}): SearchSpace {
    return new SearchSpace({ kind: 'UniformInteger', lower, upper, props });
  }

  /** One of `values`, each as likely as the others. */
  static categorical(values: readonly CategoricalValue[], props: CategoricalProps = {}): SearchSpace {
    return new SearchSpace({ kind: 'Categorical', values, props });
  }

  private constructor(
    private readonly range:
      | {
          readonly kind: 'UniformFloat' | 'UniformInteger';
          readonly lower: number;
          readonly upper: number;
          readonly props: NumericalProps;
        }
      | {
          readonly kind: 'Categorical';
          readonly values: readonly CategoricalValue[];
          readonly props: CategoricalProps;
        },
  ) {}

  /**
   * @param construct - path of the task, for errors
   * @internal
   */
  _toDocument(construct: string, name: string): KubernetesObject {
    const { range } = this;
    const what = `${name} of the space`;
    switch (range.kind) {
      case 'UniformFloat':
      case 'UniformInteger': {
        expectKeys(construct, what, range.props, NUMERICAL_KEYS);
        const { log, default: first } = range.props;
        return {
          type: range.kind,
          name,
          numerical: { lower: range.lower, upper: range.upper, log, default_value: first },
        };
      }
      case 'Categorical':
        expectKeys(construct, what, range.props, CATEGORICAL_KEYS);
        return { type: range.kind, name, categorical: { values: range.values, default_value: range.props.default } };
    }
  }
}

const NUMERICAL_KEYS: Keys<NumericalProps> = { log: true, default: true };
const CATEGORICAL_KEYS: Keys<CategoricalProps> = { default: true };
