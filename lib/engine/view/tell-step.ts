import type { Entry } from '../journal';
import { describeEntry, type Line } from './describe';

/**
 * What a person who follows along reads of one step of the loop.
 *
 * - Of its entries those that are notable, in their order.
 * - A reason is said once: an attempt whose failure ends its task run or trial is told by the line of that, and a run
 *   that ends with its task run does not say why again.
 */
export function tellStep(entries: readonly Entry[]): readonly Line[] {
  const told: string[] = [];
  return entries.flatMap((entry, index) => {
    const line = describeEntry(entry);
    if (!line.notable || isToldBy(entry, entries.slice(index + 1))) return [];
    const reason = untold(entry.reason, told);
    told.push(entry.reason);
    return [{ ...line, reason }];
  });
}

function isToldBy({ type, reason }: Entry, later: readonly Entry[]): boolean {
  if (type !== 'AttemptEnded') return false;
  return later.some(
    (one) => (one.type === 'TaskRunEnded' || one.type === 'TrialRecorded') && one.reason.startsWith(reason),
  );
}

/** `Train Failed: it ended with exit code 1` is `Train Failed` once the rest of it has been told. */
export function untold(reason: string, told: readonly string[]): string {
  const known = told.find((one) => one !== '' && reason.endsWith(`: ${one}`));
  return known === undefined ? reason : reason.slice(0, -known.length - 2);
}
