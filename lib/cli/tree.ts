import pc from 'picocolors';
import { formatValue } from '../engine/alert';
import { listMetrics } from '../engine/view/describe';
import { untold } from '../engine/view/tell-step';
import type { MoveView, RunView, TaskRunView, VersionView } from '../engine/view/axon-view';
import type { Condition } from '../runtime/hand';
import type { ShownAxon } from './axon-reader';

/** Colours only repeat what the status words say. */
const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  Succeeded: pc.green,
  Serving: pc.green,
  Inactive: pc.green,
  Running: pc.cyan,
  Starting: pc.cyan,
  Failed: pc.red,
  Firing: pc.red,
  Pending: pc.yellow,
  Unknown: pc.yellow,
  Suspended: pc.yellow,
  RolledBack: pc.yellow,
};

export function status(word: string): string {
  return (COLOURS[word] ?? String)(word);
}

/** The state of an axon as a tree of lines: what runs, what serves, what is watched, what is in the way, what it waits for. */
export function renderTree(view: ShownAxon, now: number): string[] {
  const { endpoints = {}, conditions = [] } = view;
  const lines = [`${view.axon} ${status(view.status)}`];
  for (const run of view.runs) lines.push(...branch(renderRun(run, now)));
  for (const [name, deployer] of Object.entries(view.deployers)) {
    const url = endpoints[name] === undefined ? '' : ` ${endpoints[name]}`;
    lines.push(
      ...branch([
        `deployer ${name}${url}`,
        ...(deployer.move === undefined ? [] : branch([renderMove(deployer.move)])),
        ...deployer.versions.slice(0, 4).flatMap((v) => branch([renderVersion(v)])),
      ]),
    );
  }
  for (const [name, phase] of Object.entries(view.alerts)) lines.push(...branch([`alert ${name} ${status(phase)}`]));
  for (const one of conditions) lines.push(...branch([renderCondition(one, now)]));
  for (const wait of view.waits) lines.push(...branch([`waiting: ${wait}`]));
  return lines;
}

function branch([head = '', ...rest]: readonly string[]): string[] {
  return [`  ${head}`, ...rest.map((line) => `  ${line}`)];
}

function renderRun(run: RunView, now: number): string[] {
  const lasted = seconds((run.endedAt ?? now) - run.startedAt);
  const told = run.taskRuns.map(({ reason }) => reason);
  const head = `run ${run.id} of ${run.sensor} ${status(run.phase)} ${lasted}: ${untold(run.reason, told)}`;
  return [head, ...run.taskRuns.map((taskRun) => `  ${renderTaskRun(taskRun, now)}`)];
}

function renderTaskRun(taskRun: TaskRunView, now: number): string {
  const lasted = seconds((taskRun.endedAt ?? now) - taskRun.startedAt);
  const again = taskRun.attempts > 1 ? ` attempt ${taskRun.attempts}` : '';
  const { trials } = taskRun;
  const best = trials?.best === undefined ? '' : `, best ${formatValue(trials.best)}`;
  const study = trials === undefined ? '' : ` ${trials.ended} trials ended, ${trials.running} running${best}`;
  const cached = taskRun.cached ? ' (cached)' : '';
  const why = taskRun.phase === 'Failed' ? `: ${taskRun.reason}` : '';
  return `${taskRun.task} ${status(taskRun.phase)}${cached} ${lasted}${again}${study}${listMetrics(taskRun.metrics)}${why}`;
}

function renderVersion(version: VersionView): string {
  const index = version.index === undefined ? '' : ` index ${version.index}`;
  const isTold = version.phase === 'Failed' || version.phase === 'RolledBack';
  const why = isTold ? `: ${version.reason}` : '';
  const place = version.standsBy === true ? ' stands by' : index;
  return `version ${version.version} ${version.name} ${status(version.phase)}${place}${listMetrics(version.metrics)}${why}`;
}

function renderMove({ kind, version, reason }: MoveView): string {
  const what = kind === 'rollback' ? `rollback to ${version}` : `promotion of ${version}`;
  return `${what} ${status('Pending')}: it comes up again first; ${reason}`;
}

function renderCondition({ kind, name, reason, message, since }: Condition, now: number): string {
  return `${kind} ${name} ${pc.yellow(reason)} ${seconds(now - since)}: ${message}`;
}

export function seconds(span: number): string {
  const whole = Math.max(0, Math.round(span / 1000));
  if (whole < 60) return `${whole}s`;
  return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}
