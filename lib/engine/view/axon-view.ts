import type { Axon } from '../../spec/axon';
import { INITIAL_ALERT, type AlertPhase } from '../alert';
import type { Metrics } from '../event';
import { holdOf, isAxonHeld } from '../hold';
import type { Phase, VersionPhase } from '../journal';
import { isUp } from '../serving/phase';
import { removedDeployers } from '../serving/removed';
import { indexed, servedMetrics } from '../serving/version';
import {
  sensorState,
  triggerKey,
  type AxonState,
  type Move,
  type RunState,
  type TaskRunState,
  type VersionState,
} from '../state';

/**
 * The state of an axon as every reader shows it, and as `--until` expressions see it: plain data, stable names, status
 * words.
 */
export interface AxonView {
  readonly axon: string;
  readonly spec: string;
  readonly status: 'Idle' | 'Running' | 'Suspended';
  readonly tasks: Readonly<Record<string, TaskView>>;
  readonly sensors: Readonly<Record<string, SensorView>>;
  /** By trigger name, in capitals as Prometheus writes it. */
  readonly alerts: Readonly<Record<string, AlertPhase>>;
  readonly deployers: Readonly<Record<string, DeployerView>>;
  /** Runs that have not ended, oldest first, and the last that did. */
  readonly runs: readonly RunView[];
  /** What it waits for, in words; while something runs, only which sensors are held. */
  readonly waits: readonly string[];
}

export interface TaskView {
  readonly kind: string;
  readonly phase: Phase | 'Never';
  readonly runs: number;
  readonly metrics: Metrics;
  readonly reason: string;
}

export interface SensorView {
  readonly pending: Readonly<Record<string, number>>;
  readonly held?: string;
  /** Whether it is paused by itself, whatever the axon is. @default false */
  readonly paused?: true;
  readonly gated?: string;
  readonly lastRun?: string;
}

export interface RunView {
  readonly id: string;
  readonly sensor: string;
  readonly phase: Phase;
  readonly reason: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly taskRuns: readonly TaskRunView[];
}

export interface TaskRunView {
  readonly id: string;
  readonly task: string;
  readonly phase: Phase;
  readonly attempts: number;
  readonly metrics: Metrics;
  readonly reason: string;
  readonly cached: boolean;
  /** Of a study: trials ended and running. */
  readonly trials?: { readonly ended: number; readonly running: number; readonly best?: number };
  readonly startedAt: number;
  readonly endedAt?: number;
}

export interface DeployerView {
  readonly newest: VersionView | Record<string, never>;
  readonly versions: readonly VersionView[];
  /** A person's decision that waits until its version is up again. @default - none waits */
  readonly move?: MoveView;
}

export interface MoveView {
  readonly kind: 'rollback' | 'promote';
  /** Name of the version that was asked for. */
  readonly version: string;
  readonly by: string;
  readonly reason: string;
}

export interface VersionView {
  readonly name: string;
  /** Its number; what `deployers.NAME.newest.version` is. */
  readonly version: number;
  readonly phase: VersionPhase;
  /** Its rollout index, if traffic can reach it. */
  readonly index?: number;
  /** Whether it is up and no index counts it, since a newer one was promoted or gone back to. @default false */
  readonly standsBy?: boolean;
  readonly metrics: Metrics;
  readonly trainings: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly reason: string;
}

export function viewAxon(axon: Axon, state: AxonState): AxonView {
  return viewParts(axon, state, Object.keys(PARTS) as (keyof AxonView)[]) as AxonView;
}

/** Some parts of the view only: whoever asks after every decision does not pay for what it does not read. */
export function viewParts(axon: Axon, state: AxonState, parts: Iterable<keyof AxonView>): Partial<AxonView> {
  return Object.fromEntries([...parts].map((part) => [part, PARTS[part](axon, state)]));
}

const PARTS: { readonly [Part in keyof AxonView]: (axon: Axon, state: AxonState) => AxonView[Part] } = {
  axon: ({ name }) => name,
  spec: (_, { hash }) => hash,
  status: (axon, state) => (isAxonHeld(state, axon) ? 'Suspended' : isBusy(state) ? 'Running' : 'Idle'),
  tasks: ({ tasks }, state) => named(tasks.values(), ({ name, kind }) => viewTask(state, name, kind)),
  sensors: ({ sensors }, state) => named(sensors, ({ name }) => viewSensor(state, name)),
  alerts: viewAlerts,
  deployers: (axon, state) => {
    const names = [...axon.deployers.keys(), ...removedDeployers(axon, state)];
    return Object.fromEntries(names.map((name) => [name, viewDeployer(state, name)]));
  },
  runs: (_, state) => shownRuns(state).map((run) => viewRun(state, run)),
  waits: (axon, state) => (isBusy(state) ? holdsOf(axon, state) : waitsOf(axon, state)),
};

function named<T extends { readonly name: string }, V>(all: Iterable<T>, view: (one: T) => V): Record<string, V> {
  return Object.fromEntries([...all].map((one) => [one.name, view(one)]));
}

/** Whether something runs or is about to serve. */
function isBusy({ activeRuns, deployers }: AxonState): boolean {
  return (
    activeRuns.size > 0 ||
    [...deployers.values()].some(({ versions }) => versions.some(({ phase }) => phase === 'Starting'))
  );
}

function shownRuns({ runs }: AxonState): RunState[] {
  const all = [...runs.values()];
  const lastEnded = all.findLast(({ endedAt }) => endedAt !== undefined);
  return [...all.filter(({ endedAt }) => endedAt === undefined), ...(lastEnded === undefined ? [] : [lastEnded])];
}

