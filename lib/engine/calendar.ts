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
