import type { Axon } from '../spec/axon';
import type { Entry } from '../engine/journal';
import type { Input, Wanted } from '../engine/ports';
import type { AxonState } from '../engine/state';
import type { OwnerReference } from './kube/kube';

/**
 * One axon as the hands of the cluster see it.
 *
 * - What it shows is durable: `state` and `wanted` change only once the entries that changed them are in the journal, so
 *   whoever acts on them acts on what a successor would decide too.
 * - It is the only way back into the loop.
 */
export interface Session {
  /** In force. */
  readonly axon: Axon;
  /** Of any hash that the journal speaks of. */
  spec(hash: string): Axon;
  readonly state: AxonState;
  readonly wanted: Wanted;
  /** The ConfigMap of the axon, by which everything that the runtime makes is owned. */
  readonly owner: OwnerReference;
  /** Milliseconds since 1970, never less than before. */
  now(): number;
  /** Never throws; resolves once what followed is durable, and with nothing if the runtime has ceased to lead. */
  tell(input: Input): Promise<readonly Entry[]>;
  /** What was thrown where nobody waits for it: the loop of this axon is opened anew, and those of others go on. */
  readonly break: (fault: unknown) => void;
}

/** Why something does not go on now; it is looked at again. */
export interface Trouble {
  /** In one word, as Kubernetes words it: `ImagePullBackOff`, `Unschedulable`, `FailedCreate`. */
  readonly reason: string;
  /** For a person, with what would help. */
  readonly message: string;
}

/**
 * What keeps a thing from going on that is neither a decision nor in the journal: an image that cannot be pulled, a claim
 * that is pending, a quota that is exceeded. It is shown while it lasts.
 */
export interface Condition extends Trouble {
  /** What it is about: an attempt, a version, an alert, a trigger, or the axon itself. */
  readonly kind: 'attempt' | 'version' | 'alert' | 'trigger' | 'axon';
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Anything that makes what is wanted so; asked after every step that decided something, and when the cluster changed. */
export interface Hand {
  /** Compares what is with what is wanted, and starts moving; never waits, never throws for what a cluster does. */
  reconcile(): void;
  conditions(): readonly Condition[];
  /**
   * Nothing moves after it; what it made in the cluster stays.
   *
   * @param grace - how long what it knows may be kept for a successor, in milliseconds; 0 where one may lead already, and
   *   nothing is written
   */
  stop(grace: number): Promise<void>;
}
