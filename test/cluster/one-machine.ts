import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AxonView } from '../../lib/engine/view/axon-view';
import { BIN, myelin } from './command-line';

/** The axon of a file on this machine, by `myelin run`, with a state of its own: what a cluster is compared with. */
export class OneMachine {
  private readonly state = mkdtempSync(join(tmpdir(), 'myelin-one-'));
  private readonly child: ChildProcess;
  private printed = '';

  constructor(
    private readonly name: string,
    file: string,
  ) {
    const words = [BIN, 'run', file, '--state-dir', this.state];
    this.child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (chunk: Buffer) => void (this.printed += chunk.toString('utf8')));
    }
  }

  get(...words: readonly string[]): string {
    return myelin('get', this.name, '--state-dir', this.state, ...words);
  }

  trigger(...words: readonly string[]): void {
    myelin('trigger', this.name, ...words, '--state-dir', this.state);
  }

  /** @throws Error with all that `run` printed, if it ended or did not come true in so many milliseconds */
  async until(what: string, patience: number, holds: (seen: AxonView) => boolean): Promise<void> {
    for (const end = Date.now() + patience; ; await sleep(500)) {
      const seen = this.look();
      if (seen !== undefined && holds(seen)) return;
      if (Date.now() > end || this.child.exitCode !== null)
        throw new Error(`${what} did not come true: ${this.printed}`);
    }
  }

  /** Ctrl-C, and everything is taken away. */
  async end(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGINT');
      await once(this.child, 'exit');
    }
    rmSync(this.state, { recursive: true, force: true });
  }

  /** @returns undefined while nothing is known of it */
  private look(): AxonView | undefined {
    try {
      return JSON.parse(this.get('-o', 'json')) as AxonView;
    } catch {
      return undefined;
    }
  }
}
