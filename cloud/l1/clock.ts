/** The day against which versions are held unless another is given, such as `2026-11-26`. Nothing else of the stacks reads a clock. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
