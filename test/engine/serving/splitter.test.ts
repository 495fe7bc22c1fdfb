import fc from 'fast-check';
import { NothingToSplitError, Splitter, Splitters } from '../../../lib/engine/serving/splitter';

function picks(splitter: { next(): number }, count: number): number[] {
  return Array.from({ length: count }, () => splitter.next());
}

describe('the splitter', () => {
  test('spreads a small share evenly instead of in bursts', () => {
    expect(picks(new Splitter([4, 1]), 10).join('')).toBe('0010000100');
    expect(picks(new Splitter([1, 1, 1]), 6).join('')).toBe('012012');
  });

  test('stays less than one pick from the exact share of every destination after every pick', () => {
    const weights = fc
      .array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 9 })
      .filter((list) => list.some((weight) => weight > 0));
    fc.assert(
      fc.property(weights, (list) => {
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const sharing = list.filter((weight) => weight > 0).length;
        const bound = sharing === 1 ? 0 : 1 - 1 / (2 * sharing - 2);
        const splitter = new Splitter(list);
        const counts = list.map(() => 0);
        for (let n = 1; n <= 2 * total + 3; n++) {
          const at = splitter.next();
          counts[at]! += 1;
          for (const [destination, weight] of list.entries()) {
            const away = Math.abs(counts[destination]! - (n * weight) / total);
            if (away > bound + 1e-9) throw new Error(`${away} away from ${list.join(',')} after ${n}`);
          }
          if (n === total) expect(counts).toEqual(list);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('keeps the bound where smooth weighted round robin breaks it', () => {
    const weights = [1, 17, 1, 17, 1, 5, 17, 22, 1, 5, 2, 1, 3];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const current = weights.map(() => 0);
    const roundRobin = () => {
      for (const [at, weight] of weights.entries()) current[at]! += weight;
      const choice = current.indexOf(Math.max(...current));
      current[choice]! -= total;
      return choice;
    };
    const worst = (next: () => number) => {
      const counts = weights.map(() => 0);
      let away = 0;
      for (let n = 1; n <= total; n++) {
        counts[next()]! += 1;
        weights.forEach((weight, at) => (away = Math.max(away, Math.abs(counts[at]! - (n * weight) / total))));
      }
      return away;
    };
    const splitter = new Splitter(weights);
    expect(worst(() => splitter.next())).toBeLessThan(1);
    expect(worst(roundRobin)).toBeCloseTo(1.2366, 4);
  });

  test.each([
    [
      [90, 10],
      [900, 100],
    ],
    [
      [33.3, 66.7],
      [333, 667],
    ],
    [
      [0.5, 0.25, 0.25],
      [500, 250, 250],
    ],
    [
      [0, 7],
      [0, 1000],
    ],
    [
      [1e9, 1e9],
      [500, 500],
    ],
  ])('splits 1000 picks by %j exactly', (weights, expected) => {
    const counts = weights.map(() => 0);
    for (const at of picks(new Splitter(weights), 1000)) counts[at]! += 1;
    expect(counts).toEqual(expected);
  });

  test('proportions too fine for a round still leave nobody out', () => {
    const counts = [0, 0];
    for (const at of picks(new Splitter([Math.PI * 1e9, 1]), 1_000_001)) counts[at]! += 1;
    expect(counts[1]).toBe(1);
  });

  test.each([[[]], [[0, 0]], [[Number.NaN]]])('refuses %j, which gives nobody the next request', (weights) => {
    expect(() => new Splitter(weights)).toThrow(NothingToSplitError);
  });
});

describe('the splitters of a deployer', () => {
  test('go on where they were while the weights stay, and begin anew when they change', () => {
    const splitters = new Splitters();
    expect([0, 1, 2].map(() => splitters.next('a', [1, 1, 1]))).toEqual([0, 1, 2]);
    expect(splitters.next('a', [1, 1, 1])).toBe(0);
    expect(splitters.next('b', [1, 1, 1])).toBe(0);
    expect(splitters.next('a', [1, 1, 1])).toBe(1);
    expect(splitters.next('a', [1, 1, 2])).toBe(2);
  });

  test('forget the rules that are not kept', () => {
    const splitters = new Splitters();
    splitters.next('a', [1, 1]);
    splitters.next('b', [1, 1]);
    splitters.keep((rule) => rule === 'b');
    expect(splitters.next('a', [1, 1])).toBe(0);
    expect(splitters.next('b', [1, 1])).toBe(1);
  });
});
