import fc from 'fast-check';
import {
  BracketPlanError,
  bracketPlan,
  checkBudgets,
  type BracketPlan,
  type BracketPlanOptions,
} from '../../../lib/spec/derive/bracket-plan';

const hyperband = (minBudget: number, maxBudget: number, rest: Partial<BracketPlanOptions> = {}) =>
  bracketPlan({ optimiser: 'HyperBand', minBudget, maxBudget, reductionFactor: 3, numIteration: 5, ...rest });

const budgets = (plan: BracketPlan, bracket = 0) => plan.brackets[bracket]?.rungs.map((rung) => rung.budget);
const counts = (plan: BracketPlan, bracket = 0) => plan.brackets[bracket]?.rungs.map((rung) => rung.configurations);
const starts = (plan: BracketPlan) => plan.brackets.map((bracket) => bracket.rungs[0]?.configurations);

describe('the published table of budgets (eta 3)', () => {
  test('3 to 10 is 3.33 and 10, with 3 and 2 configurations per bracket', () => {
    const plan = hyperband(3, 10, { numIteration: 2 });

    expect(plan).toEqual({
      brackets: [
        {
          index: 0,
          rungs: [
            { budget: 10 / 3, configurations: 3 },
            { budget: 10, configurations: 1 },
          ],
        },
        { index: 1, rungs: [{ budget: 10, configurations: 2 }] },
      ],
      configurations: 5,
      evaluations: 6,
      budget: 40,
      budgetResumed: 110 / 3,
    });
  });

  test('1 000 to 20 000 is 2 222, 6 667 and 20 000, with 9, 3 and 3 configurations per bracket', () => {
    const plan = hyperband(1000, 20_000, { numIteration: 3 });

    expect(budgets(plan)).toEqual([20_000 / 9, 20_000 / 3, 20_000]);
    expect(starts(plan)).toEqual([9, 3, 3]);
  });

  test('1 to 81 is 1, 3, 9, 27 and 81, with 81, 27, 9, 6 and 5 configurations per bracket', () => {
    const plan = hyperband(1, 81);

    expect(budgets(plan)).toEqual([1, 3, 9, 27, 81]);
    expect([0, 1, 2, 3, 4].map((bracket) => counts(plan, bracket))).toEqual([
      [81, 27, 9, 3, 1],
      [27, 9, 3, 1],
      [9, 3, 1],
      [6, 2],
      [5],
    ]);
    expect(plan).toMatchObject({ configurations: 128, evaluations: 187, budget: 1701, budgetResumed: 1404 });
  });

  test('1 to 243 is six brackets, where floating-point logarithms find five (optuna#6835)', () => {
    const plan = hyperband(1, 243, { numIteration: 6 });

    expect(budgets(plan)).toEqual([1, 3, 9, 27, 81, 243]);
    expect(starts(plan)).toEqual([243, 81, 27, 18, 9, 6]);
  });
});

test('the table is of HpBandSter, and not of the Hyperband paper, whose brackets start 81, 34, 15, 8 and 5', () => {
  const longest = 5;
  const paper = [4, 3, 2, 1, 0].map((s) => Math.ceil((longest / (s + 1)) * 3 ** s));

  expect(paper).toEqual([81, 34, 15, 8, 5]);
  expect(starts(hyperband(1, 81))).toEqual([81, 27, 9, 6, 5]);
});

describe('the number of rungs is counted exactly', () => {
  test.each([
    { minBudget: 0.1, maxBudget: 8.1, reductionFactor: 3, expected: [0.1, 0.3, 0.9, 2.7, 8.1] },
    { minBudget: 0.01, maxBudget: 1, reductionFactor: 10, expected: [0.01, 0.1, 1] },
    { minBudget: 1, maxBudget: 8, reductionFactor: 2, expected: [1, 2, 4, 8] },
    { minBudget: 1, maxBudget: 64, reductionFactor: 4, expected: [1, 4, 16, 64] },
    { minBudget: 1, maxBudget: 15.625, reductionFactor: 2.5, expected: [1, 2.5, 6.25, 15.625] },
    { minBudget: 1.001, maxBudget: 81, reductionFactor: 3, expected: [3, 9, 27, 81] },
    { minBudget: 7, maxBudget: 7, reductionFactor: 3, expected: [7] },
    { minBudget: 1e21, maxBudget: 9e21, reductionFactor: 3, expected: [1e21, 3e21, 9e21] },
  ])('$minBudget to $maxBudget with eta $reductionFactor is $expected', ({ expected, ...options }) => {
    expect(budgets(hyperband(options.minBudget, options.maxBudget, options))).toEqual(expected);
  });

  test('a fractional eta rounds every count down', () => {
    expect(counts(hyperband(1, 15.625, { reductionFactor: 2.5 }))).toEqual([15, 6, 2, 1]);
  });

  test('1 to 1 000 with eta 10 is four rungs, though Math.log(1000) / Math.log(10) is less than 3', () => {
    expect(Math.floor(Math.log(1000) / Math.log(10)) + 1).toBe(3);
    expect(budgets(hyperband(1, 1000, { reductionFactor: 10 }))).toEqual([1, 10, 100, 1000]);
  });

  test('every power of every eta is found', () => {
    for (const eta of [2, 3, 4, 5, 7, 10]) {
      for (let k = 0; eta ** k <= 100_000; k++) {
        expect(budgets(hyperband(1, eta ** k, { reductionFactor: eta, numIteration: 1 }))).toHaveLength(k + 1);
      }
    }
  });
});

