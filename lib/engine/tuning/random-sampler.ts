import type { Hyperparameter, ParameterValue, SearchSpace } from '../../spec/derive/search-space';
import type { RandomStream } from './rng';
import type { Parameters, Sampler } from './sampler';

/**
 * Draws each hyperparameter independently and uniformly, on a logarithmic scale where `log` says so.
 *
 * - Each has a stream named after it, so reordering the space, or adding to it, leaves the other values as they were.
 * - Drawing is with replacement: a space smaller than the plan repeats configurations instead of waiting for new ones.
 */
export function randomSampler(space: SearchSpace): Sampler {
  return {
    sample: (random): Parameters =>
      // Not by assignment, which would lose a hyperparameter called __proto__.
      Object.fromEntries(space.map((parameter) => [parameter.name, draw(parameter, random.split(parameter.name))])),
  };
}

function draw(parameter: Hyperparameter, random: RandomStream): ParameterValue {
  switch (parameter.kind) {
    case 'categorical':
      return parameter.values[random.int(0, parameter.values.length - 1)] as ParameterValue;
    case 'int':
      return parameter.log ? drawLogInt(parameter, random) : random.int(parameter.lower, parameter.upper);
    case 'float':
      return drawFloat(parameter, random);
  }
}

interface Range {
  readonly lower: number;
  readonly upper: number;
  readonly log: boolean;
}

function drawFloat({ lower, upper, log }: Range, random: RandomStream): number {
  const value = log
    ? Math.exp(blend(Math.log(lower), Math.log(upper), random.unit()))
    : blend(lower, upper, random.unit());
  const step = log ? Math.min(value, upper - lower) : upper - lower;
  return clamp(rounded(value, step), lower, upper);
}

/** Half a step is added at both ends, as ConfigSpace does it, so that the bounds get the share of any other number. */
function drawLogInt({ lower, upper }: Range, random: RandomStream): number {
  const value = Math.exp(blend(Math.log(lower - 0.5), Math.log(upper + 0.5), random.unit()));
  return clamp(Math.round(value), lower, upper);
}

/** From `lower` to `upper` as `u` goes from 0 to 1; the difference of the two is never formed, it may overflow. */
function blend(lower: number, upper: number, u: number): number {
  return lower * (1 - u) + upper * u;
}

function clamp(value: number, lower: number, upper: number): number {
  return Math.min(Math.max(value, lower), upper);
}

/**
 * `value` with six decimal places more than `scale` needs: 0.0318427 says as much to a training as 0.03184271648310553,
 * and can be read aloud.
 */
function rounded(value: number, scale: number): number {
  const [, exponent] = Math.min(scale, Number.MAX_VALUE).toExponential().split('e');
  const places = 6 - Number(exponent);
  return places > 100 ? value : Number(value.toFixed(Math.max(places, 0)));
}
