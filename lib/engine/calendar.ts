import type { Cron } from '../spec/lang/cron';

const known = new WeakMap<Cron, { readonly from: number; readonly due: number | undefined }>();

/**
 * The first occurrence after `from`, in milliseconds since 1970. A schedule is searched once per occurrence, not once per
 * step: the search is the most expensive thing a quiet loop does.
 */
export function nextDue(cron: Cron, from: number): number | undefined {
  const last = known.get(cron);
  if (last?.from === from) return last.due;
  const due = cron.next(from);
  known.set(cron, { from, due });
  return due;
}

/**
 * The last `most` occurrences after `from`, up to and with `until`, oldest first.
 *
 * What it costs grows with `most` and hardly with the time between: a start of which `most` are left is found by halving.
 */
export function lastOccurrences(cron: Cron, from: number, until: number, most: number): readonly number[] {
  const all = firstOccurrences(cron, from, until, most + 1);
  if (all.length <= most) return all;
  let [early, late] = [from, until];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (firstOccurrences(cron, middle, until, most).length === most) early = middle;
    else late = middle;
  }
  return firstOccurrences(cron, early, until, most);
}

function firstOccurrences(cron: Cron, from: number, until: number, most: number): readonly number[] {
  const times: number[] = [];
  for (let due = cron.next(from); due !== undefined && due <= until; due = cron.next(due)) {
    times.push(due);
    if (times.length === most) break;
  }
  return times;
}
