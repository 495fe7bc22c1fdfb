import type { ChaosCluster } from '../chaos-cluster';
import type { Lots } from '../lots';

/** What a fault takes that not every cluster gives. */
export type Need = 'components' | 'processes' | 'prometheus';

export interface Strike {
  readonly cluster: ChaosCluster;
  readonly lots: Lots;
  readonly round: number;
  /** The spec that is in force; a fault that applies another one counts it up. */
  revision: number;
  /** Says how the cause is ended, before it is made; in the order in which it is said. */
  undo(ends: () => Promise<void>): void;
  /** Accepts an event of a sensor, or fails. @returns its id */
  send(sensor: string): Promise<string>;
}

/** Something that goes wrong in a cluster, and how it is ended. */
export interface Fault {
  readonly name: string;
  /** @default - any cluster */
  readonly needs?: readonly Need[];
  /**
   * What `myelin get` shows while it lasts: in the reason or message of a condition, in the state of an alert, or in its own
   * error where it gets no answer. @default - it is over before anybody could look
   */
  readonly shows?: RegExp;
  /** Of which axon. @default 'chaos' */
  readonly axon?: string;
  /** Makes it so. */
  strike(strike: Strike): Promise<void>;
}
