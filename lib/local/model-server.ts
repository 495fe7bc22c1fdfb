import { join } from 'node:path';
import { lastLine } from './log-end';
import type { ProcessSpec } from './process/supervisor';
import { launch, terminate, waitFor } from './process/supervisor';
import { freePort, readiness } from './process/readiness';

/** How to run one model server. */
export interface ServerRecipe {
  /** A new folder, each time it is asked. */
  readonly dir: () => string;
  readonly process: (port: number) => Omit<ProcessSpec, 'dir'> | { readonly reason: string };
  /** Asked until it answers. */
  readonly healthPath: string;
  /** How long a start may take. */
  readonly patience: number;
}

/** Starts without an answer before it gives up. */
const MOST_STARTS = 3;
const GRACE = 10_000;
const LONGEST_PAUSE = 30_000;

/**
 * One model server, kept up.
 *
 * - It is `ready` while it answers; one that was ready and dies is started again, with growing pauses, for ever.
 * - One that never answers gives up after three starts, and `failure` says why.
 */
export class ModelServer {
  ready = false;
  failure: string | undefined;
  address: string | undefined;
  private readonly stopping = new AbortController();
  private current: string | undefined;

  constructor(
    readonly model: string,
    readonly backend: string,
    private readonly recipe: ServerRecipe,
    private readonly changed: () => void,
  ) {}

  start(): void {
    void this.keepUp().catch((fault: unknown) => this.giveUp(String(fault)));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.current !== undefined) await terminate(this.current, { grace: GRACE });
  }

  async kill(): Promise<void> {
    this.stopping.abort();
    if (this.current !== undefined) await terminate(this.current, { grace: 0 });
  }

  private async keepUp(): Promise<void> {
    let unanswered = 0;
    while (!this.stopping.signal.aborted) {
      const answered = await this.serveOnce();
      if (this.stopping.signal.aborted) return;
      unanswered = answered.ready ? 0 : unanswered + 1;
      if (unanswered >= MOST_STARTS) return this.giveUp(`gave up after ${unanswered} starts: ${answered.why}`);
      await pause(Math.min(LONGEST_PAUSE, 250 * 2 ** Math.min(unanswered, 8)), this.stopping.signal);
    }
  }

  /** One life of the process. @returns whether it ever answered, and how it ended */
  private async serveOnce(): Promise<{ ready: boolean; why: string }> {
    const port = await freePort();
    const process = this.recipe.process(port);
    if ('reason' in process) return { ready: false, why: process.reason };
    const dir = this.recipe.dir();
    this.current = dir;
    await launch({ dir, ...process });
    const exit = waitFor(dir);
    const died = new AbortController();
    void exit.then(() => died.abort());
    const address = `http://127.0.0.1:${port}/`;
    const signal = AbortSignal.any([died.signal, this.stopping.signal]);
    const health = new URL(this.recipe.healthPath, address).href;
    const answers = await readiness(health, { timeout: this.recipe.patience, signal });
    // Read before it is ended for being late, which looks like a death.
    const ended = died.signal.aborted;
    if (answers) this.turn(true, address);
    else await terminate(dir, { grace: GRACE });
    const end = await exit;
    if (answers) this.turn(false, undefined);
    const code = end.state === 'exited' ? `it exited with ${end.signal ?? end.code}` : end.reason;
    if (answers) return { ready: true, why: code };
    const late = ended ? code : `no answer within ${this.recipe.patience / 1000} s`;
    return { ready: false, why: `${late}: ${await lastLine(join(dir, 'log'))}` };
  }

  private turn(ready: boolean, address: string | undefined): void {
    this.ready = ready;
    this.address = address;
    if (!this.stopping.signal.aborted) this.changed();
  }

  private giveUp(failure: string): void {
    this.failure = failure;
    this.changed();
  }
}

function pause(duration: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, duration);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
