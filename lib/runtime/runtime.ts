import type { AxonHere } from './control/open-axon';
import type { KubeObject } from './kube/kube';
import { AxonKeeper, type KeeperParts } from './axon-keeper';
import type { AxonSession } from './session';
import { Fenced } from './state/journal-store';

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

  constructor(private readonly parts: KeeperParts) {}

  /** The ConfigMap of an axon is there, or is another than before. */
  see(object: KubeObject): void {
    if (this.over) return;
    const { name } = object.metadata;
    const keeper = this.keepers.get(name);
    if (keeper !== undefined) return keeper.see(object);
    this.keepers.set(name, new AxonKeeper({ ...this.parts, onFenced: (fault) => this.fenced(fault) }, object));
  }

  /** The ConfigMap of an axon is gone: what was made for it goes with it. */
  gone(name: string): void {
    const keeper = this.keepers.get(name);
    if (keeper === undefined) return;
    this.keepers.delete(name);
    this.parts.log.info('the axon was deleted, its loop ends', { axon: keeper.name });
    this.end(keeper);
  }

  axons(): readonly AxonHere[] {
    return [...this.keepers.values()].map((keeper) => ({
      name: keeper.name,
      ...(keeper.session === undefined ? {} : { session: keeper.session }),
      conditions: keeper.conditions(),
    }));
  }

  /** The loop of an axon; undefined where there is none, or it is not open. */
  session(axon: string): AxonSession | undefined {
    return [...this.keepers.values()].find(({ name, session }) => name === axon && session !== undefined)?.session;
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

  private end(keeper: AxonKeeper, grace?: number): void {
    const ending = keeper.stop(grace).finally(() => this.ending.delete(ending));
    this.ending.add(ending);
  }

  private fenced(fault: Fenced): void {
    if (this.over) return;
    void this.stop(0);
    this.parts.onFenced(fault);
  }
}
