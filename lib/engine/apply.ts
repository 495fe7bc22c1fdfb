import type { Axon } from '../spec/axon';
import { INITIAL_ALERT } from './alert';
import type { AxonEvent } from './event';
import type { Consumed, Entry } from './journal';
import { actionsOfSensor } from './sensor';
import { sensorState, triggerKey, type AxonState, type TaskRunState, type TrialState } from './state';
import { startStudy, type Study } from './tuning/study';

/** Specs by hash: a run keeps the spec that it began with. */
export type SpecSource = (hash: string) => Axon;

type Of<T extends Entry['type']> = Extract<Entry, { readonly type: T }>;

/**
 * Folds one journal entry into the state.
 *
 * - It decides nothing: what an entry means depends on the entry and the state alone, so a replay gives the same state.
 * - An entry about something that retention has dropped changes nothing.
 */
export function applyEntry(state: AxonState, entry: Entry, specs: SpecSource): void {
  switch (entry.type) {
    case 'AxonApplied':
      state.hash = entry.hash;
      state.incarnation = entry.incarnation;
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
      seen(state, entry.sensor, entry.trigger, entry.event);
      return;
    case 'EventsSuperseded':
    case 'EventsDeadLettered':
      return dropPending(state, entry.sensor, entry.trigger, new Set(entry.ids));
    case 'CalendarSkipped':
      state.calendars.set(triggerKey(entry.sensor, entry.trigger), entry.scheduled);
      return;
    case 'SensorHeld':
      sensorState(state, entry.sensor).held = { reason: entry.reason, until: entry.until };
      return;
    case 'SensorGated': {
      const sensor = sensorState(state, entry.sensor);
      consume(state, entry.sensor, entry.consumed);
      sensor.held = undefined;
      sensor.lastGated = { time: entry.time, reason: entry.reason };
      for (const root of rootsOf(state, entry.consumed)) descend(state, root, 0, entry.time);
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
      const deployer = state.deployers.get(entry.deployer) ?? { versions: [], lastNumber: 0 };
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
    case 'AlertChanged':
      return alertChanged(state, entry);
    case 'Paused':
    case 'Resumed':
      if (entry.sensor === undefined) state.paused = entry.type === 'Paused';
      else sensorState(state, entry.sensor).paused = entry.type === 'Paused';
      return;
  }
}

function seen(state: AxonState, sensor: string, trigger: string, event: AxonEvent): void {
  const ids = sensorState(state, sensor).seen;
  const known = ids.get(trigger) ?? new Set();
  known.add(event.id);
  ids.set(trigger, known);
}

function received(state: AxonState, { sensor, trigger, event, time }: Of<'EventReceived'>): void {
  seen(state, sensor, trigger, event);
  const into = sensorState(state, sensor);
  const queue = into.pending.get(trigger) ?? [];
  queue.push(event);
  into.pending.set(trigger, queue);
  into.lastArrivalAt = time;
  if (event.type === 'calendar') state.calendars.set(triggerKey(sensor, trigger), event.time);
  if (event.type === 'start') into.starts += 1;
  if (event.type !== 'alert') return;
  const key = triggerKey(sensor, trigger);
  const alert = state.alerts.get(key) ?? INITIAL_ALERT;
  state.alerts.set(key, { ...alert, emissions: alert.emissions + 1, lastEvent: event.id });
}

function dropPending(state: AxonState, sensor: string, trigger: string, ids: ReadonlySet<string>): void {
  const pending = sensorState(state, sensor).pending;
  const left = (pending.get(trigger) ?? []).filter(({ id }) => !ids.has(id));
  if (left.length === 0) pending.delete(trigger);
  else pending.set(trigger, left);
}

function consume(state: AxonState, sensor: string, consumed: readonly Consumed[]): void {
  for (const { trigger, event } of consumed) dropPending(state, sensor, trigger, new Set([event.id]));
}

/** The alert events from which a firing descends: those it consumed, and those of the runs that caused it. */
function rootsOf(state: AxonState, consumed: readonly Consumed[]): string[] {
  const roots = new Set<string>();
  for (const { event } of consumed) {
    if (event.type === 'alert') roots.add(event.id);
    for (const root of emittingRun(state, event)?.roots ?? []) roots.add(root);
  }
  return [...roots];
}

/** The run whose task run or version an event reports. */
export function emittingRun(state: AxonState, event: AxonEvent) {
  const { taskRun, version } = event.data;
  if (taskRun !== undefined) return state.runs.get(state.taskRuns.get(taskRun)?.run ?? '');
  for (const deployer of version === undefined ? [] : state.deployers.values()) {
    const found = deployer.versions.find(({ name }) => name === version);
    if (found !== undefined) return state.runs.get(found.run);
  }
  return undefined;
}

function descend(state: AxonState, root: string, change: 1 | 0 | -1, time: number): void {
  const descent = state.descents.get(root) ?? { active: 0, endedAt: time };
  state.descents.set(root, { active: descent.active + change, endedAt: time });
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
  for (const root of roots) descend(state, root, 1, entry.time);
}

function runEnded(state: AxonState, entry: Of<'RunEnded'>): void {
  withRun(state, entry.run, (run) => {
    run.phase = entry.phase;
    run.endedAt = entry.time;
    run.endReason = entry.reason;
    sensorState(state, run.sensor).activeRuns.delete(run.id);
    for (const root of run.roots) descend(state, root, -1, entry.time);
  });
  state.activeRuns.delete(entry.run);
}

function retire(state: AxonState, runs: readonly string[]): void {
  for (const id of runs) {
    for (const taskRun of state.runs.get(id)?.taskRuns ?? []) {
      if (taskRun !== undefined) state.taskRuns.delete(taskRun);
    }
    state.runs.delete(id);
  }
  for (const [key, taskRun] of state.cache) if (!state.taskRuns.has(taskRun)) state.cache.delete(key);
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
    trials: new Map(),
  };
  state.taskRuns.set(id, taskRun);
  withRun(state, entry.run, (run) => (run.taskRuns[entry.action] = id));
}

