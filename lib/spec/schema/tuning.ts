import * as z from 'zod';
import { list, optional } from './absent';
import { boolean, count, number, positiveInteger, text } from './scalars';

/** `hpTuning`: how the hyperparameters of one training are searched. Its keys are HpBandSter's words. */

const numerical = (value: typeof number) =>
  z.strictObject({
    lower: value.describe('smallest value'),
    upper: value.describe('largest value, included'),
    default_value: optional(value).describe('value to try first'),
    log: boolean.default(false).describe('sample on a logarithmic scale'),
  });

const categorical = z.strictObject({
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).describe('values to choose from'),
  default_value: optional(z.union([z.string(), z.number(), z.boolean()])).describe('value to try first'),
});

const parameterName = z.string().regex(/^[A-Za-z_][\w.-]*$/, 'expected a name that can follow "--"');

const floatKeys = z.strictObject({
  type: z.literal('UniformFloat').describe('kind of hyperparameter'),
  name: parameterName.describe('name of the argument that trials get'),
  numerical: numerical(number).describe('UniformFloat and UniformInteger: the range'),
});
export interface FloatSpec extends z.output<typeof floatKeys> {}
export interface FloatDocument extends z.input<typeof floatKeys> {}

const integerKeys = z.strictObject({
  type: z.literal('UniformInteger').describe('kind of hyperparameter'),
  name: parameterName.describe('name of the argument that trials get'),
  numerical: numerical(number).describe('UniformFloat and UniformInteger: the range'),
});
export interface IntegerSpec extends z.output<typeof integerKeys> {}
export interface IntegerDocument extends z.input<typeof integerKeys> {}

const categoricalKeys = z.strictObject({
  type: z.literal('Categorical').describe('kind of hyperparameter'),
  name: parameterName.describe('name of the argument that trials get'),
  categorical: categorical.describe('Categorical: the choices'),
});
export interface CategoricalSpec extends z.output<typeof categoricalKeys> {}
export interface CategoricalDocument extends z.input<typeof categoricalKeys> {}

export type ParameterSpec = FloatSpec | IntegerSpec | CategoricalSpec;
export type ParameterDocument = FloatDocument | IntegerDocument | CategoricalDocument;
const parameter: z.ZodType<ParameterSpec, ParameterDocument> = z.discriminatedUnion('type', [
  floatKeys,
  integerKeys,
  categoricalKeys,
]);

export const OPTIMISERS = ['HyperBand', 'BOHB', 'RandomSearch', 'ASHA', 'TPE', 'Grid', 'Auto'] as const;

const tuningKeys = z.strictObject({
  optimiser: z.enum(OPTIMISERS).default('HyperBand').describe('how configurations are chosen'),
  minBudget: number.describe('smallest budget of a trial, in the unit of the code (epochs, rows, ...)'),
  maxBudget: number.describe('largest budget of a trial'),
  numIteration: positiveInteger.default(1).describe('how many brackets run'),
  concurrency: positiveInteger.default(1).describe('trials at once'),
  params: list(parameter).describe('hyperparameters to search'),
  reductionFactor: number.default(3).describe('of so many configurations one goes on; eta of Hyperband'),
  seed: count.default(0).describe('seed of all randomness'),
  warmStart: optional(z.union([z.string(), boolean])).describe('begin with what an earlier search found'),
  maxFailures: optional(count).describe('failed trials after which the search fails. Default: no limit'),
  maxCost: optional(text).describe('most that the search may cost'),
});
export interface TuningSpec extends z.output<typeof tuningKeys> {}
export interface TuningDocument extends z.input<typeof tuningKeys> {}
export const hpTuning: z.ZodType<TuningSpec, TuningDocument> = tuningKeys;
