import fc from 'fast-check';
import { randomSampler } from '../../../lib/engine/tuning/random-sampler';
import { randomStream } from '../../../lib/engine/tuning/rng';
import { checkSearchSpace, type Hyperparameter, type ParameterValue } from '../../../lib/spec/derive/search-space';
import { SPACE } from './simulate';

const draws = (parameter: Hyperparameter, count: number): ParameterValue[] =>
  Array.from({ length: count }, (_, k) => randomSampler([parameter]).sample(randomStream(3).split(k))[parameter.name]!);

const share = (values: readonly ParameterValue[], of: (value: number) => boolean) =>
  values.filter((value) => of(Number(value))).length / values.length;

test('a configuration has every hyperparameter, in the order of the space', () => {
  expect(randomSampler(SPACE).sample(randomStream(0))).toEqual({ rate: 0.2259886, depth: 9, loss: 'mae' });
  expect(Object.keys(randomSampler(SPACE).sample(randomStream(0)))).toEqual(['rate', 'depth', 'loss']);
});

test('floats are uniform', () => {
  const values = draws({ kind: 'float', name: 'x', lower: -1, upper: 3, log: false }, 4000);

  for (const bound of [0, 1, 2, 3]) expect(share(values, (x) => x < bound)).toBeCloseTo((bound + 1) / 4, 1);
});

test('floats on a logarithmic scale are uniform in their exponent', () => {
  const values = draws({ kind: 'float', name: 'x', lower: 1e-5, upper: 1e-1, log: true }, 4000);

  for (const exponent of [-4, -3, -2]) {
    expect(share(values, (x) => x < 10 ** exponent)).toBeCloseTo((exponent + 5) / 4, 1);
  }
});

test('whole numbers include both bounds, each as likely as the others', () => {
  const values = draws({ kind: 'int', name: 'n', lower: -1, upper: 2, log: false }, 4000);

  expect(new Set(values)).toEqual(new Set([-1, 0, 1, 2]));
  for (const n of [-1, 0, 1, 2]) expect(share(values, (x) => x === n)).toBeCloseTo(0.25, 1);
});

test('whole numbers on a logarithmic scale include both bounds, and small ones are more likely', () => {
  const values = draws({ kind: 'int', name: 'n', lower: 1, upper: 100, log: true }, 8000);

  expect(Math.min(...values.map(Number))).toBe(1);
  expect(Math.max(...values.map(Number))).toBe(100);
  expect(share(values, (x) => x === 1)).toBeCloseTo(Math.log(3) / Math.log(201), 1);
  expect(share(values, (x) => x <= 10)).toBeCloseTo(Math.log(21) / Math.log(201), 1);
});

test('categories are equally likely and keep their type', () => {
  const values = draws({ kind: 'categorical', name: 'c', values: ['a', 2, true] }, 3000);

  expect(new Set(values)).toEqual(new Set(['a', 2, true]));
  for (const value of ['a', 2, true]) {
    expect(values.filter((drawn) => drawn === value).length / 3000).toBeCloseTo(1 / 3, 1);
  }
});

test('a float has no more digits than its range can use', () => {
  const digits = (lower: number, upper: number, log: boolean) =>
    Math.max(
      ...draws({ kind: 'float', name: 'x', lower, upper, log }, 50).map(
        (x) => String(x).replace(/e.*|^0\.0*|\D/g, '').length,
      ),
    );

  expect(digits(0, 1, false)).toBeLessThanOrEqual(7);
  expect(digits(1e-9, 1, true)).toBeLessThanOrEqual(7);
  expect(digits(1000, 1001, false)).toBeLessThanOrEqual(10);
});

test('rounding leaves a narrow range its many values', () => {
  expect(new Set(draws({ kind: 'float', name: 'x', lower: 1000, upper: 1000.001, log: false }, 200)).size).toBe(200);
  expect(new Set(draws({ kind: 'float', name: 'x', lower: 1e-300, upper: 3e-300, log: false }, 200)).size).toBe(200);
  expect(new Set(draws({ kind: 'float', name: 'x', lower: 1, upper: 1.0001, log: true }, 200)).size).toBe(200);
});

test('adding or moving a hyperparameter leaves the values of the others', () => {
  const [rate, depth, loss] = SPACE as [Hyperparameter, Hyperparameter, Hyperparameter];
  const width: Hyperparameter = { kind: 'int', name: 'width', lower: 1, upper: 9, log: false };
  const wider = randomSampler([loss, width, depth, rate]).sample(randomStream(5));

  expect(wider).toMatchObject(randomSampler(SPACE).sample(randomStream(5)));
});

test('a hyperparameter may have a name that objects treat specially', () => {
  const sampled = randomSampler([{ kind: 'categorical', name: '__proto__', values: [1] }]).sample(randomStream(0));

  expect(Object.entries(sampled)).toEqual([['__proto__', 1]]);
});

test('whatever space has no fault, every value lies inside it', () => {
  const bounds = fc
    .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }))
    .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
  const float = fc
    .tuple(bounds, fc.boolean())
    .map(([[lower, upper], log]): Hyperparameter => ({ kind: 'float', name: 'p', lower, upper, log }));
  const int = fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger(), fc.boolean()).map(([a, b, log]): Hyperparameter => ({
    kind: 'int',
    name: 'p',
    lower: Math.min(a, b),
    upper: Math.max(a, b),
    log,
  }));
  fc.assert(
    fc.property(fc.oneof(float, int), fc.nat(), (parameter, seed) => {
      fc.pre(checkSearchSpace([parameter]).length === 0 && parameter.kind !== 'categorical');
      const value = Number(randomSampler([parameter]).sample(randomStream(seed)).p);
      expect(value).toBeGreaterThanOrEqual(parameter.lower);
      expect(value).toBeLessThanOrEqual(parameter.upper);
      if (parameter.kind === 'int') expect(Number.isSafeInteger(value)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
