import type { AlertSample } from './alert';
import type { Metrics } from './event';
import type { Code, Entry } from './journal';
import type { TrialPlan } from './tuning/trial';

/**
 * What the loop is told. Time and everything measured come in here; the loop has no other way to know.
 *
 * Every input may be told twice: the second time changes nothing.
 */
export type Input =
  | { readonly kind: 'apply'; readonly hash: string; readonly incarnation: string }
  /** Fires the start sensors again. */
  | { readonly kind: 'restart' }
  /** Retires the versions of deployers that an edit removed. */
  | { readonly kind: 'prune' }
  | MoveOrder
  | {
      readonly kind: 'call';
      readonly sensor: string;
      readonly trigger: string;
      readonly id: string;
      readonly body: unknown;
      readonly source: string;
    }
  | { readonly kind: 'attemptRunning'; readonly name: string }
  | {
      readonly kind: 'attemptEnded';
      readonly name: string;
      readonly outcome: 'Succeeded' | 'Failed' | 'Lost';
      readonly exitCode?: number;
      /** Why, for a person; the last lines of a log, say. */
      readonly message?: string;
      readonly metrics: Metrics;
    }
  | {
      readonly kind: 'versionReported';
      readonly deployer: string;
      readonly version: string;
      /** Ready: every model has a backend that answers. */
      readonly phase: 'Ready' | 'Failed';
      readonly message: string;
    }
  | { readonly kind: 'alertSampled'; readonly sensor: string; readonly trigger: string; readonly sample: AlertSample }
  | { readonly kind: 'pause' | 'resume'; readonly sensor?: string }
  /** Time has passed. */
  | { readonly kind: 'tick' };

/**
 * What a person asks about the versions of a deployer.
 *
 * - `rollback`: an older version answers everything again, and those newer than it are RolledBack.
 * - `promote`: the newest version answers everything; one that was rolled back may be named to be that again.
 */
export interface MoveOrder {
  readonly kind: 'rollback' | 'promote';
  readonly deployer: string;
  /** Name or number. @default - of a rollback the one before the newest, of a promotion the newest */
  readonly version?: string;
  /** Who asks. */
  readonly by: string;
  /** Why, in their words. */
  readonly reason?: string;
}

/** Average over the last ten minutes of what a serving version's code reports; absent without samples. */
export type LiveMetrics = (deployer: string, version: string) => Metrics;

/** What the hands know and the loop may ask while it decides. */
export interface World {
  readonly live: LiveMetrics;
  /** What a task would run if it were started now. */
  readonly code: (task: string) => Code | undefined;
}

/** What should be so, given everything that has happened: the hands compare it with what is, and move. */
export interface Wanted {
  /** Attempts that should be running, or have ended without our hearing of it. */
  readonly attempts: readonly WantedAttempt[];
  /** Attempts to be ended. */
  readonly stops: readonly { readonly name: string; readonly outcome: string }[];
  /** Versions whose models should be up; every other version's should be down. */
  readonly versions: readonly { readonly deployer: string; readonly name: string }[];
  /** When to tick at the latest. */
  readonly wakeAt?: number;
}

export interface WantedAttempt {
  readonly name: string;
  readonly taskRun: string;
  readonly task: string;
  readonly attempt: number;
  /** @default - the task itself, not a trial of its study */
  readonly trial?: TrialPlan;
  /** Copy the data of this earlier run instead of executing. */
  readonly copyData?: { readonly from: string; readonly to: string };
}

/** Where the journal is kept. Append is all or nothing, and durable when it returns. */
export interface Journal {
  append(entries: readonly Entry[]): void;
  read(): Iterable<Entry>;
}
