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
    return new SearchSpace('UniformFloat', { numerical: numerical(lower, upper, props) });
  }

  /** Whole numbers from `lower` to `upper`, both included. */
  static int(lower: number, upper: number, props: NumericalProps = {}): SearchSpace {
    return new SearchSpace('UniformInteger', { numerical: numerical(lower, upper, props) });
  }

  /** One of `values`, each as likely as the others. */
  static categorical(
    values: readonly CategoricalValue[],
    props: { readonly default?: CategoricalValue } = {},
  ): SearchSpace {
    return new SearchSpace('Categorical', { categorical: { values, default_value: props.default } });
  }

  private constructor(
    private readonly type: string,
    private readonly range: KubernetesObject,
  ) {}

  /** @internal */
  _toDocument(name: string): KubernetesObject {
    return { type: this.type, name, ...this.range };
  }
}

function numerical(lower: number, upper: number, { log, default: first }: NumericalProps): KubernetesObject {
  return { lower, upper, log, default_value: first };
}
