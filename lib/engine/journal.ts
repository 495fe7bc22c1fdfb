import type { AxonEvent, Metrics } from './event';
import type { AlertPhase } from './alert';
import type { StudyDecision } from './tuning/study';

/** How an attempt ended. Lost: nobody can say, so it is tried again outside the retry limit. */
export type AttemptOutcome = 'Succeeded' | 'Failed' | 'TimedOut' | 'Cancelled' | 'Lost';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export type VersionPhase = 'Starting' | 'Ready' | 'Serving' | 'Retired' | 'RolledBack' | 'Failed';

/** An event that a firing took from a trigger's queue. */
export interface Consumed {
  readonly trigger: string;
  readonly event: AxonEvent;
}

/** The directories that a task run is given, as tokens that the hands turn into paths. */
export interface TaskPaths {
  /** The run whose data directory is DATA_PATH. */
  readonly data: string;
  /** The task run, or trial in it, whose model directory is MODEL_PATH. */
  readonly model: string;
}

/** What a task runs. */
export interface Code {
  /** Content hash of its build, or the digest of its image. */
  readonly build: string;
  /** Of the git artifact that it was built from. @default - it was not built from git */
  readonly commit?: string;
}

/** What the result of a task run depends on, each part as a hash. */
export interface Content extends Partial<Code> {
  /** The task as written with its parameters, and what the action adds. */
  readonly parameters: string;
  /** Everything that wrote into its data directory before. */
  readonly data: string;
}

/** Which training a backend of a version serves. */
export interface BackendPick {
  readonly model: string;
  readonly backend: string;
  /** @default - the backend has no trainer */
  readonly taskRun?: string;
  /** Data and model directories of that training, as tokens. */
  readonly data?: string;
  readonly modelPath?: string;
  readonly metrics: Metrics;
  readonly reason: string;
  /** What the backend's server runs. @default - unknown */
  readonly code?: Code;
}

/**
 * One fact of the loop. The entries in order are the whole memory: applying them again gives the state back.
 *
 * Every decision carries its reason in words, and where it rested on values, those values.
 */
export type Entry = { readonly time: number; readonly reason: string } & EntryBody;

export type EntryBody =
  | { readonly type: 'AxonApplied'; readonly hash: string; readonly incarnation: string }
  | { readonly type: 'EventReceived'; readonly sensor: string; readonly trigger: string; readonly event: AxonEvent }
  | { readonly type: 'EventFiltered'; readonly sensor: string; readonly trigger: string; readonly event: AxonEvent }
  | {
      readonly type: 'EventsSuperseded' | 'EventsDeadLettered';
      readonly sensor: string;
      readonly trigger: string;
      readonly ids: readonly string[];
    }
  | { readonly type: 'CalendarSkipped'; readonly sensor: string; readonly trigger: string; readonly scheduled: number }
  | { readonly type: 'SensorHeld'; readonly sensor: string; readonly until?: number }
  | {
      readonly type: 'SensorGated';
      readonly sensor: string;
      readonly consumed: readonly Consumed[];
      readonly facts: Facts;
    }
  | {
      readonly type: 'RunStarted';
      readonly run: string;
      readonly sensor: string;
      readonly hash: string;
      readonly consumed: readonly Consumed[];
      readonly data: string;
      readonly facts: Facts;
    }
  | {
      readonly type: 'TaskRunStarted';
      readonly taskRun: string;
      readonly run: string;
      readonly action: number;
      /** The task, or for a deploy action the deployer. */
      readonly subject: string;
      readonly paths: TaskPaths;
      /** `DATA_PATH_<Task>` and `MODEL_PATH_<Task>` of the other tasks. */
      readonly inputs: Readonly<Record<string, TaskPaths>>;
      /** @default - of a deploy action, whose backends tell their own */
      readonly content?: Content;
      readonly cacheKey?: string;
      /** The earlier task run whose result is used again. */
      readonly cachedFrom?: string;
    }
  | {
      readonly type: 'AttemptStarted';
      readonly taskRun: string;
      readonly attempt: number;
      readonly name: string;
      readonly trial?: string;
    }
  | { readonly type: 'AttemptRunning'; readonly name: string }
  | { readonly type: 'AttemptStopping'; readonly name: string; readonly outcome: 'TimedOut' | 'Cancelled' }
  | {
      readonly type: 'AttemptEnded';
      readonly name: string;
      readonly outcome: AttemptOutcome;
      readonly exitCode?: number;
      readonly metrics: Metrics;
    }
  | { readonly type: 'RetryScheduled'; readonly taskRun: string; readonly trial?: string; readonly due: number }
  | {
      readonly type: 'TrialRecorded';
      readonly taskRun: string;
      readonly trial: string;
      readonly loss?: number;
      readonly metrics: Metrics;
    }
  | {
      readonly type: 'TaskRunEnded';
      readonly taskRun: string;
      readonly phase: 'Succeeded' | 'Failed';
      readonly metrics: Metrics;
      readonly cached: boolean;
      /** Where the model is, when a trial of a study made it. */
      readonly model?: string;
    }
  | { readonly type: 'RunEnded'; readonly run: string; readonly phase: 'Succeeded' | 'Failed' }
  | {
      readonly type: 'VersionCreated';
      readonly deployer: string;
      readonly version: string;
      readonly number: number;
      readonly run: string;
      readonly taskRun: string;
      readonly hash: string;
      readonly data: string;
      readonly picks: readonly BackendPick[];
    }
  | {
      readonly type: 'VersionChanged';
      readonly deployer: string;
      readonly version: string;
      readonly phase: VersionPhase;
    }
  /** A version that a person asked for comes up again; until then traffic stays as it is. */
  | ({ readonly type: 'RollbackStarted' | 'PromotionStarted' } & Moved)
  /** From now on this version is the oldest that rollout indices count. */
  | ({ readonly type: 'RolledBack' | 'Promoted' } & Moved)
  | {
      readonly type: 'RollbackFailed' | 'PromotionFailed';
      readonly deployer: string;
      readonly version: string;
    }
  | {
      readonly type: 'AlertChanged';
      readonly sensor: string;
      readonly trigger: string;
      readonly from: AlertPhase;
      readonly to: AlertPhase;
      /** When the condition began to hold. */
      readonly activatedAt?: number;
      readonly value?: number;
    }
  | { readonly type: 'RunCancelled'; readonly run: string }
  | { readonly type: 'RunsRetired'; readonly runs: readonly string[] }
  | { readonly type: 'VersionsForgotten'; readonly deployer: string; readonly versions: readonly string[] }
  | { readonly type: 'StudyDecided'; readonly taskRun: string; readonly decision: StudyDecision['kind'] }
  | { readonly type: 'Paused' | 'Resumed'; readonly sensor?: string };

/** A person's decision about the versions of a deployer. */
export interface Moved {
  readonly deployer: string;
  /** The version that was asked for. */
  readonly version: string;
  /** Those that lose their traffic for good: newer ones, of a rollback. */
  readonly from: readonly string[];
  /** Who asked, as they said. */
  readonly by: string;
}

/** The values on which a decision rested, as a user may read them. */
export type Facts = Readonly<Record<string, number | string | boolean>>;
