import type { Axon } from '../spec/axon';
import { INITIAL_ALERT } from './alert';
import { consume, counted, descend, dropPending, received, releaseConsumed, rootsOf } from './apply-events';
import type { Entry } from './journal';
import { studyOf } from './study-of';
import {
  sensorState,
  triggerKey,
  type AttemptState,
  type AxonState,
  type RunState,
  type TaskRunState,
  type TrialState,
} from './state';

/** Specs by hash: a run keeps the spec that it began with. */
export type SpecSource = (hash: string) => Axon;

/** The journal has an entry of a type that this release does not know; without it the state would be another. */
export class UnknownEntryError extends Error {
  override readonly name = 'UnknownEntryError';
  readonly hint = 'run the release that wrote it, or delete the axon (myelin delete)';
  constructor(entry: { readonly type: string; readonly time: number }) {
    const time = new Date(entry.time).toISOString();
    super(`the journal has an entry of type ${entry.type} (${time}), which this release does not know`);
  }
}

type Of<T extends Entry['type']> = Extract<Entry, { readonly type: T }>;

/**
 * Folds one journal entry into the state.
 *
 * - It decides nothing: what an entry means depends on the entry and the state alone, so a replay gives the same state.
 * - An entry about something that retention has dropped changes nothing.
 * - An entry of a type that it does not know is refused: passing over it would give another state.
 *
 * @throws UnknownEntryError
 */
export function applyEntry(state: AxonState, entry: Entry, specs: SpecSource): void {
  switch (entry.type) {
    case 'AxonApplied':
      state.hash = entry.hash;
      state.incarnation = entry.incarnation;
      for (const [name, deployer] of state.deployers) {
        if (specs(entry.hash).deployers.has(name)) deployer.spec = entry.hash;
      }
      for (const sensor of specs(entry.hash).sensors) {
        for (const trigger of sensor.triggers) {
          const key = triggerKey(sensor.name, trigger.name);
          if (trigger.kind === 'calendar' && !state.calendars.has(key)) state.calendars.set(key, entry.time);
        }
      }
      return;
    case 'EventReceived':
      return received(state, entry);
    case 'EventFiltered':
      counted(state, entry.sensor, entry.trigger, entry.event);
      return;
    case 'EventsSuperseded':
      return dropPending(state, entry.sensor, entry.trigger, entry.ids);
    case 'EventsDeadLettered':
      sensorState(state, entry.sensor).held = undefined;
      return dropPending(state, entry.sensor, entry.trigger, entry.ids);
    case 'CalendarSkipped':
      state.calendars.set(triggerKey(entry.sensor, entry.trigger), entry.scheduled);
      return;
    case 'SensorHeld':
      sensorState(state, entry.sensor).held = { reason: entry.reason, until: entry.until };
      return;
    case 'SensorGated': {
      const sensor = sensorState(state, entry.sensor);
      consume(state, entry.sensor, entry.consumed);
      releaseConsumed(state, entry.sensor, entry.consumed);
      sensor.held = undefined;
      sensor.lastGated = { time: entry.time, reason: entry.reason };
      descend(state, rootsOf(state, entry.consumed), 0, entry.time);
      return;
    }
    case 'RunStarted':
      return runStarted(state, entry);
    case 'RunCancelled':
      withRun(state, entry.run, (run) => (run.cancelled = true));
      return;
    case 'RunEnded':
      return runEnded(state, entry);
    case 'RunsRetired':
      return retire(state, entry.runs);
    case 'VersionsForgotten': {
      const versions = state.deployers.get(entry.deployer)?.versions ?? [];
      const left = versions.filter(({ name }) => !entry.versions.includes(name));
      versions.splice(0, versions.length, ...left);
      return;
    }
    case 'TaskRunStarted':
      return taskRunStarted(state, entry, specs);
    case 'TaskRunEnded':
      return taskRunEnded(state, entry);
    case 'AttemptStarted':
    case 'AttemptRunning':
    case 'AttemptStopping':
    case 'AttemptEnded':
    case 'RetryScheduled':
      return applyAttempt(state, entry);
    case 'TrialRecorded': {
      const taskRun = state.taskRuns.get(entry.taskRun);
      const trial = taskRun?.trials.get(entry.trial);
      if (taskRun?.study === undefined || trial === undefined) return;
      trial.phase = entry.loss === undefined ? 'Failed' : 'Succeeded';
      trial.metrics = entry.metrics;
      trial.loss = entry.loss;
      taskRun.decisions = taskRun.study.record({
        id: entry.trial,
        metrics: entry.metrics,
        ...(entry.loss === undefined ? { failed: entry.reason } : { loss: entry.loss }),
      });
      return;
    }
    case 'StudyDecided':
      return;
    case 'VersionCreated': {
      const { type: _type, time, reason, version: name, ...version } = entry;
      const spec = specs(state.hash).deployers.has(entry.deployer) ? state.hash : entry.hash;
      const deployer = state.deployers.get(entry.deployer) ?? { spec, versions: [], lastNumber: 0 };
      state.deployers.set(entry.deployer, deployer);
      deployer.versions.push({ ...version, name, createdAt: time, changedAt: time, phase: 'Starting', reason });
      deployer.lastNumber = entry.number;
      const taskRun = state.taskRuns.get(entry.taskRun);
      if (taskRun !== undefined) taskRun.version = name;
      return;
    }
    case 'VersionChanged': {
      const version = state.deployers.get(entry.deployer)?.versions.find(({ name }) => name === entry.version);
      if (version === undefined) return;
      version.phase = entry.phase;
      version.changedAt = entry.time;
      version.reason = entry.reason;
      return;
    }
    case 'RollbackStarted':
    case 'PromotionStarted':
    case 'RolledBack':
    case 'Promoted':
    case 'RollbackFailed':
    case 'PromotionFailed':
      return moved(state, entry);
    case 'AlertChanged':
      return alertChanged(state, entry);
    case 'Paused':
    case 'Resumed':
      if (entry.sensor === undefined) state.paused = entry.type === 'Paused';
      else sensorState(state, entry.sensor).paused = entry.type === 'Paused';
      return;
    default:
      throw new UnknownEntryError(entry satisfies never);
  }
}

