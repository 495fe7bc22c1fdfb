import { z } from 'zod';
import { boolean, count, list, number, optional, positiveInteger, text } from './scalars';

/** `hpTuning`: how the hyperparameters of one training are searched. Its keys are HpBandSter's words. */

const numerical = (value: typeof number) =>
  z.strictObject({ lower: value, upper: value, default_value: optional(value), log: boolean.default(false) });

const categorical = z.strictObject({
  values: z.array(z.union([z.string(), z.number(), z.boolean()])),
  default_value: optional(z.union([z.string(), z.number(), z.boolean()])),
});

const parameterName = z.string().regex(/^[A-Za-z_][\w.-]*$/, 'expected a name that can follow "--"');

const parameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('UniformFloat'), name: parameterName, numerical: numerical(number) }),
  z.strictObject({ type: z.literal('UniformInteger'), name: parameterName, numerical: numerical(number) }),
  z.strictObject({ type: z.literal('Categorical'), name: parameterName, categorical }),
]);
export type ParameterSpec = z.output<typeof parameter>;

export const OPTIMISERS = ['HyperBand', 'BOHB', 'RandomSearch', 'ASHA', 'TPE', 'Grid', 'Auto'] as const;

export const hpTuning = z.strictObject({
  optimiser: z.enum(OPTIMISERS).default('HyperBand'),
  minBudget: number,
  maxBudget: number,
  numIteration: positiveInteger.default(1),
  concurrency: positiveInteger.default(1),
  params: list(parameter),
  reductionFactor: number.default(3),
  seed: count.default(0),
  warmStart: optional(z.union([z.string(), boolean])),
  maxFailures: optional(count),
  maxCost: optional(text),
});
export type TuningSpec = z.output<typeof hpTuning>;
