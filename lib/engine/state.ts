import type { AlertState } from './alert';
import type { AxonEvent, Metrics } from './event';
import type { EventIds } from './event-ids';
import type {
  AttemptOutcome,
  BackendPick,
  Consumed,
  Content,
  Facts,
  Moved,
  Phase,
  TaskPaths,
  VersionPhase,
} from './journal';
import type { Study, StudyDecision } from './tuning/study';

/**
 * What the journal amounts to. It is changed only by `applyEntry`, in place: the fold owns it, everyone else reads.
 *
 * The hot questions (what runs, what waits) have indices of their own, so that a step costs the same at any length of
 * history.
 */
export interface AxonState {
  /** Hash of the spec in force; empty before the first `AxonApplied`. */
  hash: string;
  incarnation: string;
  paused: boolean;
  readonly sensors: Map<string, SensorState>;
  readonly runs: Map<string, RunState>;
  readonly taskRuns: Map<string, TaskRunState>;
  /** Live attempts by name. */
  readonly attempts: Map<string, AttemptState>;
  /** Runs that have not ended. */
  readonly activeRuns: Set<string>;
  readonly lastSucceeded: Map<string, string>;
  readonly lastEnded: Map<string, string>;
  readonly deployers: Map<string, DeployerState>;
  /** By `sensor/trigger`. */
  readonly alerts: Map<string, AlertState>;
  /** Last occurrence handled, by `sensor/trigger`. */
  readonly calendars: Map<string, number>;
  /** Task runs whose results may be used again, by content key. */
  readonly cache: Map<string, string>;
  /** What still follows from the last event of each alert: how many runs are active, and when the last one ended. */
  readonly descents: Map<string, { active: number; endedAt: number }>;
}

export interface SensorState {
  /** By trigger; oldest first. The start of the axon waits under the empty name. */
  readonly pending: Map<string, AxonEvent[]>;
  /** Ids that have counted, by trigger. */
  readonly counted: Map<string, EventIds>;
  lastFiredAt?: number;
  lastArrivalAt?: number;
  paused: boolean;
  readonly activeRuns: Set<string>;
  /** Why it does not fire although it could, as last journalled. */
  held?: { reason: string; until?: number };
  /** The incarnation of the axon whose start it has heard. */
  startedIn?: string;
  /** How many starts it has heard, those that a restart asked for included. */
  starts: number;
  lastRun?: string;
  lastGated?: { time: number; reason: string };
}

export interface RunState {
  readonly id: string;
  readonly sensor: string;
  readonly hash: string;
  readonly consumed: readonly Consumed[];
  /** The run whose data directory this one uses. */
  readonly data: string;
  readonly startedAt: number;
  readonly reason: string;
  readonly facts: Facts;
  phase: Phase;
  endedAt?: number;
  endReason?: string;
  /** By action index; absent means not started. */
  readonly taskRuns: (string | undefined)[];
  /** Events of alerts from which this run descends: those that were their alert's last when it started. */
  readonly roots: readonly string[];
  cancelled: boolean;
}

export interface TaskRunState {
  readonly id: string;
  readonly run: string;
  readonly action: number;
  /** The task, or for a deploy action the deployer. */
  readonly subject: string;
  readonly paths: TaskPaths;
  readonly inputs: Readonly<Record<string, TaskPaths>>;
  readonly content?: Content;
  readonly cacheKey?: string;
  readonly cachedFrom?: string;
  readonly startedAt: number;
  phase: Phase;
  runningAt?: number;
  endedAt?: number;
  reason: string;
  metrics: Metrics;
  cached: boolean;
  /** Where the model is once it ended. */
  model: string;
  /** Of a deploy action. */
  version?: string;
  /** Attempts begun for the task itself; those of trials are counted in `trials`. */
  attempts: number;
  lost: number;
  retryAt?: number;
  readonly study?: Study;
  /** What the study decided on its last result. */
  decisions: readonly StudyDecision[];
  /** Its attempts that have not ended, by name. */
  readonly live: Map<string, AttemptState>;
  readonly trials: Map<string, TrialState>;
  /** Those of its trials that wait for their next attempt. */
  readonly waiting: Map<string, TrialState>;
}

export interface TrialState {
  readonly id: string;
  attempts: number;
  lost: number;
  retryAt?: number;
  phase: Phase;
  metrics: Metrics;
  loss?: number;
}

export interface AttemptState {
  readonly name: string;
  readonly taskRun: string;
  readonly attempt: number;
  readonly trial?: string;
  readonly startedAt: number;
  runningAt?: number;
  stopping?: AttemptOutcome;
}

export interface DeployerState {
  /** The last spec in force that had it: how it serves once an edit has removed it. */
  spec: string;
  /** Oldest first, by number; retired ones are dropped with retention. */
  readonly versions: VersionState[];
  lastNumber: number;
  /** The oldest version that rollout indices count: the last one that a person promoted or went back to. */
  base?: string;
  /** A rollback or promotion that waits until its version is up again. */
  move?: Move;
}

/** What a person decided about the versions of a deployer, while it waits. */
export interface Move extends Omit<Moved, 'deployer'> {
  readonly kind: 'rollback' | 'promote';
  readonly reason: string;
  /** Of its version, to which that returns if it does not come up. */
  readonly before: VersionPhase;
}

export interface VersionState {
  readonly deployer: string;
  readonly name: string;
  readonly number: number;
  readonly run: string;
  readonly taskRun: string;
  readonly hash: string;
  readonly data: string;
  readonly picks: readonly BackendPick[];
  readonly createdAt: number;
  phase: VersionPhase;
  changedAt: number;
  reason: string;
}

export function emptyState(): AxonState {
  return {
    hash: '',
    incarnation: '',
    paused: false,
    sensors: new Map(),
    runs: new Map(),
    taskRuns: new Map(),
    attempts: new Map(),
    activeRuns: new Set(),
    lastSucceeded: new Map(),
    lastEnded: new Map(),
    deployers: new Map(),
    alerts: new Map(),
    calendars: new Map(),
    cache: new Map(),
    descents: new Map(),
  };
}

export function sensorState(state: AxonState, sensor: string): SensorState {
  let found = state.sensors.get(sensor);
  if (found === undefined) {
    found = { pending: new Map(), counted: new Map(), paused: false, activeRuns: new Set(), starts: 0 };
    state.sensors.set(sensor, found);
  }
  return found;
}

export function triggerKey(sensor: string, trigger: string): string {
  return `${sensor}/${trigger}`;
}
