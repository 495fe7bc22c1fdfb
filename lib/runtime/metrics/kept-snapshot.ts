import type { MetricSnapshot } from '../../control/metric-registry';
import { isObject } from '../../spec/plain-object';

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

/** @returns undefined for what no release of ours wrote, whatever part of it that is: an edit by hand, say */
export function readSnapshot(text: string): MetricSnapshot | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSnapshot(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSnapshot(value: unknown): value is MetricSnapshot {
  if (!isObject(value)) return false;
  const { series, runs, earlierRuns, retired } = value;
  return isList(series, isSeries) && isTexts(runs) && isList(earlierRuns, isText) && isList(retired, isText);
}

function isSeries(value: unknown): value is MetricSnapshot['series'][number] {
  if (!isObject(value)) return false;
  const { axon, name, type, value: last, source, labels } = value;
  return (
    isText(axon) &&
    isText(name) &&
    (type === undefined || type === 'Gauge' || type === 'Counter') &&
    (Number.isFinite(last) || last === 'NaN' || last === '+Inf' || last === '-Inf') &&
    isTexts(source) &&
    (source['kind'] === 'task' || source['kind'] === 'serving') &&
    isTexts(labels)
  );
}

function isList<T>(value: unknown, isOne: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isOne);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
