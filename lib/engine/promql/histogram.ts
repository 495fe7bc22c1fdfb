import { labelsKey, without } from './labels';
import type { Labels } from './series';
import type { VectorSample } from './answer';

interface Bucket {
  readonly upper: number;
  readonly count: number;
}

/**
 * `histogram_quantile` over classic buckets: cumulative counts by the label `le`. Values are taken to be spread evenly
 * within a bucket, and the lowest bucket to begin at zero unless its bound is below.
 */
export function histogramQuantile(q: number, vector: readonly VectorSample[]): VectorSample[] {
  const groups = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of vector) {
    const upper = parseBound(labels['le']);
    if (upper === undefined) continue;
    const rest = without(labels, ['__name__', 'le']);
    const key = labelsKey(rest);
    const group = groups.get(key) ?? { labels: rest, buckets: [] };
    group.buckets.push({ upper, count: value });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(q, buckets) }));
}

function parseBound(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  if (/^[+]?inf$/i.test(text)) return Infinity;
  const bound = Number(text);
  return Number.isNaN(bound) ? undefined : bound;
}

function bucketQuantile(q: number, all: readonly Bucket[]): number {
  if (Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const buckets = monotonic(merged(all));
  const top = buckets.at(-1);
  if (top === undefined || top.upper !== Infinity || buckets.length < 2) return NaN;
  if (top.count === 0 || Number.isNaN(top.count)) return NaN;

  const rank = q * top.count;
  const index = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  const bucket = buckets[index];
  if (bucket === undefined) return buckets.at(-2)?.upper ?? NaN;
  const below = buckets[index - 1];
  if (below === undefined && bucket.upper <= 0) return bucket.upper;
  const lower = below?.upper ?? 0;
  const before = below?.count ?? 0;
  return lower + (bucket.upper - lower) * ((rank - before) / (bucket.count - before));
}

/** By bound; counts of one bound, written differently, are one. */
function merged(buckets: readonly Bucket[]): Bucket[] {
  const counts = new Map<number, number>();
  for (const { upper, count } of buckets) counts.set(upper, (counts.get(upper) ?? 0) + count);
  return [...counts].map(([upper, count]) => ({ upper, count })).sort((a, b) => a.upper - b.upper);
}

/** A scrape that catches buckets at different moments may give a lower count above: it counts as the one below. */
function monotonic(buckets: readonly Bucket[]): Bucket[] {
  let highest = -Infinity;
  return buckets.map(({ upper, count }) => {
    highest = Math.max(highest, count);
    return { upper, count: highest };
  });
}
