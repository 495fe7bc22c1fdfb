import type { Fault } from './search-space';

/** What `hpTuning` says about budgets; its keys are HpBandSter's words. */
export interface BracketPlanOptions {
  readonly optimiser: 'HyperBand' | 'RandomSearch';
  /** The smallest budget worth comparing losses at, in the unit of the training code (epochs, rows, ...). */
  readonly minBudget: number;
  readonly maxBudget: number;
  /** "eta" in the paper: of so many configurations one goes on to the next rung; at least 2. */
  readonly reductionFactor: number;
  /** How many brackets run. */
  readonly numIteration: number;
}

/** So many configurations, each trained up to one budget. */
export interface PlannedRung {
  readonly budget: number;
  readonly configurations: number;
}

/** One successive halving: each rung continues the best of the rung before. */
export interface PlannedBracket {
  readonly index: number;
  readonly rungs: readonly PlannedRung[];
}

/** All that a study will cost, known before it starts. */
export interface BracketPlan {
  readonly brackets: readonly PlannedBracket[];
  /** New configurations sampled. */
  readonly configurations: number;
  /** Trials run, one for each configuration on each rung. */
  readonly evaluations: number;
  /** The sum of budgets if every trial starts from scratch. */
  readonly budget: number;
  /** The sum of budgets if a configuration that goes on resumes from its checkpoint. */
  readonly budgetResumed: number;
}

/** The options cannot make a plan; `checkBudgets` tells the same before anything throws. */
export class BracketPlanError extends RangeError {
  override readonly name = 'BracketPlanError';
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map((fault) => fault.message).join('; '));
  }
}

/** More than this is a typing error (a budget of 0.000001), and would not fit the journal. */
const MOST_CONFIGURATIONS = 1_000_000;

/** A positive rational number, so that counting rungs never asks a floating-point logarithm. */
interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

/** A bracket before it has a place in the order, and what it costs exactly. */
interface Shape {
  readonly rungs: readonly PlannedRung[];
  readonly scratch: Ratio;
  readonly resumed: Ratio;
}

/** Everything wrong with the budgets, all at once; paths start at `hpTuning`. */
export function checkBudgets(options: BracketPlanOptions): readonly Fault[] {
  const { minBudget, maxBudget, reductionFactor, numIteration } = options;
  const faults: Fault[] = [];
  const fault = (key: keyof BracketPlanOptions, message: string, hint: string) =>
    faults.push({ path: [key], message, hint });

  for (const key of ['minBudget', 'maxBudget'] as const) {
    if (!(options[key] > 0 && Number.isFinite(options[key]))) {
      fault(key, `${key} must be a positive number, got ${options[key]}`, 'use a positive number such as 1');
    }
  }
  if (faults.length === 0 && minBudget > maxBudget) {
    fault('minBudget', `minBudget must not exceed maxBudget, got ${minBudget} and ${maxBudget}`, 'swap them');
  }
  if (!(reductionFactor >= 2 && Number.isFinite(reductionFactor))) {
    fault('reductionFactor', `reductionFactor must be at least 2, got ${reductionFactor}`, 'use 3 or 4');
  }
  if (!(Number.isSafeInteger(numIteration) && numIteration > 0)) {
    fault('numIteration', `numIteration must be a whole number above 0, got ${numIteration}`, 'use 1 or more');
  }
  if (faults.length > 0) return faults;

  const shapes = distinctBrackets(options);
  const perCycle = shapes === undefined ? Infinity : total(shapes, shapes.length, startedIn);
  if (shapes === undefined || total(shapes, numIteration, startedIn) > MOST_CONFIGURATIONS) {
    const key = perCycle > MOST_CONFIGURATIONS ? 'minBudget' : 'numIteration';
    fault(
      key,
      `the search would sample more than ${MOST_CONFIGURATIONS} configurations, got ${key} ${options[key]}`,
      key === 'minBudget' ? 'raise minBudget or reductionFactor' : 'lower numIteration',
    );
  }
  return faults;
}

/**
 * The brackets of a study, as HpBandSter cuts them (hpbandster/optimizers/hyperband.py and randomsearch.py): budgets are
 * anchored at `maxBudget`; iteration i has s = longest - 1 - (i mod longest), starts floor(longest / (s + 1)) * eta^s
 * configurations and keeps floor(n0 / eta^j), at least 1, on rung j. The table in the Hyperband paper (Li et al., JMLR
 * 18:185, section 2.3) rounds up instead, and starts 34, 15, 8 where this starts 27, 9, 6.
 *
 * It departs from HpBandSter in one thing: all counting is exact. In Python log(243) / log(3) is 4.999..., and a
 * bracket is lost. Random search runs as many configurations per iteration as `maxBudget` fits into HpBandSter's budget of one
 * iteration, which is exactly the rungs of the longest bracket, all of them at `maxBudget`.
 *
 * @example bracketPlan({ optimiser: 'HyperBand', minBudget: 3, maxBudget: 10, reductionFactor: 3, numIteration: 2 })
 * @throws BracketPlanError where `checkBudgets` has something to say
 */
