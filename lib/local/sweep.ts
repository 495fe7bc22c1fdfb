import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../engine/journal';
import type { KeptFiles } from '../engine/kept-files';
import { unneeded } from '../engine/unneeded';
import { inspect } from './process/supervisor';
import type { RunFolders } from './state-folder';

/** Starts of one model server whose logs are kept; each start has a folder of its own. */
const STARTS_KEPT = 5;

const FREEING: ReadonlySet<Entry['type']> = new Set([
  'AxonApplied',
  'RunsRetired',
  'TaskRunEnded',
  'VersionsForgotten',
]);

/**
 * Deletes the directories of an axon that nothing needs any more.
 *
 * - What is needed is asked after the folders were listed, and a directory is made only after what needs it is known:
 *   so nothing that is about to be used is taken for old.
 * - It remembers nothing: what a killed runner left half deleted is not needed at the next start either, and goes then.
 * - The folder of a process that lives stays until a later sweep: it is how the process is ended.
 * - `MYELIN_STORE` is not looked at.
 */
export class Sweep {
  private sweeping: Promise<void> = Promise.resolve();
  private asked = false;
  private readonly told = new Set<string>();

  constructor(
    private readonly folders: RunFolders,
    private readonly kept: () => KeptFiles,
    /** Told once of what cannot be deleted; it is tried again at the next sweep. */
    private readonly onFault: (reason: string) => void,
  ) {}

  /** Sweeps if these entries may have made something unneeded. */
  note(entries: readonly Entry[]): void {
    if (entries.some(({ type }) => FREEING.has(type))) this.request();
  }

  /** Sweeps soon; asked again before it began, it sweeps once. */
  request(): void {
    if (this.asked) return;
    this.asked = true;
    this.sweeping = this.sweeping.then(() => this.sweep());
  }

  /** Resolves when all that was asked for is done. */
  idle(): Promise<void> {
    return this.sweeping;
  }

  private async sweep(): Promise<void> {
    this.asked = false;
    const { data, models, checkpoints, attempts, servers } = this.folders;
    const found = await Promise.all([data, models, checkpoints, attempts, servers].map(namesIn));
    const kept = this.kept();
    const [runs = [], modelNames = [], checkpointNames = [], attemptNames = [], versions = []] = found;
    for (const name of runs) if (!kept.data.has(name)) await this.remove(join(data, name));
    for (const name of attemptNames) if (!kept.attempts.has(name)) await this.removeEnded(join(attempts, name));
    for (const name of modelNames) await this.sweepTokens(models, name, kept.models);
    for (const name of checkpointNames) await this.sweepTokens(checkpoints, name, kept.checkpoints);
    for (const name of versions) await this.sweepServers(join(servers, name), kept.versions.has(name));
  }

  private async sweepTokens(folder: string, parent: string, kept: ReadonlySet<string>): Promise<void> {
    const children = await namesIn(join(folder, parent));
    for (const token of unneeded(parent, children, kept)) await this.remove(join(folder, token));
  }

  private async sweepServers(version: string, isKept: boolean): Promise<void> {
    let left = isKept;
    for (const server of await namesIn(version)) {
      const path = join(version, server);
      const starts = (await namesIn(path)).map(Number).sort((a, b) => b - a);
      for (const start of starts.slice(isKept ? STARTS_KEPT : 0)) {
        if (!(await this.removeEnded(join(path, String(start))))) left = true;
      }
    }
    if (!left) await this.remove(version);
  }

  /** @returns whether it has gone */
  private async removeEnded(path: string): Promise<boolean> {
    if (inspect(path).state === 'running') return false;
    return this.remove(path);
  }

  private async remove(path: string): Promise<boolean> {
    try {
      await rm(path, { recursive: true, force: true });
      return true;
    } catch (fault) {
      if (this.told.has(path)) return false;
      this.told.add(path);
      this.onFault(`${path} is not needed any more and cannot be deleted: ${(fault as Error).message}`);
      return false;
    }
  }
}

/** Nothing where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
