/** How often a property is tried: many times in CI, which sets `CI`, and few at a desk, where the same seed tries the first of them. */
export function runs(few: number, many: number): number {
  return process.env['CI'] === undefined ? few : many;
}
