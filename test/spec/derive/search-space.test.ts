import { checkSearchSpace, type Hyperparameter, type SearchSpace } from '../../../lib/spec/derive/search-space';

const rate: Hyperparameter = { kind: 'float', name: 'rate', lower: 0.001, upper: 0.1, log: true, default: 0.01 };
const depth: Hyperparameter = { kind: 'int', name: 'depth', lower: 1, upper: 12, log: false, default: 12 };
const loss: Hyperparameter = { kind: 'categorical', name: 'loss', values: ['mse', 'mae'], default: 'mae' };

const faults = (...space: SearchSpace) => checkSearchSpace(space).map(({ path, message }) => ({ path, message }));

test('a space of all three kinds has no fault, and a default may lie on a bound', () => {
  expect(checkSearchSpace([rate, depth, loss])).toEqual([]);
});

test('a space of nothing is a fault', () => {
  expect(faults()).toEqual([{ path: [], message: 'there is nothing to search, got no hyperparameters' }]);
});

test('a fault names the place, the value and the fix', () => {
  expect(checkSearchSpace([rate, { ...depth, lower: 20 }])).toEqual([
    { path: [1, 'lower'], message: 'lower of depth must be less than upper, got 20 and 12', hint: 'swap them' },
  ]);
});

test('a range of one value is a fault whose fix is an ordinary argument', () => {
  const [fault] = checkSearchSpace([{ ...depth, lower: 12 }]);

  expect(fault?.message).toBe('lower of depth must be less than upper, got 12 and 12');
  expect(fault?.hint).toBe('pass a constant as an ordinary argument of the container');
});

test.each([0, -1])('a logarithmic scale cannot begin at %d', (lower) => {
  expect(faults({ ...rate, lower })).toEqual([
    { path: [0, 'lower'], message: `lower of rate must be greater than 0 on a logarithmic scale, got ${lower}` },
  ]);
  expect(faults({ ...rate, lower, log: false })).toEqual([]);
});

test.each([0.0001, 0.2])('a default of %d outside the range is a fault', (value) => {
  expect(faults({ ...rate, default: value })).toEqual([
    { path: [0, 'default'], message: `default of rate must lie from 0.001 to 0.1, got ${value}` },
  ]);
});

test('whole numbers must be whole, and every wrong bound is told', () => {
  expect(faults({ ...depth, lower: 0.5, default: 1.5 })).toEqual([
    { path: [0, 'lower'], message: 'lower of depth must be a whole number of at most 2^53, got 0.5' },
    { path: [0, 'default'], message: 'default of depth must be a whole number of at most 2^53, got 1.5' },
  ]);
});

test.each([NaN, Infinity])('%d is no bound', (upper) => {
  expect(faults({ ...rate, upper })).toEqual([
    { path: [0, 'upper'], message: `upper of rate must be a finite number, got ${upper}` },
  ]);
});

test('a name used twice is a fault at the second place', () => {
  expect(faults(rate, depth, { ...loss, name: 'rate' })).toEqual([
    { path: [2, 'name'], message: 'the hyperparameter rate is listed twice, at 0 and 2' },
  ]);
});

test.each(['config_id', 'budget'])('%s is taken, since every trial gets an argument of that name', (name) => {
  expect(faults({ ...rate, name })).toEqual([
    { path: [0, 'name'], message: `a hyperparameter cannot be called ${name}, every trial already gets --${name}` },
  ]);
});

describe('categorical', () => {
  test('needs a value', () => {
    expect(faults({ ...loss, values: [] })).toEqual([
      { path: [0, 'values'], message: 'values of loss must not be empty' },
    ]);
  });

  test('one value is enough', () => {
    expect(faults({ kind: 'categorical', name: 'loss', values: ['mse'] })).toEqual([]);
  });

  test('values that make the same argument are one value', () => {
    expect(faults({ kind: 'categorical', name: 'width', values: [1, 2, '1'] })).toEqual([
      { path: [0, 'values', 2], message: 'values of width must differ as text, got 1 at 0 and 2' },
    ]);
  });

  test('a default must be among the values, of the same type', () => {
    expect(faults({ kind: 'categorical', name: 'width', values: [1, 2], default: '1' })).toEqual([
      { path: [0, 'default'], message: 'default of width must be one of 1, 2, got "1"' },
    ]);
  });
});

test('faults of several hyperparameters are told at once', () => {
  expect(checkSearchSpace([{ ...rate, lower: 1 }, depth, { ...loss, values: [] }]).map((fault) => fault.path)).toEqual([
    [0, 'lower'],
    [2, 'values'],
  ]);
});
