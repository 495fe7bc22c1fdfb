import { existsSync, mkdirSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metrics } from '../engine/event';
import type { WantedAttempt } from '../engine/ports';
import { modelPath } from '../engine/task-environment';
import type { Driver, Hand } from './driver';
import { lastLine } from './log-end';
import { inspect, launch, terminate, waitFor, type ProcessSpec } from './process/supervisor';
import { readResult } from './result-file';
import type { StateFolder } from './state-folder';

/** How to run an attempt, or why it cannot be run. */
export type Recipe =
  { readonly ok: true; readonly process: Omit<ProcessSpec, 'dir'> } | { readonly ok: false; readonly reason: string };

/** Time between SIGTERM and SIGKILL. */
const GRACE = 10_000;

/** Left in the folder of an attempt that a stopping runner ended. */
const INTERRUPTED = 'interrupted';

/**
 * Makes the attempts that are wanted run, and those that are not end.
 *
 * - An attempt is started once: its folder is claimed by the process itself, so a runner that crashed between starting
 *   and noting it finds the claim and adopts the process, or reads how it ended.
 * - What neither runs nor left an exit code is Lost, once nothing that it started lives: it is tried again.
 */
export class AttemptsHand implements Hand {
  private readonly known = new Set<string>();
  private readonly stopping = new Set<string>();

  constructor(
    private readonly axon: string,
    private readonly driver: Driver,
    private readonly folder: StateFolder,
    private readonly recipe: (attempt: WantedAttempt) => Recipe,
    private readonly pushed: (attempt: string) => Metrics,
  ) {}

  reconcile(): void {
    const { attempts, stops } = this.driver.loop.wanted();
    const live = this.driver.loop.state.attempts;
    for (const names of [this.known, this.stopping]) for (const name of names) if (!live.has(name)) names.delete(name);
    for (const attempt of attempts) this.follow(attempt);
    for (const { name } of stops) this.end(name);
  }

  /** Ends the live attempts, marked so that the next runner takes them for Lost, not for failures of the code. */
  async stopAll(): Promise<void> {
    const live = [...this.driver.loop.state.attempts.keys()].filter((name) => this.known.has(name));
    await Promise.all(
      live.map(async (name) => {
        await writeFile(join(this.dir(name), INTERRUPTED), '').catch(() => undefined);
        await terminate(this.dir(name), { grace: GRACE });
      }),
    );
  }

  /** Kills the live attempts at once. */
  async killAll(): Promise<void> {
    const live = [...this.driver.loop.state.attempts.keys()].filter((name) => this.known.has(name));
    await Promise.all(live.map((name) => terminate(this.dir(name), { grace: 0 })));
  }

  private follow(attempt: WantedAttempt): void {
    if (this.known.has(attempt.name)) return;
    this.known.add(attempt.name);
    const failed = (fault: unknown) => this.report(attempt.name, 'Failed', String(fault));
    (attempt.copyData === undefined ? this.run(attempt) : this.copy(attempt, attempt.copyData)).catch(failed);
  }

  private async run(attempt: WantedAttempt): Promise<void> {
    const dir = this.dir(attempt.name);
    const found = inspect(dir);
    if (found.state !== 'running' && existsSync(join(dir, INTERRUPTED))) {
      await terminate(dir, { grace: 0 });
      return this.report(attempt.name, 'Lost', 'the runner was stopped while it ran');
    }
    if (found.state === 'unclaimed') {
      const recipe = this.recipe(attempt);
      if (!recipe.ok) return this.report(attempt.name, 'Failed', recipe.reason);
      const leftover = this.prepare(attempt);
      if (leftover !== undefined) await empty(leftover);
      await launch({ dir, ...recipe.process });
    }
    if (found.state !== 'lost') this.driver.tell({ kind: 'attemptRunning', name: attempt.name });
    const exit = await waitFor(dir);
    if (exit.state === 'lost') return this.report(attempt.name, 'Lost', exit.reason);
    await this.finish(attempt, exit.code, exit.signal);
  }

  /**
   * Directories of a task are there before it starts. They are made at once: a task starts sooner than a round of the
   * event loop for each of them would take.
   *
   * @returns the model's directory where an earlier attempt may have left something in it
   */
  private prepare(attempt: WantedAttempt): string | undefined {
    const layout = this.folder.layout(this.axon);
    const taskRun = this.driver.loop.state.taskRuns.get(attempt.taskRun);
    if (taskRun === undefined) return undefined;
    const model = modelPath({ paths: taskRun.paths, taskRun: attempt.taskRun, trial: attempt.trial }, layout);
    const isOwn = attempt.trial !== undefined || taskRun.study === undefined;
    const leftover = isOwn && existsSync(model) ? model : undefined;
    const checkpoints = attempt.trial && layout.checkpoint(attempt.taskRun, attempt.trial.configId);
    for (const path of [model, layout.data(taskRun.paths.data), layout.store, checkpoints]) {
      if (path !== undefined) mkdirSync(path, { recursive: true });
    }
    return leftover;
  }

  private async finish(attempt: WantedAttempt, code: number, signal: string | undefined): Promise<void> {
    const dir = this.dir(attempt.name);
    const result = await readResult(join(dir, 'result.json'));
    const metrics = { ...this.pushed(attempt.name), ...(result.ok ? result.metrics : {}) };
    if (code !== 0) {
      const ended = signal === undefined ? '' : `ended by ${signal}; `;
      return this.report(attempt.name, 'Failed', `${ended}${await lastLine(join(dir, 'log'))}`, code, metrics);
    }
    if (!result.ok) return this.report(attempt.name, 'Failed', result.reason, code, metrics);
    this.report(attempt.name, 'Succeeded', undefined, code, metrics);
  }

  private async copy(attempt: WantedAttempt, { from, to }: { from: string; to: string }): Promise<void> {
    const layout = this.folder.layout(this.axon);
    const target = layout.data(to);
    await mkdir(target, { recursive: true });
    await cp(layout.data(from), target, { recursive: true, force: true });
    this.report(attempt.name, 'Succeeded');
  }

  private end(name: string): void {
    if (this.stopping.has(name)) return;
    this.stopping.add(name);
    void this.terminate(name);
  }

  private async terminate(name: string): Promise<void> {
    await terminate(this.dir(name), { grace: GRACE });
    if (!this.known.has(name)) this.report(name, 'Failed', 'it was stopped');
  }

  private report(
    name: string,
    outcome: 'Succeeded' | 'Failed' | 'Lost',
    message?: string,
    exitCode?: number,
    metrics: Metrics = {},
  ): void {
    this.driver.tell({ kind: 'attemptEnded', name, outcome, exitCode, message, metrics });
  }

  private dir(name: string): string {
    return this.folder.attempt(this.axon, name);
  }
}

async function empty(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
}
