import type { Axon } from '../spec/axon';
import type { AxonView } from '../engine/view/axon-view';
import type { JournalEntry } from '../control/ports';
import type { Condition } from '../runtime/hand';
import type { ControlClient } from './client';
import type { Where } from './where';

/** What is shown of an axon: its state, and what only the hands that move it know. */
export interface ShownAxon extends AxonView {
  /** Where each deployer answers. @default - no hands have the axon now */
  readonly endpoints?: Readonly<Record<string, string>>;
  /** Where the world asks for those that it can ask for. @default - where everybody does */
  readonly publicEndpoints?: Readonly<Record<string, string>>;
  /** What keeps things from going on. @default - nothing is known to */
  readonly conditions?: readonly Condition[];
  /** Place of the last entry of the journal that it shows. @default - no hands have the axon now */
  readonly seq?: number;
}

export interface FollowOptions {
  /** Place of the last entry that is not asked for. @default - the newest */
  readonly after?: number;
  readonly signal: AbortSignal;
  /** Told, in words, when the hands go away and are looked for. */
  readonly onGap: (news: string) => void;
}

/** What can be known of the axons of one place; whoever shows them does not see which kind of place it is. */
export interface AxonReader {
  /** Sorted. */
  names(): readonly string[];
  /** Asks anew which are moved now, for who watches them come and go. */
  refresh(): Promise<readonly string[]>;
  /** Whether hands move it now. */
  isRunning(axon: string): boolean;
  /** The spec in force. @throws CliError for an axon that there is not */
  axon(name: string): Promise<Axon>;
  view(name: string): Promise<ShownAxon>;
  /** Oldest first. @param after - place of the last entry that is not asked for. @default - all of it */
  journal(name: string, after?: number): Promise<readonly JournalEntry[]>;
  /** What comes into the journal, from now on or after a place, until `signal` is aborted or the hands end. */
  follow(name: string, options: FollowOptions): AsyncIterable<JournalEntry>;
  /** Whom to give commands to. @throws CliError where no hands are */
  hands(): ControlClient;
  /** Where events are sent to, as by any caller. @throws CliError where no hands are */
  callers(): Promise<ControlClient>;
  close(): void;
}

/** Opens the axons of a place, gives them to `use`, and closes them whatever happens. */
export async function withAxons<T>(where: Where, use: (reader: AxonReader) => T | Promise<T>): Promise<T> {
  if (where.kind === 'folder') {
    const { StateReader } = await import('./state-reader.js');
    const { withDiagnostics } = await import('./machine-faults.js');
    return withDiagnostics(async () => closing(await StateReader.open(where.stateDir), use));
  }
  const { ClusterReader } = await import('./cluster/cluster-reader.js');
  return closing(await ClusterReader.open(where), use);
}

async function closing<T>(reader: AxonReader, use: (reader: AxonReader) => T | Promise<T>): Promise<T> {
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}