function studyOf(state: AxonState, entry: Of<'TaskRunStarted'>, specs: SpecSource): Study | undefined {
  const run = state.runs.get(entry.run);
  if (run === undefined || entry.cachedFrom !== undefined) return undefined;
  const action = actionsOfSensor(specs(run.hash), run.sensor)[entry.action];
  if (action?.kind === 'deploy' || action?.task.kind !== 'train') return undefined;
  const { tuning, objective } = action.task;
  if (tuning === undefined || objective === undefined) return undefined;
  return startStudy({
    plan: tuning.plan,
    space: tuning.space,
    seed: tuning.seed,
    direction: objective.direction,
    maxFailures: tuning.maxFailures,
  });
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
    const counted = entry.trial === undefined ? taskRun : taskRun?.trials.get(entry.trial);
    if (counted !== undefined) counted.retryAt = entry.due;
    return;
  }
  if (entry.type === 'AttemptStarted') {
    const taskRun = state.taskRuns.get(entry.taskRun);
    if (taskRun === undefined) return;
    const counted = entry.trial === undefined ? taskRun : trialOf(taskRun, entry.trial);
    counted.attempts = entry.attempt;
    counted.retryAt = undefined;
    const { name, attempt, trial } = entry;
    state.attempts.set(name, { name, taskRun: taskRun.id, attempt, trial, startedAt: entry.time });
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
    if (entry.outcome === 'Lost' && taskRun !== undefined) {
      const counted = attempt.trial === undefined ? taskRun : trialOf(taskRun, attempt.trial);
      counted.lost += 1;
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

function withRun(
  state: AxonState,
  id: string,
  change: (run: NonNullable<ReturnType<AxonState['runs']['get']>>) => void,
) {
  const run = state.runs.get(id);
  if (run !== undefined) change(run);
}
