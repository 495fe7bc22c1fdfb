import type { AlertState } from './alert';
import type { SpecSource } from './apply';
import type { AxonEvent } from './event';
import { EventIds, type EventIdParts } from './event-ids';
import {
  emptyState,
  type AttemptState,
  type AxonState,
  type DeployerState,
  type RunState,
  type SensorState,
  type TaskRunState,
  type TrialState,
} from './state';
import { studyOf } from './study-of';
import type { TrialResult } from './tuning/trial';

type Pairs<V> = readonly (readonly [string, V])[];

interface SensorParts extends Omit<SensorState, 'pending' | 'counted' | 'activeRuns'> {
  readonly pending: Pairs<readonly AxonEvent[]>;
  readonly counted: Pairs<EventIdParts>;
  readonly activeRuns: readonly string[];
}

interface RunParts extends Omit<RunState, 'taskRuns'> {
  /** By action index; null means not started. */
  readonly taskRuns: readonly (string | null)[];
}

interface TaskRunParts extends Omit<TaskRunState, 'study' | 'live' | 'trials' | 'waiting'> {
  readonly results?: readonly TrialResult[];
  readonly live: readonly string[];
  readonly trials: readonly TrialState[];
  readonly waiting: readonly string[];
}

/** Changes when what is written here can no longer be read as it was. */
const SNAPSHOT_FORMAT = 1;

/** A snapshot was written by a release that writes them otherwise. */
export class UnknownSnapshotError extends Error {
  override readonly name = 'UnknownSnapshotError';
  readonly hint = 'run the release that wrote it, or delete the axon (myelin delete)';
  constructor(format: unknown) {
    super(`the journal has a snapshot of format ${String(format)}, and this release reads format ${SNAPSHOT_FORMAT}`);
  }
}

/** A state as plain data, with nothing in it twice: of what is shared, the names. */
export interface Snapshot {
  readonly format: typeof SNAPSHOT_FORMAT;
  readonly hash: string;
  readonly incarnation: string;
  readonly paused: boolean;
  readonly sensors: Pairs<SensorParts>;
  readonly runs: readonly RunParts[];
  readonly taskRuns: readonly TaskRunParts[];
  readonly attempts: readonly AttemptState[];
  readonly activeRuns: readonly string[];
  readonly lastSucceeded: Pairs<string>;
  readonly lastEnded: Pairs<string>;
  readonly deployers: Pairs<DeployerState>;
  readonly alerts: Pairs<AlertState>;
  readonly calendars: Pairs<number>;
  readonly cache: Pairs<string>;
  readonly descents: Pairs<{ readonly active: number; readonly endedAt: number }>;
}

/** What the journal amounts to so far, so that what comes before need not be read again. */
export function takeSnapshot(state: AxonState): Snapshot {
  const { sensors, runs, taskRuns, attempts, activeRuns, deployers } = state;
  return {
    format: SNAPSHOT_FORMAT,
    hash: state.hash,
    incarnation: state.incarnation,
    paused: state.paused,
    sensors: [...sensors].map(([name, sensor]) => [name, sensorParts(sensor)]),
    runs: [...runs.values()].map((run) => ({ ...run, taskRuns: Array.from(run.taskRuns, (id) => id ?? null) })),
    taskRuns: [...taskRuns.values()].map(taskRunParts),
    attempts: [...attempts.values()],
    activeRuns: [...activeRuns],
    lastSucceeded: [...state.lastSucceeded],
    lastEnded: [...state.lastEnded],
    deployers: [...deployers],
    alerts: [...state.alerts],
    calendars: [...state.calendars],
    cache: [...state.cache],
    descents: [...state.descents],
  };
}

function sensorParts(sensor: SensorState): SensorParts {
  return {
    ...sensor,
    pending: [...sensor.pending],
    counted: [...sensor.counted].map(([trigger, ids]) => [trigger, ids.parts]),
    activeRuns: [...sensor.activeRuns],
  };
}

function taskRunParts({ study, live, trials, waiting, ...taskRun }: TaskRunState): TaskRunParts {
  return {
    ...taskRun,
    ...(study === undefined ? {} : { results: study.results }),
    live: [...live.keys()],
    trials: [...trials.values()],
    waiting: [...waiting.keys()],
  };
}

/**
 * The state of which a snapshot was taken; the snapshot's data become part of it, so it is used once.
 *
 * @throws UnknownSnapshotError
 */
export function restoreState(snapshot: Snapshot, specs: SpecSource): AxonState {
  if (snapshot.format !== SNAPSHOT_FORMAT) throw new UnknownSnapshotError((snapshot as { format?: unknown }).format);
  const state: AxonState = {
    ...emptyState(),
    hash: snapshot.hash,
    incarnation: snapshot.incarnation,
    paused: snapshot.paused,
    sensors: new Map(snapshot.sensors.map(([name, sensor]) => [name, restoreSensor(sensor)])),
    runs: new Map(snapshot.runs.map((run) => [run.id, restoreRun(run)])),
    attempts: new Map(snapshot.attempts.map((attempt) => [attempt.name, attempt])),
    activeRuns: new Set(snapshot.activeRuns),
    lastSucceeded: new Map(snapshot.lastSucceeded),
    lastEnded: new Map(snapshot.lastEnded),
    deployers: new Map(snapshot.deployers),
    alerts: new Map(snapshot.alerts),
    calendars: new Map(snapshot.calendars),
    cache: new Map(snapshot.cache),
    descents: new Map(snapshot.descents),
  };
  for (const parts of snapshot.taskRuns) state.taskRuns.set(parts.id, restoreTaskRun(state, parts, specs));
  return state;
}

function restoreSensor(sensor: SensorParts): SensorState {
  return {
    ...sensor,
    pending: new Map(sensor.pending.map(([trigger, events]) => [trigger, [...events]])),
    counted: new Map(sensor.counted.map(([trigger, parts]) => [trigger, EventIds.of(parts)])),
    activeRuns: new Set(sensor.activeRuns),
  };
}

/** What has not started is not in the list, which may have gaps. */
function restoreRun(run: RunParts): RunState {
  const taskRuns: (string | undefined)[] = [];
  for (const [index, id] of run.taskRuns.entries()) if (id !== null) taskRuns[index] = id;
  return { ...run, taskRuns };
}

function restoreTaskRun(state: AxonState, parts: TaskRunParts, specs: SpecSource): TaskRunState {
  const { results, live, trials: all, waiting, ...taskRun } = parts;
  const trials = new Map(all.map((trial) => [trial.id, trial]));
  return {
    ...taskRun,
    study: studyOf(state, parts, specs, results),
    live: sharedBy(live, state.attempts),
    trials,
    waiting: sharedBy(waiting, trials),
  };
}

function sharedBy<V>(names: readonly string[], all: ReadonlyMap<string, V>): Map<string, V> {
  return new Map(
    names.flatMap((name) => {
      const found = all.get(name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}
