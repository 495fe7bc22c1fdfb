/**
 * Splits a sequence of requests by weight, exactly and without randomness.
 *
 * - After any number n of picks, every destination has been picked n times its share, give or take less than one:
 *   at most 1 - 1/(2k - 2) away with k destinations, which is the best that any rule can promise.
 * - After as many picks as the sum of the (whole) weights, every destination has been picked exactly its weight.
 * - The same weights give the same sequence.
 *
 * Smooth weighted round robin, as proxies do it (add each weight, take the largest, subtract the sum), and stride
 * scheduling are as even on average but keep no such bound once there are many destinations; picking by the earliest
 * deadline among those that are due does.
 *
 * Source: R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32 (1980), 323-330. Weights are whole
 * numbers here and counts start anew after each full round, so that everything is exact integer arithmetic.
 */
export class Splitter {
  /** Whole weights without a common divisor; their sum is the length of a round. */
  private readonly weights: readonly number[];
  private readonly round: number;
  /** Picks of this round, by destination. */
  private readonly taken: number[];
  private turn = 0;

  /** @param weights - at least one of them more than 0 */
  constructor(weights: readonly number[]) {
    this.weights = wholeWeights(weights);
    this.round = sum(this.weights);
    if (!(this.round > 0)) throw new NothingToSplitError(weights);
    this.taken = this.weights.map(() => 0);
  }

  /** Position of the destination that gets the next request. */
  next(): number {
    this.turn += 1;
    const choice = this.due();
    this.taken[choice]! += 1;
    if (this.turn === this.round) {
      this.turn = 0;
      this.taken.fill(0);
    }
    return choice;
  }

  /**
   * In the paper's letters: w is a weight over their sum W, x the picks so far, k the number of destinations. Due are
   * those with n w - x >= 1/(2k - 2); of them the one with the least (1 - 1/(2k - 2) - (n w - x)) / w is taken. Both
   * sides are multiplied by (2k - 2) W to stay whole.
   */
  private due(): number {
    const sharing = this.weights.filter((weight) => weight > 0).length;
    if (sharing === 1) return this.weights.findIndex((weight) => weight > 0);
    const scale = 2 * sharing - 2;
    let choice = -1;
    let least = Infinity;
    for (const [at, weight] of this.weights.entries()) {
      if (weight === 0) continue;
      const owed = scale * (this.turn * weight - this.taken[at]! * this.round);
      if (owed < this.round) continue;
      const slack = ((scale - 1) * this.round - owed) / weight;
      if (slack < least) {
        least = slack;
        choice = at;
      }
    }
    return choice;
  }
}

/** Every weight was 0, so nobody could get the next request. */
export class NothingToSplitError extends Error {
  constructor(readonly weights: readonly number[]) {
    super(`at least one weight must be more than 0, got ${weights.join(', ') || 'none'}`);
    this.name = 'NothingToSplitError';
  }
}

/**
 * The splitters of one deployer, by rule. One is kept for as long as the weights that it splits by stay the same, so
 * that an update of something else does not begin the sequence anew.
 */
export class Splitters {
  private readonly byRule = new Map<string, { readonly weights: readonly number[]; readonly splitter: Splitter }>();

  /** Position of the destination that gets the next request under this rule. */
  next(rule: string, weights: readonly number[]): number {
    if (weights.length === 1) return 0;
    const known = this.byRule.get(rule);
    if (known !== undefined && sameNumbers(known.weights, weights)) return known.splitter.next();
    const splitter = new Splitter(weights);
    this.byRule.set(rule, { weights, splitter });
    return splitter.next();
  }

  /** Forgets the rules that nobody will ask for again. */
  keep(wanted: (rule: string) => boolean): void {
    for (const rule of this.byRule.keys()) if (!wanted(rule)) this.byRule.delete(rule);
  }
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

/** Longest round; its square times twice the number of destinations stays far below 2^53. */
const LONGEST_ROUND = 1e6;

/**
 * Weights in the same proportions as whole numbers. Decimals as people write them (33.3) stay exact; proportions too fine
 * for a round of a million are rounded to millionths, and nobody who has a weight is left without one.
 */
function wholeWeights(weights: readonly number[]): readonly number[] {
  const usable = weights.map((weight) => (Number.isFinite(weight) && weight > 0 ? weight : 0));
  for (const factor of [1, 10, 100, 1000, 10_000]) {
    const scaled = usable.map((weight) => weight * factor);
    const whole = scaled.map(Math.round);
    const exact = scaled.every((weight, at) => Math.abs(weight - whole[at]!) < 1e-9 * Math.max(1, weight));
    if (exact && sum(whole) <= LONGEST_ROUND) return inLowestTerms(whole);
  }
  const total = sum(usable);
  const parts = usable.map((weight) => (weight === 0 ? 0 : Math.max(1, Math.round((weight / total) * LONGEST_ROUND))));
  return inLowestTerms(parts);
}

function inLowestTerms(weights: readonly number[]): readonly number[] {
  const divisor = weights.reduce(greatestCommonDivisor, 0);
  return divisor === 0 ? weights : weights.map((weight) => weight / divisor);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