export function bracketPlan(options: BracketPlanOptions): BracketPlan {
  const faults = checkBudgets(options);
  const shapes = faults.length === 0 ? distinctBrackets(options) : undefined;
  if (shapes === undefined) throw new BracketPlanError(faults);

  const { numIteration } = options;
  let budget = ratio(0n);
  let budgetResumed = ratio(0n);
  shapes.forEach((shape, i) => {
    const times = ratio(BigInt(occurrences(i, shapes.length, numIteration)));
    budget = add(budget, multiply(times, shape.scratch));
    budgetResumed = add(budgetResumed, multiply(times, shape.resumed));
  });
  return {
    brackets: Array.from({ length: numIteration }, (_, index) => ({
      index,
      rungs: shapes[index % shapes.length]?.rungs ?? [],
    })),
    configurations: total(shapes, numIteration, startedIn),
    evaluations: total(shapes, numIteration, (rungs) => rungs.reduce((sum, rung) => sum + rung.configurations, 0)),
    budget: toNumber(budget),
    budgetResumed: toNumber(budgetResumed),
  };
}

/** The brackets that follow one another until the first comes again; undefined if one of them would be absurdly large. */
function distinctBrackets(options: BracketPlanOptions): readonly Shape[] | undefined {
  const eta = parseRatio(options.reductionFactor);
  const powers = powersThatFit(options, eta);
  const longest = powers.length;
  if (options.optimiser === 'RandomSearch') return [shapeOf(options, powers, [longest])];
  if (!atMost(powers[longest - 1] ?? ratio(1n), ratio(BigInt(MOST_CONFIGURATIONS)))) return undefined;

  return Array.from({ length: longest }, (_, i) => {
    const s = longest - 1 - i;
    const n0 = floor(multiply(ratio(BigInt(Math.floor(longest / (s + 1)))), powers[s] ?? ratio(1n)));
    const counts = powers.slice(0, s + 1).map((power) => Math.max(Number(floor(divide(ratio(n0), power))), 1));
    return shapeOf(options, powers, counts);
  });
}

/** eta^0, eta^1, ... as long as `maxBudget` divided by it is no less than `minBudget`. */
function powersThatFit(options: BracketPlanOptions, eta: Ratio): readonly Ratio[] {
  const room = divide(parseRatio(options.maxBudget), parseRatio(options.minBudget));
  const powers: Ratio[] = [];
  for (let power = ratio(1n); atMost(power, room); power = multiply(power, eta)) powers.push(power);
  return powers;
}

/** The rungs with `counts` configurations, the last of them at `maxBudget`. */
function shapeOf(options: BracketPlanOptions, powers: readonly Ratio[], counts: readonly number[]): Shape {
  const largest = parseRatio(options.maxBudget);
  let scratch = ratio(0n);
  let resumed = ratio(0n);
  let below = ratio(0n);
  const rungs = counts.map((configurations, j): PlannedRung => {
    const budget = divide(largest, powers[counts.length - 1 - j] ?? ratio(1n));
    scratch = add(scratch, multiply(ratio(BigInt(configurations)), budget));
    resumed = add(resumed, multiply(ratio(BigInt(configurations)), add(budget, { n: -below.n, d: below.d })));
    below = budget;
    return { budget: toNumber(budget), configurations };
  });
  return { rungs, scratch, resumed };
}

function startedIn(rungs: readonly PlannedRung[]): number {
  return rungs[0]?.configurations ?? 0;
}

/** Sums `count` over the brackets of a study of `numIteration`. */
function total(
  shapes: readonly Shape[],
  numIteration: number,
  count: (rungs: readonly PlannedRung[]) => number,
): number {
  return shapes.reduce((sum, { rungs }, i) => sum + occurrences(i, shapes.length, numIteration) * count(rungs), 0);
}

/** How many of the numbers below `numIteration` leave the remainder `i`. */
function occurrences(i: number, cycle: number, numIteration: number): number {
  return i < numIteration ? Math.floor((numIteration - 1 - i) / cycle) + 1 : 0;
}

function ratio(n: bigint): Ratio {
  return { n, d: 1n };
}

/** The decimal that a user wrote: 0.1 is one tenth, not the double nearest to it. */
function parseRatio(value: number): Ratio {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = BigInt(whole + fraction);
  const scale = Number(exponent) - fraction.length;
  return scale < 0 ? { n: digits, d: 10n ** BigInt(-scale) } : ratio(digits * 10n ** BigInt(scale));
}

function multiply(a: Ratio, b: Ratio): Ratio {
  return { n: a.n * b.n, d: a.d * b.d };
}

function divide(a: Ratio, b: Ratio): Ratio {
  return { n: a.n * b.d, d: a.d * b.n };
}

function add(a: Ratio, b: Ratio): Ratio {
  const sum = { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
  let [x, y] = [sum.n, sum.d];
  while (y !== 0n) [x, y] = [y, x % y];
  return { n: sum.n / x, d: sum.d / x };
}

function atMost(a: Ratio, b: Ratio): boolean {
  return a.n * b.d <= b.n * a.d;
}

function floor({ n, d }: Ratio): bigint {
  return n / d;
}

/** The double nearest to a ratio that is not negative: 25 decimal digits, and a last one that is not zero if more follow. */
function toNumber({ n, d }: Ratio): number {
  const places = Math.max(0, 25 + String(d).length - String(n).length);
  const scaled = n * 10n ** BigInt(places);
  return Number(`${scaled / d}${scaled % d === 0n ? '0' : '1'}e-${places + 1}`);
}