function runStarted(state: AxonState, entry: Of<'RunStarted'>): void {
  const roots = rootsOf(state, entry.consumed);
  consume(state, entry.sensor, entry.consumed);
  state.runs.set(entry.run, {
    id: entry.run,
    sensor: entry.sensor,
    hash: entry.hash,
    consumed: entry.consumed,
    data: entry.data,
    startedAt: entry.time,
    reason: entry.reason,
    facts: entry.facts,
    phase: 'Running',
    taskRuns: [],
    roots,
    cancelled: false,
  });
  state.activeRuns.add(entry.run);
  const sensor = sensorState(state, entry.sensor);
  sensor.activeRuns.add(entry.run);
  sensor.lastFiredAt = entry.time;
  sensor.lastRun = entry.run;
  sensor.held = undefined;
  descend(state, roots, 1, entry.time);
}

function runEnded(state: AxonState, entry: Of<'RunEnded'>): void {
  withRun(state, entry.run, (run) => {
    run.phase = entry.phase;
    run.endedAt = entry.time;
    run.endReason = entry.reason;
    sensorState(state, run.sensor).activeRuns.delete(run.id);
    descend(state, run.roots, -1, entry.time);
  });
  state.activeRuns.delete(entry.run);
}

function retire(state: AxonState, runs: readonly string[]): void {
  for (const id of runs) {
    const run = state.runs.get(id);
    if (run === undefined) continue;
    for (const taskRun of run.taskRuns) if (taskRun !== undefined) retireTaskRun(state, taskRun);
    releaseConsumed(state, run.sensor, run.consumed);
    state.runs.delete(id);
  }
}

function retireTaskRun(state: AxonState, id: string): void {
  const cacheKey = state.taskRuns.get(id)?.cacheKey ?? '';
  if (state.cache.get(cacheKey) === id) state.cache.delete(cacheKey);
  state.taskRuns.delete(id);
}

function taskRunStarted(state: AxonState, entry: Of<'TaskRunStarted'>, specs: SpecSource): void {
  const { type: _type, taskRun: id, time, reason, ...rest } = entry;
  const taskRun: TaskRunState = {
    ...rest,
    id,
    startedAt: time,
    reason,
    phase: 'Pending',
    metrics: {},
    cached: false,
    model: entry.paths.model,
    attempts: 0,
    lost: 0,
    study: studyOf(state, entry, specs),
    decisions: [],
    live: new Map(),
    trials: new Map(),
    waiting: new Map(),
  };
  state.taskRuns.set(id, taskRun);
  withRun(state, entry.run, (run) => (run.taskRuns[entry.action] = id));
}

