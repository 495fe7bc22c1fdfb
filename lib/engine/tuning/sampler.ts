import type { ParameterValue } from '../../spec/derive/search-space';
import type { RandomStream } from './rng';

/** One point of a search space: the value of each hyperparameter by its name, in the order of the space. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/**
 * Where configurations come from. Which of them run, and how far, is the scheduler's affair.
 *
 * - It is asked once for each configuration.
 * - `random` is the configuration's own stream, named by the seed, the bracket and the configuration's index in it: what a
 *   sampler draws never depends on who asked before.
 */
export interface Sampler {
  sample(random: RandomStream): Parameters;
}
