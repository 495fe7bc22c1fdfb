import { describeEntry } from '../../engine/view/describe';
import type { Entry } from '../../engine/journal';

/** What a run needs to tell at its end. */
export interface Told {
  journal(): readonly Entry[];
}

const DECISIVE: ReadonlySet<Entry['type']> = new Set(['RunStarted', 'SensorGated', 'VersionCreated', 'AlertChanged']);

/** What happened and why: the decisions of the loop, oldest first, at most the last twenty. */
export function summary(told: Told): string[] {
  const entries = told.journal().filter(({ type }) => DECISIVE.has(type));
  const versions = entries.filter(({ type }) => type === 'VersionCreated').length;
  const head = `what happened, and why (${versions} version${versions === 1 ? '' : 's'} so far):`;
  const lines = entries.slice(-20).map((entry) => {
    const { subject, text, reason } = describeEntry(entry);
    return `  ${new Date(entry.time).toISOString().slice(11, 19)} ${subject} ${text}: ${reason}`;
  });
  return [head, ...lines];
}
