import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AxonView } from '../../lib/engine/view/axon-view';
import type { Condition } from '../../lib/runtime/hand';
import { BIN, myelin } from './command-line';
import { createNamespace, deleteNamespace } from './test-namespace';

/** What `myelin get -o json` prints of an axon in a cluster. */
export type Seen = AxonView & { readonly conditions: readonly Condition[] };

/** The axon of a folder in a namespace of its own, brought there by the lines of docs/runtime.md. */
export class AxonInCluster {
  readonly folder: string;
  /** Under which the world asks its deployers. */
  readonly domain: string;

  constructor(
    readonly name: string,
    source: string,
    readonly namespace: string,
  ) {
    this.domain = `${namespace}.example.com`;
    this.folder = mkdtempSync(join(tmpdir(), 'myelin-cluster-'));
    cpSync(source, this.folder, { recursive: true });
  }

  /** Pods are restricted, and have sidecars. */
  begin(): void {
    createNamespace(this.namespace, { injected: true });
  }

  end(): void {
    deleteNamespace(this.namespace);
    rmSync(this.folder, { recursive: true, force: true });
  }

  get file(): string {
    return join(this.folder, 'axon.yaml');
  }

  get lock(): string {
    return join(this.folder, 'axon.lock.json');
  }

  /** @param words - further ones of `myelin install` */
  install(...words: readonly string[]): string {
    return myelin('install', '-n', this.namespace, '--lock', this.lock, ...words);
  }

  /** @returns what kubectl said that is no object */
  apply(): { readonly code: number | null; readonly stderr: string } {
    const input = myelin('synth', this.file, '-n', this.namespace, '--domain', this.domain, '--stdout');
    const { status, stderr } = spawnSync('kubectl', ['apply', '-n', this.namespace, '-f', '-'], {
      input,
      encoding: 'utf8',
    });
    return { code: status, stderr };
  }

  get(...words: readonly string[]): string {
    return myelin('get', this.name, '-n', this.namespace, ...words);
  }

  /** @param words - a sensor, and which of its triggers */
  trigger(...words: readonly string[]): void {
    myelin('trigger', this.name, ...words, '-n', this.namespace);
  }

  /** @throws Error with the whole state, if it did not come true in so many milliseconds */
  async until(what: string, patience: number, holds: (seen: Seen) => boolean): Promise<Seen> {
    const end = Date.now() + patience;
    for (;;) {
      const seen = await this.look();
      if (seen !== undefined && holds(seen)) return seen;
      if (Date.now() > end) throw new Error(`${what} did not come true: ${this.get()}`);
      await sleep(1000);
    }
  }

  /** @returns undefined while there is no answer */
  private look(): Promise<Seen | undefined> {
    return new Promise((done) => {
      execFile(process.execPath, [BIN, 'get', this.name, '-n', this.namespace, '-o', 'json'], (fault, stdout) =>
        done(fault === null ? (JSON.parse(stdout) as Seen) : undefined),
      );
    });
  }
}

/** Number of the newest version that has ever served; 0 before. */
export function servedVersion({ deployers }: AxonView, deployer: string): number {
  return Math.max(
    0,
    ...(deployers[deployer]?.versions ?? []).filter(({ phase }) => phase === 'Serving').map(({ version }) => version),
  );
}
