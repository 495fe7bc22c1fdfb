import type { VersionPhase } from '../journal';

/** Whether a version answers, or will: what serves it has to be up. */
export function isLive(phase: VersionPhase): boolean {
  return phase === 'Starting' || isUp(phase);
}

/** Whether a version answered once and does not any more: it can come up again if a person asks for it. */
export function isPast(phase: VersionPhase): phase is 'Retired' | 'RolledBack' {
  return phase === 'Retired' || phase === 'RolledBack';
}

/** Whether a version has come up and is neither retired, rolled back nor failed. */
export function isUp(phase: VersionPhase): boolean {
  return phase === 'Ready' || phase === 'Serving';
}
