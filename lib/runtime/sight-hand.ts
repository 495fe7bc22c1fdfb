import type { Clock } from './clock';
import type { Condition, Hand, Session } from './hand';
import type { Informers } from './kube/informers';

/** A connection that broke is made again by then, and files that are applied together have come. Milliseconds. */
const PASSES = 15_000;

/**
 * Says what of the cluster cannot be seen: everything that rests on it waits, or goes by what was there before.
 *
 * It moves nothing.
 */
export class SightHand implements Hand {
  constructor(
    private readonly session: Pick<Session, 'axon'>,
    private readonly informers: Pick<Informers, 'faults'>,
    private readonly clock: Clock,
  ) {}

  reconcile(): void {
    // What cannot be seen is asked for again by whoever looks.
  }

  conditions(): readonly Condition[] {
    const { name } = this.session.axon;
    return this.informers
      .faults()
      .filter(({ since }) => this.clock.now() - since >= PASSES)
      .map(({ kind, reason, message, since }) => ({
        kind: 'axon',
        name,
        reason,
        message: `${kind} objects cannot be seen, so what is known of them may be old: ${message}`,
        since,
      }));
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
