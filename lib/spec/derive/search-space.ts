import type { Issue } from '../issue';

/** A value that a hyperparameter can take. */
export type ParameterValue = string | number | boolean;

/** Numbers from `lower` to `upper`; with `log`, every factor of ten is as likely as every other. */
export interface FloatHyperparameter {
  readonly kind: 'float';
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  readonly log: boolean;
  /** @default - none; random sampling never reads it */
  readonly default?: number;
}

/** Whole numbers from `lower` to `upper`, both included. */
export interface IntHyperparameter {
  readonly kind: 'int';
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  readonly log: boolean;
  /** @default - none; random sampling never reads it */
  readonly default?: number;
}

/** One of `values`, each as likely as the others. */
export interface CategoricalHyperparameter {
  readonly kind: 'categorical';
  readonly name: string;
  readonly values: readonly ParameterValue[];
  /** @default - none; random sampling never reads it */
  readonly default?: ParameterValue;
}

export type Hyperparameter = FloatHyperparameter | IntHyperparameter | CategoricalHyperparameter;

/** What a study may vary: HpBandSter's `ConfigurationSpace`, without conditions between parameters. */
export type SearchSpace = readonly Hyperparameter[];

/** A fault as the derivations know it; the spec checker adds the code and the place in the document. */
export type Fault = Pick<Issue, 'path' | 'message'> & { readonly hint: string };

/** Trial arguments that every trial gets; a hyperparameter of the same name would be given twice. */
const RESERVED_NAMES: readonly string[] = ['config_id', 'budget'];

/**
 * Everything wrong with a search space, all at once. Paths start at the list: `[2, 'lower']` is `lower` of the third
 * hyperparameter.
 */
export function checkSearchSpace(space: SearchSpace): readonly Fault[] {
  if (space.length === 0) {
    return [{ path: [], message: 'there is nothing to search, got no hyperparameters', hint: 'list at least one' }];
  }
  return [...checkNames(space), ...space.flatMap((parameter, index) => checkParameter(parameter, index))];
}

function checkNames(space: SearchSpace): Fault[] {
  const faults: Fault[] = [];
  const first = new Map<string, number>();
  space.forEach(({ name }, index) => {
    const path = [index, 'name'];
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, index);
    else {
      const message = `the hyperparameter ${name} is listed twice, at ${earlier} and ${index}`;
      faults.push({ path, message, hint: 'rename or remove one of them' });
    }
    if (RESERVED_NAMES.includes(name)) {
      const message = `a hyperparameter cannot be called ${name}, every trial already gets --${name}`;
      faults.push({ path, message, hint: 'use another name' });
    }
  });
  return faults;
}

function checkParameter(parameter: Hyperparameter, index: number): Fault[] {
  switch (parameter.kind) {
    case 'float':
    case 'int':
      return checkNumerical(parameter, index);
    case 'categorical':
      return checkCategorical(parameter, index);
  }
}

function checkNumerical(parameter: FloatHyperparameter | IntHyperparameter, index: number): Fault[] {
  const { kind, name, lower, upper, log } = parameter;
  const wrong = (['lower', 'upper', 'default'] as const).flatMap((key): Fault[] => {
    const value = parameter[key];
    if (value === undefined || (kind === 'int' ? Number.isSafeInteger(value) : Number.isFinite(value))) return [];
    const expected = kind === 'int' ? 'a whole number of at most 2^53' : 'a finite number';
    return [
      {
        path: [index, key],
        message: `${key} of ${name} must be ${expected}, got ${value}`,
        hint: kind === 'int' ? 'round it, or use the type UniformFloat' : 'use a number',
      },
    ];
  });
  if (wrong.length > 0) return wrong;

  const faults: Fault[] = [];
  if (lower >= upper) {
    faults.push({
      path: [index, 'lower'],
      message: `lower of ${name} must be less than upper, got ${lower} and ${upper}`,
      hint: lower === upper ? 'pass a constant as an ordinary argument of the container' : 'swap them',
    });
  } else if (parameter.default !== undefined && (parameter.default < lower || parameter.default > upper)) {
    faults.push({
      path: [index, 'default'],
      message: `default of ${name} must lie from ${lower} to ${upper}, got ${parameter.default}`,
      hint: 'move the default inside, or widen the range',
    });
  }
  if (log && lower <= 0) {
    faults.push({
      path: [index, 'lower'],
      message: `lower of ${name} must be greater than 0 on a logarithmic scale, got ${lower}`,
      hint: `use a small positive lower such as ${kind === 'int' ? '1' : '0.0001'}, or log: false`,
    });
  }
  return faults;
}

function checkCategorical(parameter: CategoricalHyperparameter, index: number): Fault[] {
  const { name, values } = parameter;
  if (values.length === 0) {
    return [
      { path: [index, 'values'], message: `values of ${name} must not be empty`, hint: 'list at least one value' },
    ];
  }
  const faults: Fault[] = [];
  const first = new Map<string, number>();
  values.forEach((value, at) => {
    const text = String(value);
    const earlier = first.get(text);
    if (earlier === undefined) first.set(text, at);
    else {
      faults.push({
        path: [index, 'values', at],
        message: `values of ${name} must differ as text, got ${text} at ${earlier} and ${at}`,
        hint: 'remove one of them',
      });
    }
  });
  if (parameter.default !== undefined && !values.includes(parameter.default)) {
    faults.push({
      path: [index, 'default'],
      message: `default of ${name} must be one of ${values.map(quoted).join(', ')}, got ${quoted(parameter.default)}`,
      hint: 'use one of the values, or add it to them',
    });
  }
  return faults;
}

/** Text in quotes, so that "1" and 1 look different. */
function quoted(value: ParameterValue): string {
  return JSON.stringify(value);
}
