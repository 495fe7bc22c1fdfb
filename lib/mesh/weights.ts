/** Both kinds of routes take whole numbers; Gateway API none above this. */
const MAX_WEIGHT = 1_000_000;

/** What a fraction is written out of: a part of a thousandth of a percent moves nobody. */
const PARTS = 100_000;

/**
 * Weights as a mesh takes them: whole numbers, whose shares are those asked for.
 *
 * - One alone is the whole, 100.
 * - Whole weights stay as they are written, so that who reads the object finds the numbers of the axon.
 * - Others become parts of 100,000, and none that is more than nothing becomes nothing.
 */
export function meshWeights(weights: readonly number[]): readonly number[] {
  if (weights.length === 1) return [100];
  if (weights.every((weight) => Number.isInteger(weight) && weight <= MAX_WEIGHT)) return weights;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight > 0 ? Math.max(1, Math.round((weight / sum) * PARTS)) : 0));
}
