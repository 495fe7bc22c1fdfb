import type { AxonHere } from './control/open-axon';
import type { Hand } from './hand';
import type { KubeObject } from './kube/kube';
import { AxonKeeper, type KeeperParts } from './axon-keeper';
import type { AxonSession } from './session';
import { axonConfigName } from '../spec/derive/names';
import type { Fenced } from './state/journal-store';
import { Recall } from './state/recall';

/**
 * The loops of all axons of a namespace, in the process that leads.
 *
 * - There is a loop for every ConfigMap of an axon, and none without.
 * - What breaks one loop is a condition of that axon; the others go on.
 * - Once another runtime is found to lead, nothing moves any more.
 */
export class Runtime {
  /** By the name of the ConfigMap. */
  private readonly keepers = new Map<string, AxonKeeper>();
  private readonly ending = new Set<Promise<void>>();
  private over = false;

  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly parts: KeeperParts;

  constructor(private readonly given: Omit<KeeperParts, 'recall'>) {
    const onFenced = (fault: Fenced) => this.fenced(fault);
    const hands = (session: AxonSession) => this.handsOf(session);
    this.parts = { ...given, recall: new Recall(given.kube), hands, onFenced };
  }

  /** The ConfigMap of an axon is there, or is another than before. */
  see(object: KubeObject): void {
    if (this.over) return;
    const { name } = object.metadata;
    const keeper = this.keepers.get(name);
    if (keeper !== undefined) return keeper.see(object);
    this.keepers.set(name, new AxonKeeper(this.parts, object));
  }

  /** The ConfigMap of an axon is gone: what was made for it goes with it. */
  gone(name: string): void {
    const keeper = this.keepers.get(name);
    if (keeper === undefined) return;
    this.keepers.delete(name);
    this.parts.log.info('the axon was deleted, its loop ends', { axon: keeper.name });
    // What it would write would be in the way of one of its name that is made now.
    this.end(keeper, 0);
  }

  names(): readonly string[] {
    return [...this.keepers.values()].map(({ name }) => name);
  }

  axons(): readonly AxonHere[] {
    return [...this.keepers.values()].map(hereOf);
  }

  /** @returns undefined where there is none of that name */
  axon(name: string): AxonHere | undefined {
    const keeper = this.keeperOf(name);
    return keeper && hereOf(keeper);
  }

  /** The loop of an axon; undefined where there is none, or it is not open. */
  session(axon: string): AxonSession | undefined {
    return this.keeperOf(axon)?.session;
  }

  /**
   * Ends every loop.
   *
   * @param grace - how long the journalling of what was told is waited for
   */
  async stop(grace?: number): Promise<void> {
    this.over = true;
    for (const keeper of this.keepers.values()) this.end(keeper, grace);
    this.keepers.clear();
    while (this.ending.size > 0) await Promise.all(this.ending);
  }

  /**
   * Calls whenever the journal of an axon has grown, or its loop was opened: also of one that is not open yet.
   *
   * @returns ends it
   */
  listen(axon: string, listener: () => void): () => void {
    const listeners = this.listeners.get(axon) ?? new Set();
    this.listeners.set(axon, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(axon) === listeners) this.listeners.delete(axon);
    };
  }

  private handsOf(session: AxonSession): readonly Hand[] {
    const news = () => {
      for (const listener of this.listeners.get(session.axon.name) ?? []) listener();
    };
    session.listen(news);
    // Whoever is told finds the loop open.
    setImmediate(news);
    return this.given.hands(session);
  }

  /** Only one whose ConfigMap is called otherwise than its axon is looked for: it has no loop, and a condition. */
  private keeperOf(axon: string): AxonKeeper | undefined {
    const expected = this.keepers.get(axonConfigName(axon));
    if (expected?.name === axon) return expected;
    return [...this.keepers.values()].find(({ name }) => name === axon);
  }

  private end(keeper: AxonKeeper, grace?: number): void {
    const ending = keeper.stop(grace).finally(() => this.ending.delete(ending));
    this.ending.add(ending);
  }

  private fenced(fault: Fenced): void {
    if (this.over) return;
    void this.stop(0);
    this.given.onFenced(fault);
  }
}

function hereOf(keeper: AxonKeeper): AxonHere {
  const { name, session } = keeper;
  return { name, ...(session === undefined ? {} : { session }), conditions: keeper.conditions() };
}
