import fc from 'fast-check';
import { randomStream } from '../../../lib/engine/tuning/rng';

const five = (stream: { unit(): number }) => [1, 2, 3, 4, 5].map(() => stream.unit());

test('the numbers of a seed never change from one release to the next', () => {
  const stream = randomStream(42).split('bracket', 1, 'configuration', 3);

  expect(five(stream)).toEqual([
    0.24393032970235906, 0.6905446439104931, 0.633039882062995, 0.018897413854471412, 0.47655908011300285,
  ]);
  expect([1, 2, 3, 4, 5].map(() => stream.int(1, 100))).toEqual([67, 39, 85, 78, 93]);
});

test('a stream is known by its name alone: who drew before changes nothing', () => {
  const quiet = randomStream(1);
  const busy = randomStream(1);
  five(busy);
  five(busy.split('other'));

  expect(five(busy.split('a', 2))).toEqual(five(quiet.split('a', 2)));
});

test('splitting twice is splitting by both labels', () => {
  expect(five(randomStream(1).split('a').split(2))).toEqual(five(randomStream(1).split('a', 2)));
});

test('streams of different names differ from the first number on', () => {
  const seeds = Array.from({ length: 500 }, (_, seed) => randomStream(seed).unit());
  const children = Array.from({ length: 500 }, (_, k) => randomStream(0).split(k).unit());
  const grandchildren = Array.from({ length: 500 }, (_, k) => randomStream(0).split(0, k).unit());

  expect(new Set([...seeds, ...children, ...grandchildren]).size).toBe(1500);
});

test('labels do not run into each other', () => {
  const firsts = [
    randomStream(1).split('ab', 'c'),
    randomStream(1).split('a', 'bc'),
    randomStream(1).split(11),
    randomStream(1).split(1, 1),
    randomStream(1).split('1', 1),
    randomStream(11).split(1),
  ].map((stream) => stream.unit());

  expect(new Set(firsts).size).toBe(6);
});

test('neighbouring seeds give first numbers that fill the unit interval evenly', () => {
  const bins = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 10_000; seed++) {
    const bin = Math.floor(randomStream(seed).unit() * 10);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const chiSquared = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);

  // Nine degrees of freedom: a value above 27.9 has a chance of one in a thousand, and the seeds are fixed.
  expect(chiSquared).toBeLessThan(27.9);
});

test('numbers lie where they should for any seed', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer(), fc.nat(), (seed, lower, width) => {
      const stream = randomStream(seed);
      const [u, k] = [stream.unit(), stream.int(lower, lower + width)];
      return u >= 0 && u < 1 && Number.isInteger(k) && k >= lower && k <= lower + width;
    }),
  );
});
