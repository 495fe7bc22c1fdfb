import type { SeriesSample } from './series';

/**
 * How much a counter has grown over a window, extrapolated to the window's edges as Prometheus 3 does
 * (`extrapolatedRate` of its promql/functions.go). Absent with fewer than two samples.
 *
 * - A value below the one before is a restart from zero: what was counted until then is added.
 * - Growth is extended to an edge when the edge is at most 1.1 mean distances away, else by half a mean distance.
 * - It is never extended to before the counter was zero. Prometheus before 3 looks for that zero before it
 *   shortens the way to the edge; the answers differ for counters that begin inside the window.
 *
 * @param from start of the window in milliseconds
 * @param to end of the window in milliseconds
 */
export function increase(samples: readonly SeriesSample[], from: number, to: number): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 2) return undefined;

  let grown = last.v - first.v;
  samples.forEach(({ v }, i) => {
    const before = samples[i - 1];
    if (before !== undefined && v < before.v) grown += before.v;
  });

  const sampled = last.t - first.t;
  const distance = sampled / (samples.length - 1);
  const near = distance * 1.1;
  let toStart = first.t - from;
  if (toStart >= near) toStart = distance / 2;
  if (grown > 0 && first.v >= 0) toStart = Math.min(toStart, sampled * (first.v / grown));
  let toEnd = to - last.t;
  if (toEnd >= near) toEnd = distance / 2;
  return grown * ((sampled + toStart + toEnd) / sampled);
}
