import { whoLabel } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';
import type { Clock } from '../clock';
import type { Session } from '../hand';
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
 */
export class LeftObjects {
  private readonly asked = new Set<string>();
  private readonly since = new Map<string, number>();

  constructor(private readonly ports: LeftPorts) {}

  tidy(kind: Kind, objects: readonly KubeObject[]): void {
    const live = new Set([...this.ports.session.state.attempts.keys()].map(labelValue));
    for (const object of objects) {
      const { [whoLabel('attempt')]: attempt } = object.metadata.labels ?? {};
      const { uid = '' } = object.metadata;
      if (attempt === undefined || this.asked.has(uid) || !isOf(this.ports.session, object)) continue;
      if (live.has(attempt)) continue;
      const ended = outcomeOf(object, []).phase === 'ended';
      // It is not looked at again: there may be thousands in a day.
      if (ended && hasTimeToLive(object)) this.asked.add(uid);
      else if (ended || this.isSurelyLeft(uid)) this.ask(kind, object, ended);
    }
  }

  private isSurelyLeft(uid: string): boolean {
    const now = this.ports.clock.steady();
    const since = this.since.get(uid) ?? now;
    this.since.set(uid, since);
    return now - since > SURELY_LEFT;
  }

  private ask(kind: Kind, { metadata: { name, uid = '' } }: KubeObject, ended: boolean): void {
    const { kube } = this.ports;
    this.asked.add(uid);
    this.since.delete(uid);
    (ended ? kube.patch(kind, name, timeToLive(kind)) : kube.delete(kind, name, { uid })).catch(() =>
      this.asked.delete(uid),
    );
  }
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
