import { describeEntry, listMetrics } from '../../engine/view/describe';
import type { AxonView } from '../../engine/view/axon-view';
import type { Entry } from '../../engine/journal';
import { isDecision } from '../decisions';

/** What a run needs to tell at its end. */
export interface Told {
  journal(): readonly Entry[];
  view(): AxonView;
}

/** Decisions that are told; earlier ones are in `get --why`. */
const MOST = 20;

/** What happened and why: the decisions of the loop and what failed, oldest first; then what served until now. */
export function summary(told: Told): string[] {
  const entries = told.journal().filter(isDecision);
  const versions = entries.filter(({ type }) => type === 'VersionCreated').length;
  const left = entries.length - MOST;
  const before = left > 0 ? `; ${left} decisions before are in myelin get ${told.view().axon} --why` : '';
  const head = `what happened, and why (${versions} version${versions === 1 ? '' : 's'} so far${before}):`;
  const lines = entries.slice(-MOST).map((entry) => {
    const { subject, text, reason } = describeEntry(entry);
    return `  ${new Date(entry.time).toISOString().slice(11, 19)} ${subject} ${text}${reason === '' ? '' : `: ${reason}`}`;
  });
  return [head, ...lines, ...serving(told.view())];
}

function serving({ deployers }: AxonView): string[] {
  return Object.entries(deployers).map(([name, { versions }]) => {
    const newest = versions.find(({ phase }) => phase === 'Serving');
    if (newest === undefined) return `  ${name} has served no version yet`;
    const metrics = listMetrics(newest.metrics);
    return `  ${name} served version ${newest.version}, ${newest.name}${metrics === '' ? '' : `,${metrics}`}`;
  });
}
