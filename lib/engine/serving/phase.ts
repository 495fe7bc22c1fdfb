import type { VersionPhase } from '../journal';

/** Whether a version answers, or will: what serves it has to be up. */
export function isLive(phase: VersionPhase): boolean {
  return phase === 'Starting' || isUp(phase);
}

/** Whether a version has come up and is neither retired nor failed: rollout indices count it. */
export function isUp(phase: VersionPhase): boolean {
  return phase === 'Ready' || phase === 'Serving';
}
