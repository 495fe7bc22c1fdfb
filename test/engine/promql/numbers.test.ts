import { greatest, least, mean, power, quantile, sum } from '../../../lib/engine/promql/numbers';

describe('a sum', () => {
  test('keeps what rounding would lose', () => {
    expect(sum([1, 1e100, -1e100])).toBe(1);
    expect(sum([0.1, 0.2, 0.3, -0.6])).toBeCloseTo(0, 16);
  });

  test('of infinities is infinite, or nothing when they oppose', () => {
    expect(sum([1, Infinity, 2])).toBe(Infinity);
    expect(sum([Infinity, -Infinity])).toBeNaN();
    expect(sum([1, NaN])).toBeNaN();
    expect(sum([])).toBe(0);
  });
});

describe('a mean', () => {
  test('does not overflow where its sum would', () => {
    expect(mean([1.5e308, 1.5e308])).toBe(1.5e308);
    expect(mean([1, 2, 6])).toBe(3);
  });

  test('of an infinity is infinite', () => {
    expect(mean([1, -Infinity])).toBe(-Infinity);
  });
});

test('the least and the greatest pass over NaN unless there is nothing else', () => {
  expect(least([NaN, 3, 1, NaN])).toBe(1);
  expect(greatest([3, NaN, 5])).toBe(5);
  expect(least([NaN])).toBeNaN();
  expect(greatest([-Infinity, NaN])).toBe(-Infinity);
});

test.each([
  [0, 1],
  [0.5, 2.5],
  [1, 4],
  [0.25, 1.75],
  [-0.1, -Infinity],
  [1.1, Infinity],
  [NaN, NaN],
])('the quantile %d of 4, 1, 3, 2 is %d', (q, value) => {
  expect(quantile(q, [4, 1, 3, 2])).toBe(value);
});

test('the quantile of nothing is no number', () => {
  expect(quantile(0.5, [])).toBeNaN();
});

test('powers of one are one, whatever the exponent', () => {
  expect(power(1, NaN)).toBe(1);
  expect(power(1, Infinity)).toBe(1);
  expect(power(-1, -Infinity)).toBe(1);
  expect(power(2, -1)).toBe(0.5);
  expect(power(NaN, 0)).toBe(1);
});
