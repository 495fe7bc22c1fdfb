import { setTimeout as delay } from 'node:timers/promises';
import type { Axon } from '../../spec/axon';
import type { JournalEntry } from '../../control/ports';
import { AskedAxons } from '../asked-axons';
import type { AxonReader, FollowOptions, ShownAxon } from '../axon-reader';
import { isPassing, type ControlClient } from '../client';
import { CliError } from '../exit';
import type { ClusterOptions } from '../kubectl';
import { unknownAxon } from '../unknown-name';
import { RuntimeConnection } from './runtime-connection';

/** Pause before a runtime that went away is looked for again, in milliseconds. */
const PAUSE = 1000;

/**
 * What the runtime of a namespace knows of its axons.
 *
 * - All of it is asked of the runtime that leads: there is no second reading of its state.
 * - Who follows a journal goes on with the runtime that takes over, where the last one ended.
 */
export class ClusterReader implements AxonReader {
  private asked: AskedAxons;
  /** Under way: whoever follows another axon waits for the same one. */
  private reconnecting: Promise<void> | undefined;

  /** @throws CliError that says what is missing */
  static async open(cluster: ClusterOptions): Promise<ClusterReader> {
    const connection = await RuntimeConnection.open(cluster);
    try {
      return new ClusterReader(cluster, connection, await new AskedAxons(connection.client).names());
    } catch (fault) {
      connection.close();
      throw fault;
    }
  }

  private constructor(
    private readonly cluster: ClusterOptions,
    private connection: RuntimeConnection,
    private known: readonly string[],
  ) {
    this.asked = new AskedAxons(connection.client);
  }

  close(): void {
    this.connection.close();
  }

  names(): readonly string[] {
    return [...this.known].sort();
  }

  async refresh(): Promise<readonly string[]> {
    this.known = await this.asked.names();
    return this.names();
  }

  isRunning(): boolean {
    return true;
  }

  async axon(name: string): Promise<Axon> {
    const { spec, waits } = await this.view(name);
    if (spec === '') throw new CliError(`myelin: the loop of ${name} is not open: ${waits.join('; ')}`);
    return this.asked.spec(name, spec);
  }

  async view(name: string): Promise<ShownAxon> {
    const view = await this.asked.view(this.named(name));
    return { ...view, endpoints: view.endpoints ?? {} };
  }

  async journal(name: string, after?: number): Promise<readonly JournalEntry[]> {
    return this.asked.journal(this.named(name), after);
  }

  async *follow(name: string, { after, signal, onGap }: FollowOptions): AsyncGenerator<JournalEntry> {
    let last = after ?? (await this.asked.lastPlace(this.named(name)));
    while (!signal.aborted) {
      try {
        for await (const one of this.asked.follow(name, last, signal)) {
          last = one.seq;
          yield one;
        }
        // A stream ends with its runtime, or with its axon: of that a refusal tells, and no other runtime is looked for.
        if (!signal.aborted) await this.asked.view(name);
      } catch (fault) {
        if (!isPassing(fault)) throw fault;
      }
      if (signal.aborted) return;
      this.reconnecting ??= this.reconnect(signal, onGap).finally(() => (this.reconnecting = undefined));
      await this.reconnecting;
    }
  }

  hands(): ControlClient {
    return this.connection.client;
  }

  callers(): Promise<ControlClient> {
    return this.connection.callers();
  }

  private named(name: string): string {
    if (this.known.includes(name)) return name;
    throw unknownAxon(name, this.names(), this.connection.namespace);
  }

  /** Until there is one that leads, or nobody wants to know any more. */
  private async reconnect(signal: AbortSignal, onGap: FollowOptions['onGap']): Promise<void> {
    this.connection.close();
    onGap(`the runtime of namespace ${this.connection.namespace} has gone away; looking for it`);
    while (!signal.aborted) {
      try {
        const connection = await RuntimeConnection.open(this.cluster);
        // Nobody waits for it any more: the one that was there has been closed by then.
        if (signal.aborted) return connection.close();
        this.connection = connection;
        this.asked = new AskedAxons(this.connection.client);
        onGap('found it');
        return;
      } catch (fault) {
        if (!(fault instanceof CliError)) throw fault;
        await delay(PAUSE, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
