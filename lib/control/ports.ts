import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Entry } from '../engine/journal';
import type { MoveOrder } from '../engine/ports';
import type { Issue } from '../spec/issue';

/** One entry of the journal with its place in it; places count up from 1 and are never used again. */
export interface JournalEntry {
  readonly seq: number;
  readonly entry: Entry;
}

/** A Rest trigger as its door knows it: which one, and what opens it. */
export interface RestDoor {
  readonly sensor: string;
  readonly trigger: string;
  /** @default - anybody who reaches the address */
  readonly auth?: RestAuth;
}

/** Values of the secrets that a trigger names. Where both are there, either opens. */
export interface RestAuth {
  readonly token?: string;
  readonly hmac?: string;
  /** A secret that the axon names and nobody has given: `secret hooks, key token`. The door stays shut. */
  readonly missing?: string;
}

export interface TriggerCall {
  readonly sensor: string;
  readonly trigger: string;
  /** The same id is the same event, however often it is delivered. */
  readonly id: string;
  /** The body: JSON, or undefined when it was empty. */
  readonly data: unknown;
  /** CloudEvents `source`. @default - `rest` */
  readonly source: string;
}

export interface TriggerAnswer {
  readonly accepted: boolean;
  readonly id: string;
  /** The event had been delivered before. @default false */
  readonly duplicate?: boolean;
  /** Why it was not accepted. */
  readonly reason?: string;
}

export interface MetricPush {
  readonly name: string;
  readonly value: number;
  /** A gauge's value replaces the last, a counter's is added. @default - as before, at first Gauge */
  readonly type?: 'Gauge' | 'Counter';
  readonly labels?: Readonly<Record<string, string>>;
}

/** Who reports: a task's process, or with `deployer` a served model. */
export interface PushSource {
  readonly task?: string;
  readonly run?: string;
  readonly attempt?: string;
  readonly trial?: string;
  readonly deployer?: string;
  readonly version?: string;
  readonly model?: string;
  readonly backend?: string;
}

/** Directories of a task's last Succeeded run; each ends in a slash. */
export interface TaskDirectories {
  readonly data_path: string;
  readonly model_path: string;
}

export type Command =
  /** Without `sensor`, the whole axon. */
  | { readonly kind: 'pause' | 'resume'; readonly sensor?: string }
  /** Fires the start sensors again. */
  | { readonly kind: 'restart' }
  /** Retires the versions of deployers that an edit removed. */
  | { readonly kind: 'prune' }
  /** Goes back to a version, or has one answer everything. */
  | MoveOrder
  /** Ends the axon: its runs are cancelled and its versions retired. */
  | { readonly kind: 'stop' };

export type CommandAnswer =
  | {
      readonly ok: true;
      /** What follows, in words. @default - what was asked */
      readonly news?: string;
    }
  | { readonly ok: false; readonly reason: string };

export type SubmitAnswer =
  | { readonly ok: true; readonly axon: string; readonly changed: boolean; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Whether a process may speak for an axon. */
export type ProcessAnswer =
  | {
      readonly ok: true;
      /** Who it is, given who it says that it is. @default - it is believed */
      readonly who?: (said: PushSource) => PushSource;
      /** Whose reports are held back together. @default - it is not told from others of its axon */
      readonly pod?: string;
    }
  | { readonly ok: false; readonly reason: string };

/** What an axon's own processes and its callers ask. `undefined` for an axon or task that there is not. */
export interface ProcessPort {
  axons(): readonly string[];
  /** Why it cannot take events now; undefined where it can. */
  whyNotReady(): string | undefined;
  restDoors(axon: string): readonly RestDoor[] | undefined;
  /** Durable when it resolves. */
  trigger(axon: string, call: TriggerCall): Promise<TriggerAnswer>;
  /** Asked of whoever pushes metrics or reads paths, about its Authorization header. */
  processAllowed(axon: string, authorization: string | undefined): Promise<ProcessAnswer>;
  pushMetrics(axon: string, pushes: readonly MetricPush[], source: PushSource): void;
  tasks(axon: string): readonly string[];
  taskPaths(axon: string, task: string): TaskDirectories | undefined;
}

/** What whoever operates the axons asks. */
export interface OperatorPort {
  axons(): readonly string[];
  /** What `get` and the dashboard show: plain JSON. */
  state(axon: string): unknown;
  /** Entries after a place, in order, as far as the journal goes now. */
  journal(axon: string, after: number): Iterable<JournalEntry> | AsyncIterable<JournalEntry>;
  /** Calls the listener after each append, until the returned function is called. */
  subscribe(axon: string, listener: () => void): () => void;
  /** A spec that the journal speaks of, as it was written: with these and the journal, a reader replays the loop. */
  spec(axon: string, hash: string): unknown;
  command(axon: string, command: Command): Promise<CommandAnswer>;
  /** @param parameters - in place of the document's own */
  submit(document: string, parameters: Readonly<Record<string, string>>): Promise<SubmitAnswer>;
}

/** What the hands offer over HTTP. */
export interface ControlPort extends ProcessPort, OperatorPort {}

/** Answers requests that are its own; false, and nothing done, for any other. */
export type FirstListener = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Something that adds to /metrics: whole families in Prometheus text format. */
export type MetricsSupplier = () => string | Promise<string>;