function viewTask(state: AxonState, name: string, kind: string): TaskView {
  const runs = [...state.taskRuns.values()].filter(({ subject }) => subject === name);
  const last = runs.at(-1);
  if (last === undefined) return { kind, phase: 'Never', runs: 0, metrics: {}, reason: '' };
  return { kind, phase: last.phase, runs: runs.length, metrics: last.metrics, reason: last.reason };
}

function viewSensor(state: AxonState, name: string): SensorView {
  const { pending, held, paused, lastGated, lastRun } = sensorState(state, name);
  return {
    pending: Object.fromEntries([...pending].map(([trigger, events]) => [trigger || 'start', events.length])),
    ...(held === undefined ? {} : { held: held.reason }),
    ...(paused ? { paused } : {}),
    ...(lastGated === undefined ? {} : { gated: lastGated.reason }),
    ...(lastRun === undefined ? {} : { lastRun }),
  };
}

function viewAlerts(axon: Axon, state: AxonState): Record<string, AlertPhase> {
  const alerts: Record<string, AlertPhase> = {};
  for (const sensor of axon.sensors) {
    for (const trigger of sensor.triggers) {
      if (trigger.kind !== 'alert' || trigger.name in alerts) continue;
      alerts[trigger.name] = (state.alerts.get(triggerKey(sensor.name, trigger.name)) ?? INITIAL_ALERT).phase;
    }
  }
  return alerts;
}

function viewDeployer(state: AxonState, name: string): DeployerView {
  const deployer = state.deployers.get(name);
  if (deployer === undefined) return { newest: {}, versions: [] };
  const order = indexed(deployer);
  const versions = [...deployer.versions].reverse().map((version) => viewVersion(version, order.indexOf(version)));
  const newest = versions.find(({ index }) => index === 0) ?? {};
  return { newest, versions, ...(deployer.move === undefined ? {} : { move: viewMove(deployer.move) }) };
}

function viewMove({ kind, version, by, reason }: Move): MoveView {
  return { kind, version, by, reason };
}

function viewVersion(version: VersionState, index: number): VersionView {
  const { name, number, phase, picks, createdAt, reason } = version;
  return {
    name,
    version: number,
    phase,
    ...(index < 0 ? {} : { index }),
    ...(index < 0 && isUp(phase) ? { standsBy: true } : {}),
    metrics: servedMetrics(version),
    trainings: Object.fromEntries(picks.map(({ backend, taskRun }) => [backend, taskRun ?? ''])),
    createdAt,
    reason,
  };
}

function viewRun(state: AxonState, run: RunState): RunView {
  const { id, sensor, phase, startedAt, endedAt } = run;
  const taskRuns = run.taskRuns.flatMap((name) => state.taskRuns.get(name ?? '') ?? []);
  return {
    id,
    sensor,
    phase,
    reason: run.endReason ?? run.reason,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    taskRuns: taskRuns.map(viewTaskRun),
  };
}

function viewTaskRun(taskRun: TaskRunState): TaskRunView {
  const { id, subject: task, phase, attempts, metrics, reason, cached, startedAt, endedAt, study } = taskRun;
  const trials = [...taskRun.trials.values()];
  const best = study?.best()?.loss;
  return {
    id,
    task,
    phase,
    attempts,
    metrics,
    reason,
    cached,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(study === undefined
      ? {}
      : {
          trials: {
            ended: trials.filter((trial) => trial.phase === 'Succeeded' || trial.phase === 'Failed').length,
            running: taskRun.live.size,
            ...(best === undefined ? {} : { best }),
          },
        }),
  };
}

/** Sensors that somebody holds: what they hear queues, whatever runs. */
function holdsOf(axon: Axon, state: AxonState): string[] {
  return axon.sensors.flatMap((sensor) => holdWords(axon, state, sensor) ?? []);
}

/** @returns undefined of a sensor that nobody holds, or that hears nothing */
function holdWords(axon: Axon, state: AxonState, { name, triggers }: Axon['sensors'][number]): string | undefined {
  const hears = triggers.length > 0 || sensorState(state, name).pending.size > 0;
  const hold = hears ? holdOf(state, axon, name) : undefined;
  return hold === undefined ? undefined : `${name} is held: ${hold}`;
}

/** What would make something happen next. */
function waitsOf(axon: Axon, state: AxonState): string[] {
  return axon.sensors.flatMap((sensor) => {
    const at = sensorState(state, sensor.name);
    if (at.held !== undefined && at.pending.size > 0) return [`${sensor.name} is held: ${at.held.reason}`];
    const hold = holdWords(axon, state, sensor);
    if (hold !== undefined) return [hold];
    const open = sensor.triggers.filter(({ name }) => !at.pending.has(name));
    if (open.length === 0) return [];
    const words = open.map((trigger) => {
      switch (trigger.kind) {
        case 'rest':
          return `a call of ${trigger.name}`;
        case 'calendar':
          return `the calendar ${trigger.cron.source}`;
        case 'alert':
          return `alert ${trigger.name} (${trigger.condition})`;
        case 'lifecycle': {
          const { subject } = trigger;
          return `${subject.kind === 'task' ? subject.task.name : subject.deployer.name} ${trigger.condition}`;
        }
      }
    });
    return [`${sensor.name} waits for ${words.join(sensor.policy === 'All' ? ' and ' : ' or ')}`];
  });
}
