import type { Entry } from '../engine/journal';
import { tellStep } from '../engine/view/tell-step';

/** A line for whoever follows along: what it is about, and what happened. */
export type Say = (subject: string, text: string) => void;

/** Says what entries of one step amount to, and where a version answers that begins to serve. */
export function tellEntries(
  entries: readonly Entry[],
  endpoints: () => Readonly<Record<string, string>>,
  say: Say,
): void {
  for (const { subject, text, reason } of tellStep(entries))
    say(subject, `${text}${reason === '' ? '' : `: ${reason}`}`);
  for (const entry of entries) {
    if (entry.type !== 'VersionChanged' || entry.phase !== 'Serving') continue;
    const url = endpoints()[entry.deployer];
    if (url !== undefined) say(entry.deployer, `answers on ${url}`);
  }
}
