import type { Axon } from '../spec/axon';
import { AxonLoop } from '../engine/axon-loop';
import { applyEntry } from '../engine/apply';
import type { Entry } from '../engine/journal';
import type { Input, Wanted, World } from '../engine/ports';
import { keptSpecs } from '../engine/kept-specs';
import { restoreState, takeSnapshot, type Snapshot } from '../engine/snapshot';
import { emptyState, type AxonState } from '../engine/state';
import { wanted } from '../engine/wanted';
import type { JournalEntry } from '../control/ports';
import { ForwardTime, sleep, type Clock } from './clock';
import type { OpenAxon } from './control/open-axon';
import type { Condition, Hand, Session } from './hand';
import { Backoff } from './kube/backoff';
import { KubeError, type OwnerReference } from './kube/kube';
import type { Log } from './log';
import { Fenced, type JournalStore } from './state/journal-store';
import type { SpecHistory } from './state/spec-history';

/** Between two tries of a write that the API server refuses, in milliseconds. */
const PAUSES = { first: 200, longest: 10_000 };

/** The timer looks at the clock at least so often: a machine's clock may jump over the time that is waited for. */
const LONGEST_WAIT = 30_000;

/** A clock that is behind the journal by less is nobody's concern. */
const SKEW = 60_000;

/** How many entries an append holds at most; a step's are never divided. */
const LONGEST_APPEND = 2000;

export interface SessionParts {
  /** As long as the journal has none in force. @default - it has */
  readonly axon?: Axon;
  readonly owner: OwnerReference;
  /** Which life of the axon this is: start sensors fire once in each. @default - the uid of its owner */
  readonly incarnation?: string;
  readonly journal: JournalStore;
  readonly specs: SpecHistory;
  /** Gives what the loop may ask; `session` shows what is durable. */
  readonly world: (session: Session) => World;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once when another runtime is found to lead. */
  readonly onFenced: (fault: Fenced) => void;
  /** Told once when the loop of this axon cannot go on: it is to be opened anew. */
  readonly onFault: (fault: unknown) => void;
}

/** What an input led to, until it is durable. */
interface Decided {
  readonly entries: readonly Entry[];
  readonly resolve: (entries: readonly Entry[]) => void;
}

/**
 * The loop of one axon in a cluster: decided at once, shown and acted upon when durable.
 *
 * - An input is folded in when it is told. What follows goes into the journal with all that was decided while the last
 *   append was under way; only then is it part of `state` and `wanted`, and hands are asked to reconcile.
 * - There are two folds for this: one is ahead and decides, one follows the journal and is shown. Both are the same
 *   function of the entries, so nobody ever sees what a crash would take back.
 * - An append that fails is repeated, unchanged, until it succeeds or another runtime turns out to lead.
 * - Time never goes back, from one runtime to the next either. It wakes itself when the loop asked to be woken.
 */
export class AxonSession implements OpenAxon {
  readonly owner: OwnerReference;
  readonly state: AxonState;
  private readonly deciding: AxonLoop;
  private readonly world: World;
  private readonly time: ForwardTime;
  private readonly hands: Hand[] = [];
  private readonly listeners = new Set<(entries: readonly JournalEntry[]) => void>();
  private readonly ahead: Decided[] = [];
  private readonly end = new AbortController();
  /** The last entry that `state` holds. */
  private shown: { readonly place: number; readonly time: number };
  private lastWanted: Wanted | undefined;
  private refusal: Condition | undefined;
  private skewedSince: number | undefined;
  private moves = false;
  private writing: Promise<void> | undefined;
  private tidying: Promise<void> | undefined;
  private cancelTimer: () => void = () => undefined;

  /** @throws UnknownEntryError, UnknownSpecError, JournalFault */
  constructor(private readonly parts: SessionParts) {
    this.owner = parts.owner;
    if (parts.axon !== undefined) parts.specs.add(parts.axon);
    const specs = (hash: string) => parts.specs.get(hash);
    const snapshot = parts.journal.takeSnapshot();
    // Each fold has a state of its own.
    const begin = (): AxonState =>
      snapshot === undefined ? emptyState() : restoreState(JSON.parse(snapshot.text) as Snapshot, specs);
    const state = begin();
    let last = snapshot?.time ?? 0;
    let shown = snapshot?.place ?? 0;
    function* read(): Iterable<Entry> {
      for (const { seq, entry } of parts.journal.after(shown)) {
        applyEntry(state, entry, specs);
        last = entry.time;
        shown = seq;
        yield entry;
      }
    }
    this.deciding = AxonLoop.replay(read(), specs, begin());
    this.state = state;
    this.shown = { place: shown, time: last };
    this.time = new ForwardTime(parts.clock, last);
    this.world = parts.world(this);
  }