test('more iterations than brackets begin the cycle again', () => {
  const plan = hyperband(1, 9, { numIteration: 7 });

  expect(starts(plan)).toEqual([9, 3, 3, 9, 3, 3, 9]);
  expect(plan.brackets.map((bracket) => bracket.index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(plan.configurations).toBe(39);
});

test('fewer iterations than brackets run the most exploratory ones', () => {
  expect(starts(hyperband(1, 81, { numIteration: 2 }))).toEqual([81, 27]);
});

test('random search runs, per iteration, as many configurations as the longest bracket has rungs, all at maxBudget', () => {
  const plan = hyperband(1, 81, { optimiser: 'RandomSearch', numIteration: 2 });

  expect(plan.brackets).toEqual([
    { index: 0, rungs: [{ budget: 81, configurations: 5 }] },
    { index: 1, rungs: [{ budget: 81, configurations: 5 }] },
  ]);
  expect(plan).toMatchObject({ configurations: 10, evaluations: 10, budget: 810, budgetResumed: 810 });
});

describe('for any budgets, eta and number of iterations', () => {
  const options = fc.record<BracketPlanOptions>({
    optimiser: fc.constantFrom('HyperBand', 'RandomSearch'),
    minBudget: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 50, noNaN: true })),
    maxBudget: fc.oneof(fc.integer({ min: 50, max: 400 }), fc.double({ min: 50, max: 400, noNaN: true })),
    reductionFactor: fc.constantFrom(2, 2.5, 3, 4, 10),
    numIteration: fc.integer({ min: 1, max: 12 }),
  });
  const forAll = (property: (plan: BracketPlan, of: BracketPlanOptions) => void) =>
    fc.assert(
      fc.property(options, (of) => property(bracketPlan(of), of)),
      { numRuns: 200 },
    );

  test('there are as many brackets as iterations', () =>
    forAll((plan, of) => expect(plan.brackets).toHaveLength(of.numIteration)));

  test('the last rung of every bracket is exactly maxBudget', () =>
    forAll((plan, of) => {
      for (const { rungs } of plan.brackets) expect(rungs.at(-1)?.budget).toBe(of.maxBudget);
    }));

  test('no budget is below minBudget, and one more rung would be', () =>
    forAll((plan, of) => {
      const smallest = Math.min(...plan.brackets.flatMap(({ rungs }) => rungs.map((rung) => rung.budget)));
      expect(smallest).toBeGreaterThanOrEqual(of.minBudget);
      if (of.optimiser === 'HyperBand') expect(smallest / of.reductionFactor).toBeLessThan(of.minBudget);
    }));

  test('budgets rise by eta and counts never rise and never reach zero', () =>
    forAll((plan, of) => {
      for (const { rungs } of plan.brackets) {
        rungs.forEach((rung, j) => {
          const next = rungs[j + 1];
          expect(rung.configurations).toBeGreaterThanOrEqual(next?.configurations ?? 1);
          if (next !== undefined) expect(next.budget / rung.budget).toBeCloseTo(of.reductionFactor, 9);
        });
      }
    }));

  test('the totals are the sums over the rungs, and resuming never costs more', () =>
    forAll((plan) => {
      const rungs = plan.brackets.flatMap((bracket) => bracket.rungs);
      const scratch = rungs.reduce((sum, rung) => sum + rung.configurations * rung.budget, 0);
      expect(plan.evaluations).toBe(rungs.reduce((sum, rung) => sum + rung.configurations, 0));
      expect(plan.configurations).toBe(starts(plan).reduce<number>((sum, n) => sum + (n ?? 0), 0));
      expect(plan.budget / scratch).toBeCloseTo(1, 9);
      expect(plan.budgetResumed).toBeLessThanOrEqual(plan.budget);
    }));
});

describe('budgets that make no plan', () => {
  const good: BracketPlanOptions = {
    optimiser: 'HyperBand',
    minBudget: 1,
    maxBudget: 81,
    reductionFactor: 3,
    numIteration: 5,
  };

  test('good ones have no fault', () => expect(checkBudgets(good)).toEqual([]));

  test.each<[string, Partial<BracketPlanOptions>, (string | number)[], string]>([
    ['a budget of 0', { minBudget: 0 }, ['minBudget'], 'minBudget must be a positive number, got 0'],
    ['no number', { maxBudget: NaN }, ['maxBudget'], 'maxBudget must be a positive number, got NaN'],
    ['swapped', { minBudget: 100 }, ['minBudget'], 'minBudget must not exceed maxBudget, got 100 and 81'],
    ['eta 1', { reductionFactor: 1 }, ['reductionFactor'], 'reductionFactor must be at least 2, got 1'],
    ['no iteration', { numIteration: 0 }, ['numIteration'], 'numIteration must be a whole number above 0, got 0'],
    [
      'a ratio without end',
      { minBudget: 1e-300 },
      ['minBudget'],
      'the search would sample more than 1000000 configurations, got minBudget 1e-300',
    ],
    [
      'iterations without end',
      { numIteration: 1e12 },
      ['numIteration'],
      'the search would sample more than 1000000 configurations, got numIteration 1000000000000',
    ],
  ])('%s is one fault that names the key and the value', (_, wrong, path, message) => {
    const options = { ...good, ...wrong };

    expect(checkBudgets(options)).toEqual([{ path, message, hint: expect.any(String) }]);
    expect(() => bracketPlan(options)).toThrow(new BracketPlanError([{ path, message, hint: '' }]));
  });

  test('all faults are told at once', () => {
    const options = { ...good, minBudget: -1, reductionFactor: 1, numIteration: 1.5 };

    expect(checkBudgets(options).map((fault) => fault.path)).toEqual([
      ['minBudget'],
      ['reductionFactor'],
      ['numIteration'],
    ]);
  });
});
