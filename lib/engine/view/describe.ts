import { formatValue } from '../alert';
import type { Metrics } from '../event';
import { isTrialAttempt } from '../id';
import type { Entry } from '../journal';

/** One line of the journal, for people. */
export interface Line {
  readonly time: number;
  /** What it is about: a sensor, a task run, a version, an alert. */
  readonly subject: string;
  /** What happened, in a few words that start with a status word. */
  readonly text: string;
  readonly reason: string;
  /** Whether a person who follows along wants to see it; the rest is for `--why` and the journal itself. */
  readonly notable: boolean;
}

/** How every reader (terminal, `get --why`, the web) says a journal entry. */
export function describeEntry(entry: Entry): Line {
  const { subject, text, notable = true } = say(entry);
  return { time: entry.time, subject, text, reason: entry.reason, notable };
}

type Said = Pick<Line, 'subject' | 'text'> & { readonly notable?: boolean };

function say(entry: Entry): Said {
  switch (entry.type) {
    case 'AxonApplied':
      return { subject: 'axon', text: `Applied spec ${entry.hash}` };
    case 'EventReceived':
      return {
        subject: entry.sensor,
        text: `heard ${entry.trigger || 'the start'}`,
        notable: entry.event.type !== 'task',
      };
    case 'EventFiltered':
      return { subject: entry.sensor, text: `Filtered an event of ${entry.trigger}` };
    case 'EventsSuperseded':
      return { subject: entry.sensor, text: `Superseded ${entry.ids.length} older events of ${entry.trigger}` };
    case 'EventsDeadLettered':
      return { subject: entry.sensor, text: `DeadLettered ${entry.ids.length} events of ${entry.trigger}` };
    case 'CalendarSkipped':
      return { subject: entry.sensor, text: `Skipped ${entry.trigger}` };
    case 'SensorHeld':
      return { subject: entry.sensor, text: 'Held' };
    case 'SensorGated':
      return { subject: entry.sensor, text: 'Gated' };
    case 'RunStarted':
      return { subject: entry.sensor, text: `Fired run ${entry.run}` };
    case 'RunCancelled':
      return { subject: entry.run, text: 'Cancelled' };
    case 'RunEnded':
      return { subject: `run ${entry.run}`, text: entry.phase, notable: entry.phase === 'Failed' };
    case 'RunsRetired':
      return { subject: 'axon', text: `Retired ${entry.runs.length} runs`, notable: false };
    case 'VersionsForgotten':
      return { subject: entry.deployer, text: `Forgot ${entry.versions.length} versions`, notable: false };
    case 'TaskRunStarted':
      return { subject: entry.taskRun, text: 'Pending', notable: false };
    case 'AttemptStarted':
      return { subject: entry.name, text: 'Starting', notable: entry.attempt > 1 };
    case 'AttemptRunning':
      return { subject: entry.name, text: 'Running', notable: !isTrialAttempt(entry.name) };
    case 'AttemptStopping':
      return { subject: entry.name, text: `Stopping (${entry.outcome})` };
    case 'AttemptEnded':
      return { subject: entry.name, text: entry.outcome, notable: entry.outcome !== 'Succeeded' };
    case 'RetryScheduled':
      return { subject: entry.taskRun, text: 'Retrying' };
    case 'TrialRecorded':
      return {
        subject: entry.taskRun,
        text: `trial ${entry.trial} ${entry.loss === undefined ? 'Failed' : 'Succeeded'}`,
      };
    case 'StudyDecided':
      return { subject: entry.taskRun, text: entry.decision };
    case 'TaskRunEnded':
      return {
        subject: entry.taskRun,
        text: `${entry.phase}${entry.cached ? ' (cached)' : ''}${listMetrics(entry.metrics)}`,
      };
    case 'VersionCreated':
      return { subject: entry.version, text: `Starting version ${entry.number}` };
    case 'VersionChanged':
      return { subject: entry.version, text: entry.phase, notable: entry.phase !== 'Ready' };
    case 'RollbackStarted':
      return { subject: entry.version, text: 'Starting again, to be gone back to' };
    case 'PromotionStarted':
      return { subject: entry.version, text: 'Starting again, to be promoted' };
    case 'RolledBack':
      return { subject: entry.deployer, text: `RolledBack to ${entry.version}${inPlaceOf(entry.from)}` };
    case 'Promoted':
      return { subject: entry.deployer, text: `Promoted ${entry.version}` };
    case 'RollbackFailed':
      return { subject: entry.deployer, text: `Failed to roll back to ${entry.version}` };
    case 'PromotionFailed':
      return { subject: entry.deployer, text: `Failed to promote ${entry.version}` };
    case 'AlertChanged':
      return { subject: entry.trigger, text: `${entry.to} (was ${entry.from})` };
    case 'Paused':
    case 'Resumed':
      return { subject: entry.sensor ?? 'axon', text: entry.type };
  }
}

function inPlaceOf(versions: readonly string[]): string {
  return versions.length === 0 ? '' : ` in place of ${versions.join(', ')}`;
}

/** ` accuracy=0.97 loss=0.11`, or nothing. */
export function listMetrics(metrics: Metrics): string {
  return Object.entries(metrics)
    .map(([name, value]) => ` ${name}=${formatValue(value)}`)
    .join('');
}
