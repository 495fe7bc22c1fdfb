import type { Axon } from '../spec/axon';
import { AXON_LABEL, INCARNATION_ANNOTATION, SPEC_HASH_LABEL } from '../spec/derive/labels';
import { axonConfigName } from '../spec/derive/names';
import { UnknownEntryError } from '../engine/apply';
import { UnknownSnapshotError } from '../engine/snapshot';
import type { World } from '../engine/ports';
import { sleep, type Clock } from './clock';
import type { Condition, Hand, Session } from './hand';
import { Backoff } from './kube/backoff';
import { KubeError, type Kube, type KubeObject, type OwnerReference } from './kube/kube';
import type { Log } from './log';
import { readAxon, SPEC_KEY, whyNotRun } from './read-axon';
import { AxonSession } from './session';
import { JournalFault } from './state/chain';
import { JournalStore, type Fenced } from './state/journal-store';
import type { Recall } from './state/recall';
import { SpecHistory, UnknownSpecError } from './state/spec-history';
import type { WriteBudget } from './state/write-budget';

/** Between two tries to open an axon's loop, in milliseconds. */
const PAUSES = { first: 1000, longest: 60_000 };

/** How long the last append of a loop that is closed is waited for. */
const GRACE = 5000;

export interface KeeperParts {
  readonly kube: Kube;
  readonly clock: Clock;
  readonly log: Log;
  /** Which process this is: eight hexadecimal digits that no other has. */
  readonly writer: string;
  readonly budget: WriteBudget;
  /**
   * Resolves once what lies at rest is of this axon, or has not come for long.
   *
   * @param waits - told what is not there yet. Without it what is there is seen, and no more
   */
  readonly atRest: (axon: Axon, signal: AbortSignal, waits?: (shape: string) => void) => Promise<void>;
  readonly recall: Recall;
  readonly world: (session: Session) => World;
  /** What moves things for an axon; asked once for each session. */
  readonly hands: (session: AxonSession) => readonly Hand[];
  readonly onFenced: (fault: Fenced) => void;
}

/**
 * Keeps the loop of one axon open for as long as its ConfigMap is there.
 *
 * - A ConfigMap of the same name and another uid is another axon: the loop of the first one ends.
 * - An axon is begun, or changed, once what lies at rest is of its spec.
 * - A spec that cannot be run is a condition. What was in force before stays in force, in the next process too.
 * - A loop that cannot be opened, or that breaks, is a condition of this axon alone; it is tried again, ever more rarely.
 */
export class AxonKeeper {
  private object: KubeObject;
  private opened: AxonSession | undefined;
  private trouble: Condition | undefined;
  private readonly end = new AbortController();
  private retry = new AbortController();
  private seen: KubeObject | undefined;
  private broken = false;
  /** Of a loop that opens and breaks soon after. */
  private readonly breaks = new Backoff(PAUSES);
  private openedAt = 0;
  private moving: Promise<void> | undefined;

  constructor(
    private readonly parts: KeeperParts,
    object: KubeObject,
  ) {
    this.object = object;
    this.move();
  }

  /** As labels say, where the spec cannot be read. */
  get name(): string {
    const { labels, name } = this.object.metadata;
    return this.opened?.axon.name ?? labels?.[AXON_LABEL] ?? name;
  }

  /** @default - the loop is not open */
  get session(): AxonSession | undefined {
    const { opened } = this;
    return opened?.started === true && !opened.ended ? opened : undefined;
  }

  conditions(): readonly Condition[] {
    return [...(this.trouble === undefined ? [] : [this.trouble]), ...(this.opened?.conditions() ?? [])];
  }

  /** The ConfigMap as it is now. */
  see(object: KubeObject): void {
    if (isTheSame(object, this.object)) return;
    this.object = object;
    this.retry.abort();
    this.move();
  }

  /**
   * Nothing moves after it; what was made in the cluster stays.
   *
   * @param grace - how long the last append is waited for
   */
  async stop(grace = GRACE): Promise<void> {
    this.end.abort();
    this.retry.abort();
    await Promise.all([this.close(grace), this.moving]);
    await this.close(grace);
  }

  private move(): void {
    this.moving ??= this.moveAll().finally(() => (this.moving = undefined));
  }

  private async moveAll(): Promise<void> {
    const backoff = new Backoff(PAUSES);
    while (!this.end.signal.aborted && (this.seen !== this.object || this.broken)) {
      this.retry = new AbortController();
      const { object } = this;
      try {
        // What one that was deleted would write is in the way of the one that has its name now.
        if (this.opened?.owner.uid !== object.metadata.uid) await this.close(0);
        else if (this.broken) await this.close();
        this.broken = false;
        await this.follow(object);
        // It broke while it began: `reopen` comes back to it.
        if (this.broken) return;
        this.seen = object;
        backoff.reset();
      } catch (fault) {
        this.trip(fault);
        await sleep(this.parts.clock, backoff.next(), this.retry.signal);
      }
    }
  }

