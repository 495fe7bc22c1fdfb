import type { MetricSnapshot } from '../../control/metric-registry';

/** Bytes of text kept of one axon: what changes is written again whole, and etcd keeps every writing for a while. */
const MOST_BYTES = 256 * 1024;

export interface KeptSnapshot {
  readonly text: string;
  /** Series for which there was no room. */
  readonly dropped: number;
}

/** A snapshot as text of bounded size: of series, those that were there first. */
export function keptSnapshot(snapshot: MetricSnapshot, most: number = MOST_BYTES): KeptSnapshot {
  const empty = JSON.stringify({ ...snapshot, series: [] });
  let room = most - Buffer.byteLength(empty);
  const series = snapshot.series.filter((one) => {
    const size = Buffer.byteLength(JSON.stringify(one)) + 1;
    if (size > room) return false;
    room -= size;
    return true;
  });
  return { text: JSON.stringify({ ...snapshot, series }), dropped: snapshot.series.length - series.length };
}

/** @returns undefined for what no release of ours wrote: an edit by hand, say */
export function readSnapshot(text: string | undefined): MetricSnapshot | undefined {
  try {
    const value = JSON.parse(text ?? '') as MetricSnapshot;
    const lists = [value.series, value.earlierRuns, value.retired];
    return lists.every((list) => Array.isArray(list)) && typeof value.runs === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}