function taskRunEnded(state: AxonState, entry: Of<'TaskRunEnded'>): void {
  const taskRun = state.taskRuns.get(entry.taskRun);
  if (taskRun === undefined) return;
  taskRun.phase = entry.phase;
  taskRun.endedAt = entry.time;
  taskRun.reason = entry.reason;
  taskRun.metrics = entry.metrics;
  taskRun.cached = entry.cached;
  taskRun.model = entry.model ?? taskRun.model;
  state.lastEnded.set(taskRun.subject, taskRun.id);
  if (entry.phase !== 'Succeeded') return;
  state.lastSucceeded.set(taskRun.subject, taskRun.id);
  if (taskRun.cacheKey !== undefined && !taskRun.cached) state.cache.set(taskRun.cacheKey, taskRun.id);
}

type AttemptEntry = Of<'AttemptStarted' | 'AttemptRunning' | 'AttemptStopping' | 'AttemptEnded' | 'RetryScheduled'>;

function applyAttempt(state: AxonState, entry: AttemptEntry): void {
  if (entry.type === 'RetryScheduled') {
    const taskRun = state.taskRuns.get(entry.taskRun);
    const trial = taskRun?.trials.get(entry.trial ?? '');
    const tried = entry.trial === undefined ? taskRun : trial;
    if (tried !== undefined) tried.retryAt = entry.due;
    if (trial !== undefined) taskRun?.waiting.set(trial.id, trial);
    return;
  }
  if (entry.type === 'AttemptStarted') {
    const taskRun = state.taskRuns.get(entry.taskRun);
    if (taskRun === undefined) return;
    const tried = entry.trial === undefined ? taskRun : trialOf(taskRun, entry.trial);
    tried.attempts = entry.attempt;
    tried.retryAt = undefined;
    const { name, attempt, trial } = entry;
    const live: AttemptState = { name, taskRun: taskRun.id, attempt, trial, startedAt: entry.time };
    state.attempts.set(name, live);
    taskRun.live.set(name, live);
    if (trial !== undefined) taskRun.waiting.delete(trial);
    return;
  }
  const attempt = state.attempts.get(entry.name);
  if (attempt === undefined) return;
  const taskRun = state.taskRuns.get(attempt.taskRun);
  if (entry.type === 'AttemptStopping') attempt.stopping = entry.outcome;
  if (entry.type === 'AttemptRunning') {
    attempt.runningAt = entry.time;
    if (taskRun !== undefined && taskRun.phase === 'Pending') {
      taskRun.phase = 'Running';
      taskRun.runningAt = entry.time;
    }
  }
  if (entry.type === 'AttemptEnded') {
    state.attempts.delete(entry.name);
    taskRun?.live.delete(entry.name);
    if (entry.outcome === 'Lost' && taskRun !== undefined) {
      const tried = attempt.trial === undefined ? taskRun : trialOf(taskRun, attempt.trial);
      tried.lost += 1;
    }
  }
}

function trialOf(taskRun: TaskRunState, id: string): TrialState {
  let trial = taskRun.trials.get(id);
  if (trial === undefined) {
    trial = { id, attempts: 0, lost: 0, phase: 'Pending', metrics: {} };
    taskRun.trials.set(id, trial);
  }
  return trial;
}

function alertChanged(state: AxonState, entry: Of<'AlertChanged'>): void {
  const key = triggerKey(entry.sensor, entry.trigger);
  const before = state.alerts.get(key) ?? INITIAL_ALERT;
  state.alerts.set(key, {
    ...before,
    phase: entry.to,
    since: entry.time,
    value: entry.value,
    activatedAt: entry.activatedAt,
    emissions: entry.activatedAt === before.activatedAt ? before.emissions : 0,
  });
}

type MoveEntry = Of<
  'RollbackStarted' | 'PromotionStarted' | 'RolledBack' | 'Promoted' | 'RollbackFailed' | 'PromotionFailed'
>;

function moved(state: AxonState, entry: MoveEntry): void {
  const deployer = state.deployers.get(entry.deployer);
  const version = deployer?.versions.find(({ name }) => name === entry.version);
  if (deployer === undefined || version === undefined) return;
  delete deployer.move;
  switch (entry.type) {
    case 'RollbackStarted':
    case 'PromotionStarted': {
      const kind = entry.type === 'RollbackStarted' ? 'rollback' : 'promote';
      const { from, by, reason } = entry;
      deployer.move = { kind, version: version.name, from, by, reason, before: version.phase };
      return;
    }
    case 'RolledBack':
    case 'Promoted':
      deployer.base = version.name;
      return;
    case 'RollbackFailed':
    case 'PromotionFailed':
      return;
  }
}

function withRun(state: AxonState, id: string, change: (run: RunState) => void): void {
  const run = state.runs.get(id);
  if (run !== undefined) change(run);
}
