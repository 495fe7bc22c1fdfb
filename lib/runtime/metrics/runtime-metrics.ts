import { guardedClock, type Clock } from '../clock';
import type { OpenAxon } from '../control/open-axon';
import type { Session } from '../hand';
import type { Kube } from '../kube/kube';
import { AxonMetrics } from './axon-metrics';

/** What the code of all axons reports, by session: with a session's end it is let go. */
export class RuntimeMetrics {
  private readonly known = new WeakMap<Session, AxonMetrics>();

  constructor(
    private readonly kube: Pick<Kube, 'get' | 'apply' | 'delete'>,
    private readonly clock: Clock,
  ) {}

  /** Of a session that may not have begun: nothing is read or written before `start`. */
  of(session: Session): AxonMetrics {
    const before = this.known.get(session);
    if (before !== undefined) return before;
    const made = new AxonMetrics(session, this.kube, guardedClock(this.clock, session.break));
    this.known.set(session, made);
    return made;
  }

  /** The hand of a session, which it stops at its end. */
  start(session: OpenAxon): AxonMetrics {
    const metrics = this.of(session);
    metrics.start(session);
    return metrics;
  }
}
