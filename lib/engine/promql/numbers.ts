/**
 * A sum that keeps what rounding would lose, as Prometheus adds (Neumaier's improvement of Kahan's method): 1e100 + 1 - 1e100
 * is 1.
 */
export function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    if (Math.abs(total) >= Math.abs(value)) lost += total - next + value;
    else lost += value - next + total;
    total = next;
    if (!Number.isFinite(total)) lost = 0;
  }
  return total + lost;
}

/** The mean; where the sum would overflow, the mean of what has been seen is carried along instead. */
export function mean(values: readonly number[]): number {
  const total = sum(values);
  if (Number.isFinite(total) || !values.every(Number.isFinite)) return total / values.length;
  return values.reduce((average, value, i) => average + (value / (i + 1) - average / (i + 1)), 0);
}

/** The least value; NaN only when there is no number. */
export function least(values: readonly number[]): number {
  return values.reduce((a, b) => (b < a || Number.isNaN(a) ? b : a), NaN);
}

/** The greatest value; NaN only when there is no number. */
export function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => (b > a || Number.isNaN(a) ? b : a), NaN);
}

/** The value below which a share `q` of the values lies, interpolated between neighbours; NaN sorts below every number. */
export function quantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? -1 : Number.isNaN(b) ? 1 : a - b));
  const rank = q * (sorted.length - 1);
  const lower = Math.floor(rank);
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - lower;
  return (sorted[lower] ?? NaN) * (1 - weight) + (sorted[upper] ?? NaN) * weight;
}

/** The power, by the rules of IEEE 754 where JavaScript departs: a power of 1, and a power of -1 to infinity, is 1. */
export function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}
