import { setTimeout as delay } from 'node:timers/promises';
import type { CelExpression } from '../spec/lang/cel';
import type { Entry } from '../engine/journal';
import type { Condition } from '../runtime/hand';
import type { AxonReader, ShownAxon } from './axon-reader';
import { isPassing, Refusal } from './client';
import type { LiveScreen } from './live-screen';
import { renderList } from './list-axons';
import { holds } from './run/until';
import { tellEntries, type Say } from './tell-entries';
import { renderTree } from './tree';

/** The state is asked for this long after news, since one decision often follows another, in milliseconds. */
const CALM = 100;

/** How often it is asked for without news: what is in the way is in no journal. */
const GLANCE = 3000;

/** How often it is drawn: what runs gets older meanwhile. */
const FRAME = 500;

/** Why the watching ended. */
export type WatchEnd = 'held' | 'time' | 'interrupted' | 'gone';

export interface WatchedAxons {
  readonly reader: AxonReader;
  /** Which axons. @default - all of the place, those that come too, until they go */
  readonly names?: readonly string[];
  readonly screen: LiveScreen;
  readonly say: Say;
  /** Of the one axon that is watched. @default - nothing ends it but time and people */
  readonly until?: CelExpression;
  /** Milliseconds from now. @default - no limit */
  readonly limit?: number;
  readonly interrupted: AbortSignal;
}

/** Shows what happens to axons until the expression holds, time is up, somebody interrupts, or the hands end. */
export async function watchAxons(watched: WatchedAxons): Promise<WatchEnd> {
  const { limit, interrupted } = watched;
  const end = new AbortController();
  const stop = (why: WatchEnd | Error) => end.abort(why);
  interrupted.addEventListener('abort', () => stop('interrupted'), { once: true });
  if (interrupted.aborted) stop('interrupted');
  const timer = limit === undefined ? undefined : setTimeout(() => stop('time'), limit);
  const axons = new Map<string, WatchedAxon>();
  const draw = setInterval(() => drawAll(watched, [...axons.values()]), FRAME);
  try {
    await Promise.race([
      (watched.names === undefined
        ? followAll(watched, axons, end.signal, stop)
        : followNamed(watched.names, watched, axons, end.signal, stop)
      ).then(() => stop('gone')),
      new Promise((done) => end.signal.addEventListener('abort', done, { once: true })),
    ]);
    const why = end.signal.reason as WatchEnd | Error;
    if (why instanceof Error) throw why;
    return why;
  } finally {
    end.abort();
    clearInterval(draw);
    clearTimeout(timer);
    watched.screen.show([]);
  }
}

type Stop = (why: WatchEnd | Error) => void;

async function followNamed(
  names: readonly string[],
  watched: WatchedAxons,
  axons: Map<string, WatchedAxon>,
  signal: AbortSignal,
  stop: Stop,
): Promise<void> {
  for (const name of names) axons.set(name, new WatchedAxon(name, watched, stop));
  await Promise.all([...axons.values()].map((axon) => axon.follow(signal)));
}

/** Until the hands of all of them have ended; one that is deleted is said, and one that is added is followed from then on. */
async function followAll(
  watched: WatchedAxons,
  axons: Map<string, WatchedAxon>,
  signal: AbortSignal,
  stop: Stop,
): Promise<void> {
  const { reader, screen, say } = watched;
  const leaving = new Map<string, AbortController>();
  const leave = (name: string) => {
    leaving.get(name)?.abort();
    if (axons.delete(name)) say(name, 'is deleted');
  };
  let ended = 0;
  const begin = (name: string) => {
    const own = new AbortController();
    const fail: Stop = (why) => {
      if (own.signal.aborted) return;
      if (isAbsent(why)) leave(name);
      else stop(why);
    };
    const axon = new WatchedAxon(name, watched, fail);
    axons.set(name, axon);
    leaving.set(name, own);
    axon.follow(AbortSignal.any([signal, own.signal])).then(() => {
      if (!own.signal.aborted) ended += 1;
    }, fail);
  };
  const goesOn = () => !signal.aborted && (axons.size === 0 || ended < axons.size);
  for (let first = true; goesOn(); first = false) {
    try {
      const names = await reader.refresh();
      if (first && !screen.live) {
        const views = await Promise.all(names.map((name) => reader.view(name)));
        for (const line of renderList(reader, views)) screen.print(line);
      }
      for (const name of axons.keys()) if (!names.includes(name)) leave(name);
      for (const name of names) {
        if (axons.has(name)) continue;
        if (!first) say(name, 'is added');
        begin(name);
      }
    } catch (fault) {
      if (!isPassing(fault) && !isAbsent(fault)) throw fault;
    }
    for (let waited = 0; waited < GLANCE && goesOn(); waited += CALM) await delay(CALM);
  }
}

