import { whoLabel } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';
import type { Clock } from '../clock';
import type { Session } from '../hand';
import { Backoff } from '../kube/backoff';
import type { Kind, Kube, KubeObject } from '../kube/kube';
import { isOf } from './attempt-copy';
import { outcomeOf } from './outcome-of';

/** How long what ended is kept, for its logs. In seconds. */
const KEPT = 24 * 3600;

/** A runtime that does not know yet that another leads has stopped by then. Milliseconds. */
const SURELY_LEFT = 120_000;

export interface LeftPorts {
  readonly kube: Kube;
  readonly session: Session;
  readonly clock: Clock;
}

/**
 * Objects of attempts that are not live any more.
 *
 * - One that ended gets its time to live only now, since its end is in the journal: before, it is the only witness.
 * - One that runs is deleted, but only after it has been seen so for two minutes.
 * - What the API server refuses is asked for later, each time for all objects of a kind together.
 */
export class LeftObjects {
  private readonly kinds = new Map<Kind, Known>();

  constructor(private readonly ports: LeftPorts) {}

  tidy(kind: Kind, objects: readonly KubeObject[]): void {
    const known = this.knownOf(kind);
    forget(known, objects);
    const live = new Set([...this.ports.session.state.attempts.keys()].map(labelValue));
    for (const object of objects) {
      const { [whoLabel('attempt')]: attempt } = object.metadata.labels ?? {};
      const { uid = '' } = object.metadata;
      if (attempt === undefined || known.asked.has(uid) || !isOf(this.ports.session, object)) continue;
      if (live.has(attempt)) continue;
      const ended = outcomeOf(object, []).phase === 'ended';
      // It is not looked at again: there may be thousands in a day.
      if (ended && hasTimeToLive(object)) known.asked.add(uid);
      else if (this.ports.clock.steady() < known.notBefore) continue;
      else if (ended || this.isSurelyLeft(known, uid)) this.ask(kind, object, ended);
    }
  }

  private knownOf(kind: Kind): Known {
    const known = this.kinds.get(kind) ?? { asked: new Set(), since: new Map(), notBefore: 0, backoff: new Backoff() };
    this.kinds.set(kind, known);
    return known;
  }

  private isSurelyLeft({ since: all }: Known, uid: string): boolean {
    const now = this.ports.clock.steady();
    const since = all.get(uid) ?? now;
    all.set(uid, since);
    return now - since > SURELY_LEFT;
  }

  private ask(kind: Kind, { metadata: { name, uid = '' } }: KubeObject, ended: boolean): void {
    const { kube, clock } = this.ports;
    const known = this.knownOf(kind);
    known.asked.add(uid);
    (ended ? kube.patch(kind, name, timeToLive(kind)) : kube.delete(kind, name, { uid })).then(
      () => known.backoff.reset(),
      () => {
        known.asked.delete(uid);
        const now = clock.steady();
        if (known.notBefore <= now) known.notBefore = now + known.backoff.next();
      },
    );
  }
}

/** What is known of the objects of one kind, by uid. */
interface Known {
  /** It has been asked for, so it is not looked at again. */
  readonly asked: Set<string>;
  /** When it was first seen to run and to belong to no live attempt. */
  readonly since: Map<string, number>;
  /** By the steady clock. */
  notBefore: number;
  readonly backoff: Backoff;
}

function forget({ asked, since }: Known, objects: readonly KubeObject[]): void {
  const there = new Set(objects.map(({ metadata }) => metadata.uid));
  for (const uid of asked) if (!there.has(uid)) asked.delete(uid);
  for (const uid of since.keys()) if (!there.has(uid)) since.delete(uid);
}

function timeToLive(kind: Kind): object {
  switch (kind) {
    case 'TFJob':
      return { spec: { runPolicy: { ttlSecondsAfterFinished: KEPT } } };
    case 'SparkApplication':
      return { spec: { timeToLiveSeconds: KEPT } };
    default:
      return { spec: { ttlSecondsAfterFinished: KEPT } };
  }
}

function hasTimeToLive({ spec }: KubeObject): boolean {
  const { ttlSecondsAfterFinished, timeToLiveSeconds, runPolicy } = spec;
  return [ttlSecondsAfterFinished, timeToLiveSeconds, runPolicy?.ttlSecondsAfterFinished].some(
    (ttl) => ttl !== undefined,
  );
}
