import { claimAge, exited, readClaim, readExit, wasKilled, type Exit } from './attempt-files';
import { startTimeOf } from './identity';

export type ProcessState =
  | { readonly state: 'unclaimed' }
  /** `pid` leads the process group; 0 in the instant in which the claim is written. */
  | { readonly state: 'running'; readonly pid: number; readonly startTime: string }
  | Exit;

/** A claim is written in microseconds; one that stays empty for longer (in ms) belongs to a wrapper that died in it. */
const CLAIM_PATIENCE = 2000;

/**
 * What an attempt's folder and the process table say of it; changes nothing.
 *
 * A recorded exit decides, whatever lives; without one, the wrapper that claimed the attempt lives or the attempt is
 * lost.
 */
export function inspect(dir: string): ProcessState {
  const before = readExit(dir);
  if (before !== undefined) return before;
  const claim = readClaim(dir);
  if (claim === undefined) return { state: 'unclaimed' };
  if (claim === 'empty') {
    if (claimAge(dir, Date.now()) < CLAIM_PATIENCE) return { state: 'running', pid: 0, startTime: '' };
    return { state: 'lost', reason: 'its wrapper ended before it could say who it is (is the disk full?)' };
  }
  if (claim.pid === 0) return { state: 'lost', reason: 'it was cancelled before it began' };
  if (startTimeOf(claim.pid) === claim.startTime) return { state: 'running', ...claim };
  // The wrapper may have recorded the exit and ended since the first look.
  const after = readExit(dir);
  if (after !== undefined) return after;
  if (wasKilled(dir)) return exited(128 + 9);
  return { state: 'lost', reason: `process ${claim.pid} is gone and left no exit status` };
}
