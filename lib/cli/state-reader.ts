import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Axon } from '../spec/axon';
import { AxonLoop } from '../engine/axon-loop';
import type { Entry } from '../engine/journal';
import type { AxonState } from '../engine/state';
import { viewAxon, type AxonView } from '../engine/view/axon-view';
import { AxonMemory } from '../local/axon-memory';
import { openStore, type Store } from '../local/store/store';
import { runnerOf, type RunnerClient } from './client';
import { CliError } from './exit';
import { withDiagnostics } from './machine-faults';
import { unknownName } from './unknown-name';

/** Deployers' addresses are known while their runner runs. */
export type ShownAxon = AxonView & { readonly endpoints?: Readonly<Record<string, string>> };

/**
 * What a state folder knows of its axons.
 *
 * - The axon of a runner that runs is asked of that runner; every other is what its journal amounts to.
 * - It only reads, so it may look while a runner writes.
 */
export class StateReader {
  private readonly replayed = new Map<string, AxonState>();

  /** @throws CliError when there is no state in the folder */
  static async open(stateDir: string): Promise<StateReader> {
    refuseNoState(stateDir);
    const runner = runnerOf(stateDir);
    const running = runner === undefined ? [] : ((await runner.ask('axons')).json() as { axons: string[] }).axons;
    return new StateReader(openStore(stateDir), runner, new Set(running));
  }

  private constructor(
    private readonly store: Store,
    private readonly runner: RunnerClient | undefined,
    private readonly running: ReadonlySet<string>,
  ) {}

  close(): void {
    this.store.close();
  }

  /** Sorted. */
  names(): readonly string[] {
    return [...new Set([...this.store.journal.axons(), ...this.running])].sort();
  }

  /** Whether a runner moves it now. */
  isRunning(axon: string): boolean {
    return this.running.has(axon);
  }

  /** The spec in force. */
  axon(name: string): Axon {
    return this.memory(name).spec(this.state(name).hash);
  }

  state(name: string): AxonState {
    const known = this.replayed.get(name);
    if (known !== undefined) return known;
    const memory = this.memory(name);
    const { state } = AxonLoop.replay(memory.read(), (hash) => memory.spec(hash));
    this.replayed.set(name, state);
    return state;
  }

  async view(name: string): Promise<ShownAxon> {
    if (this.runner !== undefined && this.isRunning(name)) {
      return (await this.runner.ask(`axons/${encodeURIComponent(name)}`)).json() as ShownAxon;
    }
    return viewAxon(this.axon(name), this.state(name));
  }

  async journal(name: string): Promise<readonly Entry[]> {
    if (this.runner === undefined || !this.isRunning(name)) {
      // What cannot be replayed is refused here, so that no reader passes over an entry that it does not know.
      this.state(name);
      return [...this.memory(name).read()];
    }
    const { text } = await this.runner.ask(`axons/${encodeURIComponent(name)}/journal`);
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Entry);
  }

  private memory(name: string): AxonMemory {
    if (!this.names().includes(name)) throw unknownName('axon', name, this.names());
    return new AxonMemory(this.store, name);
  }
}

/** @throws CliError that says why there is no state to read */
function refuseNoState(stateDir: string): void {
  const folder = statSync(stateDir, { throwIfNoEntry: false });
  if (folder !== undefined && !folder.isDirectory()) {
    throw new CliError(`myelin: ${stateDir} is no folder, so there is no state in it; --state-dir names another`);
  }
  try {
    accessSync(join(stateDir, 'state.db'), constants.R_OK);
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException;
    const why =
      code === 'EACCES' ? `this user may not read the state in ${stateDir}` : `there is no state in ${stateDir}`;
    throw new CliError(`myelin: ${why}; myelin run FILE makes it, --state-dir names another`);
  }
}

/** Opens the state, gives it to `use`, and closes it whatever happens. */
export async function withState<T>(stateDir: string, use: (reader: StateReader) => T | Promise<T>): Promise<T> {
  return withDiagnostics(async () => {
    const reader = await StateReader.open(stateDir);
    try {
      return await use(reader);
    } finally {
      reader.close();
    }
  });
}
