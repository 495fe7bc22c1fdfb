import type { Axon } from '../spec/axon';
import type { AxonLoop } from '../engine/axon-loop';
import type { Entry } from '../engine/journal';
import type { Input, Wanted, World } from '../engine/ports';
import type { AxonState } from '../engine/state';
import type { JournalEntry } from '../control/ports';
import { ForwardTime, sleep, type Clock } from './clock';
import type { OpenAxon } from './control/open-axon';
import { DurableFold } from './durable-fold';
import type { Condition, Hand, Session, Trouble } from './hand';
import { JournalTidier } from './journal-tidier';
import { JournalWriter } from './journal-writer';
import type { OwnerReference } from './kube/kube';
import type { Log } from './log';
import type { Fenced, JournalStore } from './state/journal-store';
import type { SpecHistory } from './state/spec-history';

/** The timer looks at the clock at least so often: a machine's clock may jump over the time that is waited for. */
const LONGEST_WAIT = 30_000;

/** A clock that is behind the journal by less is nobody's concern. */
const SKEW = 60_000;

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

/**
 * The loop of one axon in a cluster: decided at once, shown and acted upon when durable.
 *
 * - An input is folded in when it is told. What follows goes into the journal; only then is it part of `state` and `wanted`,
 *   and hands are asked to reconcile.
 * - Time never goes back, from one runtime to the next either. It wakes itself when the loop asked to be woken.
 */
export class AxonSession implements OpenAxon {
  readonly owner: OwnerReference;
  private readonly deciding: AxonLoop;
  private readonly durable: DurableFold;
  private readonly writer: JournalWriter;
  private readonly tidier: JournalTidier;
  private readonly world: World;
  private readonly time: ForwardTime;
  private readonly hands: Hand[] = [];
  private readonly listeners = new Set<(entries: readonly JournalEntry[]) => void>();
  private readonly end = new AbortController();
  private refusal: Condition | undefined;
  private skewedSince: number | undefined;
  private moves = false;
  private cancelTimer: () => void = () => undefined;

  /** @throws UnknownEntryError, UnknownSpecError, JournalFault */
  constructor(private readonly parts: SessionParts) {
    const { journal, specs, clock, onFenced } = parts;
    this.owner = parts.owner;
    if (parts.axon !== undefined) specs.add(parts.axon);
    const { durable, deciding } = DurableFold.read(journal, specs);
    this.durable = durable;
    this.deciding = deciding;
    this.time = new ForwardTime(clock, durable.time);
    this.world = parts.world(this);
    const end = this.end.signal;
    this.writer = new JournalWriter({
      ...{ journal, specs, clock, end },
      onDurable: (entries) => this.show(entries),
      onRefused: (trouble) => this.refuse(trouble),
      onFenced: (fault) => this.fail(() => onFenced(fault)),
      onFault: this.break,
    });
    const onFault = (message: string) => this.warn(message);
    this.tidier = new JournalTidier({ journal, specs, durable, end, onFault });
  }

  get state(): AxonState {
    return this.durable.state;
  }

  get axon(): Axon {
    const { axon } = this.parts;
    return this.state.hash === '' && axon !== undefined ? axon : this.spec(this.state.hash);
  }

  spec(hash: string): Axon {
    return this.parts.specs.get(hash);
  }

  get wanted(): Wanted {
    return this.durable.wanted;
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
    this.tidier.begin();
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
    if (entries.length === 0 && this.writer.isIdle) return Promise.resolve([]);
    return this.writer.write(entries);
  }

  get last(): number {
    return this.durable.place;
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
    await Promise.race([this.writer.idle, sleep(this.parts.clock, grace, over.signal)]);
    over.abort();
    this.cease();
    await Promise.all(this.hands.map((hand) => hand.stop(grace)));
    await Promise.all([this.writer.idle, this.tidier.idle]);
  }

  /** What is durable becomes what is seen. */
  private show(entries: readonly Entry[]): void {
    this.refusal = undefined;
    try {
      const lines = this.durable.follow(entries);
      this.tidier.begin();
      this.reconcile();
      for (const listener of this.listeners) listener(lines);
    } catch (fault) {
      this.break(fault);
    }
  }

  private refuse({ reason, message }: Trouble): void {
    if (this.refusal?.message !== message) this.warn(message);
    const since = this.refusal?.since ?? this.now();
    this.refusal = { kind: 'axon', name: this.axon.name, reason, message, since };
  }

  private warn(message: string): void {
    this.parts.log.warn(message, { axon: this.axon.name });
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

  private fail(report: () => void): void {
    if (this.ended) return;
    this.cease();
    report();
  }

  private cease(): void {
    this.end.abort();
    this.cancelTimer();
    this.writer.cease();
  }
}