  /** @throws what keeps the loop from being opened */
  private async follow(object: KubeObject): Promise<void> {
    const read = readAxon(object);
    const refused = read.ok ? (whyMisplaced(object, read.axon) ?? whyNotRun(read.axon)) : read.reason;
    if (!read.ok || refused !== undefined) {
      await this.goOn(object);
      if (!this.broken) this.note('SpecRefused', refused ?? '');
      return;
    }
    const opened = (this.opened ??= await this.open(object, read.axon.name, read.axon))!;
    // What is in force moves on, whoever took something of it away, as soon as what is there has been seen.
    const isInForce = opened.state.hash === read.axon.hash;
    const waits = isInForce ? undefined : (shape: string) => this.waits(shape);
    if (!isInForce || !opened.started) await this.parts.atRest(read.axon, this.retry.signal, waits);
    if (this.end.signal.aborted || object !== this.object) return;
    if (!opened.started) opened.start(read.axon);
    else void opened.apply(read.axon);
    if (!this.broken) this.trouble = undefined;
  }

  /** With what the journal has in force, whatever was written over it meanwhile. */
  private async goOn(object: KubeObject): Promise<void> {
    const { [AXON_LABEL]: axon } = object.metadata.labels ?? {};
    if (axon === undefined || object.metadata.name !== axonConfigName(axon)) return;
    this.opened ??= await this.open(object, axon);
    const { opened } = this;
    if (opened === undefined || opened.started || opened.state.hash === '' || this.end.signal.aborted) return;
    opened.start();
  }

  /** @returns undefined where there is neither a spec to begin with nor one in force */
  private async open(object: KubeObject, name: string, axon?: Axon): Promise<AxonSession | undefined> {
    const { kube, recall, writer, budget, clock, log, world, hands } = this.parts;
    const owner = ownerOf(object);
    const specs = new SpecHistory({ kube, owner, clock }, name);
    await specs.load(recall);
    if (axon !== undefined) {
      // Whoever deleted it by hand did not mean to lose it for a successor.
      specs.add(axon);
      await specs.keep(axon.hash, this.end.signal);
    }
    const journal = await JournalStore.open({ kube, axon: name, owner, writer, budget, clock }, recall);
    if (axon === undefined && journal.next === 1) return undefined;
    const session = new AxonSession({
      ...(axon === undefined ? {} : { axon }),
      owner,
      incarnation: incarnationOf(object),
      journal,
      specs,
      world,
      clock,
      log,
      onFenced: (fault) => this.parts.onFenced(fault),
      onFault: (fault) => this.reopen(fault),
    });
    session.add(...hands(session));
    this.openedAt = clock.steady();
    log.info('the loop is open', { axon: name, hash: session.axon.hash, entries: journal.next - 1 });
    return session;
  }

  private waits(shape: string): void {
    const message = `it waits for ${shape} of its spec: apply the files of one synth together`;
    this.trouble = { kind: 'axon', name: this.name, reason: 'ShapesAwaited', message, since: this.parts.clock.now() };
  }

  private reopen(fault: unknown): void {
    const { clock } = this.parts;
    this.trip(fault);
    if (clock.steady() - this.openedAt >= PAUSES.longest) this.breaks.reset();
    void sleep(clock, this.breaks.next(), this.end.signal).then(() => this.move());
  }

  private trip(fault: unknown): void {
    this.broken = true;
    const reason = reasonOf(fault);
    // Whoever mends the runtime needs to know where it was.
    if (reason === 'LoopBroken') this.parts.log.warn(String((fault as Error).stack), { axon: this.name, reason });
    this.note(reason, messageOf(fault));
  }

  private async close(grace = GRACE): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.stop(grace);
  }

  private note(reason: string, message: string): void {
    const { name } = this;
    if (this.trouble?.message !== message) this.parts.log.warn(message, { axon: name, reason });
    const since = this.trouble?.message === message ? this.trouble.since : this.parts.clock.now();
    this.trouble = { kind: 'axon', name, reason, message, since };
  }
}

/** Whether all is as it was that is ever looked at: what else changes is in nobody's way. */
function isTheSame(one: KubeObject, other: KubeObject): boolean {
  const [a, b] = [one, other].map(({ metadata: { name, uid, labels = {}, annotations = {} }, data }) => [
    ...[name, uid, labels[AXON_LABEL], labels[SPEC_HASH_LABEL], annotations[INCARNATION_ANNOTATION]],
    data?.[SPEC_KEY],
  ]);
  return a!.every((value, index) => value === b![index]);
}

/** Of one that was restored from a backup, the life that it had before. */
function incarnationOf({ metadata: { annotations, uid = '' } }: KubeObject): string {
  return annotations?.[INCARNATION_ANNOTATION] ?? uid;
}

function ownerOf({ apiVersion, kind, metadata: { name, uid = '' } }: KubeObject): OwnerReference {
  return { apiVersion, kind, name, uid };
}

/** Another ConfigMap may hold a copy of an axon; there is one loop for a name. */
function whyMisplaced({ metadata: { name } }: KubeObject, axon: Axon): string | undefined {
  const expected = axonConfigName(axon.name);
  return name === expected ? undefined : `ConfigMap ${name} holds axon ${axon.name}, which belongs into ${expected}`;
}

function isOfNewerRelease(fault: unknown): fault is UnknownEntryError | UnknownSnapshotError {
  return fault instanceof UnknownEntryError || fault instanceof UnknownSnapshotError;
}

function reasonOf(fault: unknown): string {
  if (fault instanceof JournalFault) return 'JournalUnreadable';
  if (isOfNewerRelease(fault)) return 'JournalOfNewerRelease';
  if (fault instanceof UnknownSpecError) return 'SpecMissing';
  return fault instanceof KubeError ? fault.reason : 'LoopBroken';
}

function messageOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return isOfNewerRelease(fault) ? `${fault.message}; ${fault.hint}` : fault.message;
}
