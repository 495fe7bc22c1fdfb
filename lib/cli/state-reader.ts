import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Axon } from '../spec/axon';
import { AxonLoop } from '../engine/axon-loop';
import type { AxonState } from '../engine/state';
import { viewAxon } from '../engine/view/axon-view';
import type { JournalEntry } from '../control/ports';
import { AxonMemory } from '../local/axon-memory';
import { openStore, type Store } from '../local/store/store';
import { AskedAxons } from './asked-axons';
import type { AxonReader, FollowOptions, ShownAxon } from './axon-reader';
import { NoAnswer, type ControlClient } from './client';
import { CliError } from './exit';
import { needRunner, runnerOf } from './runner';
import { unknownName } from './unknown-name';

/**
 * What a state folder knows of its axons.
 *
 * - The axon of a runner that runs is asked of that runner; every other is what its journal amounts to.
 * - It only reads, so it may look while a runner writes.
 */
export class StateReader implements AxonReader {
  private readonly replayed = new Map<string, AxonState>();

  /** @throws CliError when there is no state in the folder */
  static async open(stateDir: string): Promise<StateReader> {
    refuseNoState(stateDir);
    const runner = runnerOf(stateDir);
    const asked = runner && new AskedAxons(runner);
    return new StateReader(stateDir, openStore(stateDir), asked, new Set(await asked?.names()));
  }

  private constructor(
    private readonly stateDir: string,
    private readonly store: Store,
    private readonly asked: AskedAxons | undefined,
    private readonly running: ReadonlySet<string>,
  ) {}

  close(): void {
    this.store.close();
  }

  names(): readonly string[] {
    return [...new Set([...this.store.journal.axons(), ...this.running])].sort();
  }

  /** A runner keeps the axons that it has begun with. */
  refresh(): Promise<readonly string[]> {
    return Promise.resolve([...this.running].sort());
  }

  isRunning(axon: string): boolean {
    return this.running.has(axon);
  }

  // A rejection, not an exception, whichever way an axon is found to be none.
  async axon(name: string): Promise<Axon> {
    return Promise.resolve(this.memory(name).spec(this.state(name).hash));
  }

  async view(name: string): Promise<ShownAxon> {
    const asked = this.runnerFor(name);
    return asked === undefined ? viewAxon(await this.axon(name), this.state(name)) : asked.view(name);
  }

  async journal(name: string, after = 0): Promise<readonly JournalEntry[]> {
    const asked = this.runnerFor(name);
    if (asked !== undefined) return asked.journal(name, after);
    // What cannot be replayed is refused here, so that no reader passes over an entry that it does not know.
    this.state(name);
    return [...this.memory(name).after(after)];
  }

  async *follow(name: string, { after, signal }: FollowOptions): AsyncGenerator<JournalEntry> {
    const asked = this.runnerFor(name);
    if (asked === undefined) return;
    try {
      yield* asked.follow(name, after ?? (await asked.lastPlace(name)), signal);
    } catch (fault) {
      // A runner ends its streams when it ends, and one that is killed just breaks them.
      if (!(fault instanceof NoAnswer)) throw fault;
    }
  }

  hands(): ControlClient {
    return needRunner(this.stateDir);
  }

  callers(): Promise<ControlClient> {
    return Promise.resolve(this.hands());
  }

  private runnerFor(name: string): AskedAxons | undefined {
    return this.isRunning(name) ? this.asked : undefined;
  }

  private state(name: string): AxonState {
    const known = this.replayed.get(name);
    if (known !== undefined) return known;
    const memory = this.memory(name);
    const { state } = AxonLoop.replay(memory.read(), (hash) => memory.spec(hash));
    this.replayed.set(name, state);
    return state;
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