  get axon(): Axon {
    const { axon } = this.parts;
    return this.state.hash === '' && axon !== undefined ? axon : this.spec(this.state.hash);
  }

  spec(hash: string): Axon {
    return this.parts.specs.get(hash);
  }

  /** Worked out once between two appends, however often it is asked. */
  get wanted(): Wanted {
    this.lastWanted ??= wanted(this.state, (hash) => this.spec(hash));
    return this.lastWanted;
  }

  now(): number {
    return this.time.now();
  }

  /** Whether nothing moves any more: it was stopped, or another runtime leads. */
  get ended(): boolean {
    return this.end.signal.aborted;
  }

  add(...hands: readonly Hand[]): void {
    this.hands.push(...hands);
  }

  /** Whether it has been let. */
  get started(): boolean {
    return this.moves;
  }

  /**
   * Lets the loop move, and go on with whatever was under way.
   *
   * @param axon - to be in force. @default - what is in force stays
   */
  start(axon?: Axon): void {
    this.moves = true;
    if (axon !== undefined) void this.apply(axon);
    void this.tell({ kind: 'tick' });
    this.reconcile();
    this.tidying ??= this.tidy();
  }

  /** A first spec, or an edit. */
  apply(axon: Axon): Promise<readonly Entry[]> {
    this.parts.specs.add(axon);
    return this.tell({ kind: 'apply', hash: axon.hash, incarnation: this.parts.incarnation ?? this.owner.uid });
  }

  tell(input: Input): Promise<readonly Entry[]> {
    if (this.ended) return Promise.resolve([]);
    let entries: readonly Entry[];
    try {
      entries = this.deciding.step(input, this.now(), this.world);
    } catch (fault) {
      this.break(fault);
      return Promise.resolve([]);
    }
    this.schedule();
    // What was told before may be why nothing follows: it is answered for when that is durable.
    if (entries.length === 0 && this.ahead.length === 0 && this.writing === undefined) return Promise.resolve([]);
    return new Promise((resolve) => {
      this.ahead.push({ entries, resolve });
      this.writing ??= this.writeAll();
    });
  }

  get last(): number {
    return this.shown.place;
  }

  /** Entries that are durable, after a place in the journal. */
  journal(after: number): Iterable<JournalEntry> {
    return this.parts.journal.after(after);
  }

