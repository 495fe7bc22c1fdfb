import type { Metrics } from '../engine/event';
import type { LiveMetrics } from '../engine/ports';
import type { SeriesSource } from '../engine/promql/series';

/** Over how long a serving metric is averaged before `improves` compares with it. */
const WINDOW = 10 * 60_000;

/** Averages of what a version's code reported while serving, over the last ten minutes; absent without samples. */
export function liveMetrics(axon: string, series: SeriesSource, now: () => number): LiveMetrics {
  return (deployer, version) => {
    const until = now();
    const matchers = Object.entries({ axon, deployer, version, source: 'serving' }).map(([name, value]) => ({
      name,
      op: '=' as const,
      value,
    }));
    const sums = new Map<string, { sum: number; count: number }>();
    for (const { labels, samples } of series.select(matchers, until - WINDOW, until)) {
      const name = labels['__name__'] ?? '';
      const total = sums.get(name) ?? { sum: 0, count: 0 };
      for (const { v, stale } of samples) {
        if (stale || !Number.isFinite(v)) continue;
        total.sum += v;
        total.count += 1;
      }
      sums.set(name, total);
    }
    const metrics: Record<string, number> = {};
    for (const [name, { sum, count }] of sums) if (count > 0) metrics[name] = sum / count;
    return metrics satisfies Metrics;
  };
}
