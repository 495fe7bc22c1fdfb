import { isTrialAttempt } from '../../engine/id';
import type { Entry } from '../../engine/journal';
import { describeEntry } from '../../engine/view/describe';

/** What `kubectl describe` and `kubectl events` show of one entry of the journal. */
export interface Told {
  readonly type: 'Normal' | 'Warning';
  /** One word that begins with a capital. */
  readonly reason: string;
  readonly note: string;
}

/** Longest note that the API server takes. */
const LONGEST = 1024;

/** An action of the runtime as an Event; undefined for what only the journal needs to have. */
export function toldOf(entry: Entry): Told | undefined {
  const reason = reasonOf(entry);
  if (reason === undefined) return undefined;
  const { subject, text } = describeEntry(entry);
  return {
    type: /Failed|Lost|TimedOut|Unknown|DeadLettered/.test(reason) ? 'Warning' : 'Normal',
    reason,
    note: noteOf(`${subject}: ${text}: ${entry.reason}`),
  };
}

/** As much of a text as fits a note. */
export function noteOf(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

function reasonOf(entry: Entry): string | undefined {
  switch (entry.type) {
    case 'AxonApplied':
    case 'EventsDeadLettered':
    case 'SensorHeld':
    case 'SensorGated':
    case 'RunStarted':
    case 'RunCancelled':
    case 'RetryScheduled':
    case 'VersionCreated':
    case 'RollbackStarted':
    case 'RolledBack':
    case 'RollbackFailed':
    case 'PromotionStarted':
    case 'Promoted':
    case 'PromotionFailed':
    case 'Paused':
    case 'Resumed':
      return entry.type;
    case 'AttemptStarted':
      return isTrialAttempt(entry.name) ? undefined : entry.type;
    case 'AttemptEnded':
      return isTrialAttempt(entry.name) && entry.outcome === 'Succeeded' ? undefined : `Attempt${entry.outcome}`;
    case 'TaskRunEnded':
      return `TaskRun${entry.phase}`;
    case 'RunEnded':
      return `Run${entry.phase}`;
    case 'VersionChanged':
      return `Version${entry.phase}`;
    case 'AlertChanged':
      return entry.from === entry.to ? undefined : `Alert${entry.to}`;
    case 'EventReceived':
    case 'EventFiltered':
    case 'EventsSuperseded':
    case 'CalendarSkipped':
    case 'TaskRunStarted':
    case 'AttemptRunning':
    case 'AttemptStopping':
    case 'TrialRecorded':
    case 'StudyDecided':
    case 'RunsRetired':
    case 'VersionsForgotten':
      return undefined;
  }
}