/** An axon that is deleted between two questions. */
function isAbsent(fault: unknown): boolean {
  return fault instanceof Refusal && fault.status === 404;
}

function drawAll({ screen, reader }: WatchedAxons, axons: readonly WatchedAxon[]): void {
  const views = axons.flatMap(({ view }) => view ?? []);
  if (!screen.live || views.length === 0) return;
  const [only] = axons.length === 1 ? views : [];
  screen.show(only === undefined ? renderList(reader, views) : renderTree(only, Date.now()));
}

/** One of them: what is known of it, and what has been said. */
class WatchedAxon {
  view: ShownAxon | undefined;
  private news: Entry[] = [];
  private asking: NodeJS.Timeout | undefined;
  private waited = '';
  private blocked = new Set<string>();

  constructor(
    private readonly name: string,
    private readonly watched: WatchedAxons,
    private readonly stop: (why: WatchEnd | Error) => void,
  ) {}

  async follow(signal: AbortSignal): Promise<void> {
    const onGap = (news: string) => this.watched.say(this.name, news);
    const glances = setInterval(() => this.askSoon(0), GLANCE);
    try {
      const entries = this.watched.reader.follow(this.name, { signal, onGap })[Symbol.asyncIterator]();
      let next = entries.next();
      // What goes wrong with it while the first look is taken is heard after it.
      next.catch(() => undefined);
      await this.look();
      for (let one = await next; one.done !== true; one = await next) {
        this.news.push(one.value.entry);
        this.askSoon(CALM);
        next = entries.next();
      }
      await this.look();
    } finally {
      clearInterval(glances);
      clearTimeout(this.asking);
    }
  }

  private askSoon(after: number): void {
    this.asking ??= setTimeout(() => {
      this.asking = undefined;
      this.look().catch((fault: Error) => this.stop(fault));
    }, after);
  }

  /** Asks for the state, says what is new, and whether that ends it. */
  private async look(): Promise<void> {
    const { reader, until, say } = this.watched;
    const view = await reader.view(this.name).catch((fault: unknown) => {
      if (!isPassing(fault)) throw fault;
      return this.view;
    });
    this.view = view;
    for (const step of steps(this.news.splice(0))) tellEntries(step, () => view?.endpoints ?? {}, this.sayOf);
    if (view === undefined) return;
    this.tellConditions(view.conditions ?? []);
    const waits = view.waits.join('; ');
    if (waits !== '' && waits !== this.waited && !this.watched.screen.live) say(this.name, `waiting: ${waits}`);
    this.waited = waits;
    if (until !== undefined && holds(until, view)) this.stop('held');
  }

  private readonly sayOf: Say = (subject, text) =>
    this.watched.say(this.watched.names?.length === 1 ? subject : `${this.name}/${subject}`, text);

  /** Each once, while it lasts. */
  private tellConditions(conditions: readonly Condition[]): void {
    const now = new Set<string>();
    for (const { kind, name, reason, message } of conditions) {
      const key = `${kind} ${name} ${reason}`;
      now.add(key);
      if (!this.blocked.has(key)) this.sayOf(`${kind} ${name}`, `${reason}: ${message}`);
    }
    for (const key of this.blocked) if (!now.has(key)) this.sayOf(key, 'is over');
    this.blocked = now;
  }
}

/** The entries of one step have one time. */
function steps(entries: readonly Entry[]): Entry[][] {
  const grouped: Entry[][] = [];
  for (const entry of entries) {
    const last = grouped.at(-1);
    if (last !== undefined && last[0]!.time === entry.time) last.push(entry);
    else grouped.push([entry]);
  }
  return grouped;
}