  /**
   * Told what has become durable, after hands were asked to reconcile.
   *
   * @returns a function that ends the listening
   */
  listen(listener: (entries: readonly JournalEntry[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  readonly break = (fault: unknown): void => this.fail(() => this.parts.onFault(fault));

  /** Asks the hands to compare what is with what is wanted. */
  reconcile(): void {
    for (const hand of this.hands) hand.reconcile();
  }

  conditions(): readonly Condition[] {
    const own = [this.refusal, this.skew()].filter((condition) => condition !== undefined);
    return [...own, ...this.hands.flatMap((hand) => hand.conditions())];
  }

  /** Nothing moves after it; what was told is journalled if that can be done within the grace. */
  async stop(grace: number): Promise<void> {
    const over = new AbortController();
    await Promise.race([this.writing ?? Promise.resolve(), sleep(this.parts.clock, grace, over.signal)]);
    over.abort();
    this.cease();
    await Promise.all(this.hands.map((hand) => hand.stop(grace)));
    await Promise.all([this.writing, this.tidying]);
  }

  private async writeAll(): Promise<void> {
    while (this.ahead.length > 0 && !this.ended) {
      // What is told while it waits for its turn is written with it.
      if (this.ahead.some(({ entries }) => entries.length > 0)) await this.parts.journal.turn(this.end.signal);
      const batch = this.takeBatch();
      const entries = batch.flatMap((decided) => decided.entries);
      if (entries.length > 0) await this.write(entries);
      if (this.ended) {
        for (const { resolve } of batch) resolve([]);
        break;
      }
      if (entries.length > 0) this.show(entries);
      for (const { entries: mine, resolve } of batch) resolve(mine);
    }
    this.writing = undefined;
    if (this.ended) this.giveUp();
  }

  private takeBatch(): readonly Decided[] {
    let entries = 0;
    const count = this.ahead.findIndex((decided) => (entries += decided.entries.length) > LONGEST_APPEND);
    return this.ahead.splice(0, count === -1 ? this.ahead.length : Math.max(1, count));
  }

  /** Resolves when it is durable, or nothing moves any more. */
  private async write(entries: readonly Entry[]): Promise<void> {
    const { journal, specs, clock } = this.parts;
    const backoff = new Backoff(PAUSES);
    while (!this.ended) {
      try {
        for (const entry of entries) if (entry.type === 'AxonApplied') await specs.keep(entry.hash, this.end.signal);
        await journal.append(entries, this.end.signal);
        this.refusal = undefined;
        this.tidying ??= this.tidy();
        return;
      } catch (fault) {
        if (this.ended) return;
        if (fault instanceof Fenced) return this.fail(() => this.parts.onFenced(fault));
        if (!(fault instanceof KubeError)) return this.break(fault);
        this.refuse(fault);
        await sleep(clock, fault.retryAfter ?? backoff.next(), this.end.signal);
      }
    }
  }

  /** Beside the appends; what it cannot do now is done after another one. */
  private async tidy(): Promise<void> {
    try {
      const { journal, specs } = this.parts;
      const { signal } = this.end;
      await journal.tidy(signal);
      if (!journal.isLong || signal.aborted) return;
      const text = JSON.stringify(takeSnapshot(this.state));
      const needed = keptSpecs(this.state);
      await journal.cut({ ...this.shown, text }, signal);
      if (!signal.aborted) await specs.retain(needed);
    } catch (fault) {
      const message = `the journal could not be tidied: ${fault instanceof Error ? fault.message : String(fault)}`;
      this.parts.log.warn(message, { axon: this.axon.name });
    } finally {
      this.tidying = undefined;
    }
  }

  /** What is durable becomes what is seen. */
  private show(entries: readonly Entry[]): void {
    const first = this.shown.place + 1;
    const lines = entries.map((entry, index) => ({ seq: first + index, entry }));
    try {
      for (const entry of entries) applyEntry(this.state, entry, (hash) => this.spec(hash));
      this.shown = { place: this.shown.place + entries.length, time: entries.at(-1)?.time ?? this.shown.time };
      this.lastWanted = undefined;
      this.reconcile();
      for (const listener of this.listeners) listener(lines);
    } catch (fault) {
      this.break(fault);
    }
  }

  private refuse(fault: KubeError): void {
    const message = `the journal cannot be written, so nothing is begun: ${fault.message}`;
    if (this.refusal?.message !== message) this.parts.log.warn(message, { axon: this.axon.name });
    const since = this.refusal?.since ?? this.now();
    this.refusal = { kind: 'axon', name: this.axon.name, reason: 'JournalNotWritten', message, since };
  }

  private skew(): Condition | undefined {
    const { ahead } = this.time;
    if (ahead < SKEW) return (this.skewedSince = undefined);
    this.skewedSince ??= this.now();
    const message = `the clock of this machine is ${Math.round(ahead / 1000)} seconds behind the last entry of the journal`;
    return { kind: 'axon', name: this.axon.name, reason: 'ClockBehind', message, since: this.skewedSince };
  }

  private schedule(): void {
    this.cancelTimer();
    const { wakeAt } = this.deciding.wanted();
    if (wakeAt === undefined || this.ended) return;
    const wait = Math.min(LONGEST_WAIT, Math.max(1, wakeAt - this.now()));
    this.cancelTimer = this.parts.clock.after(wait, () => {
      if (this.now() < wakeAt) this.schedule();
      else void this.tell({ kind: 'tick' });
    });
  }

  private fail(told: () => void): void {
    if (this.ended) return;
    this.cease();
    told();
  }

  private cease(): void {
    this.end.abort();
    this.cancelTimer();
    if (this.writing === undefined) this.giveUp();
  }

  /** What was not durable has not happened. */
  private giveUp(): void {
    for (const { resolve } of this.ahead.splice(0)) resolve([]);
  }
}
