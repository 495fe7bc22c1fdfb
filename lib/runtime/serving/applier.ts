import { contentHash } from '../../spec/canonical';
import { Backoff } from '../kube/backoff';
import { KubeError, type Kind, type Kube, type KubeObject } from '../kube/kube';
import type { Find } from './shape';

/** Between two tries of what the API server refuses, in milliseconds. */
const PAUSES = { first: 1000, longest: 60_000 };

/** Within which informers hear of what was written; what they then do not know somebody took away. Milliseconds. */
const HEARD = 10_000;

/** The reason of a condition about what a person did to an object, and what helps. */
export const EDITED = 'EditedBySomebodyElse';
export const EDIT_HELP = 'take the edit back, or delete the object and it is made anew';

/** Something that the API server does not take, while that lasts. */
export interface Refused {
  readonly object: KubeObject;
  readonly reason: string;
  readonly message: string;
  readonly since: number;
}

interface Refusal extends Refused {
  readonly content: string;
  readonly backoff: Backoff;
  readonly retryAt: number;
}

/**
 * Writes objects, and remembers what became of it.
 *
 * - What it has written is found at once, before the informers hear of it.
 * - What is refused is tried again later, ever more rarely; at once if something else is to be written.
 * - It never takes a field from somebody who set it to another value.
 * - What the server, or a webhook, makes of a write is not written against: that asks for an end to nothing.
 */
export class Applier {
  private readonly written = new Map<string, { readonly object: KubeObject; readonly at: number }>();
  /** What was last taken, and what came of it. */
  private readonly taken = new Map<string, string>();
  private readonly touched = new Set<string>();
  private readonly refusals = new Map<string, Refusal>();

  constructor(
    private readonly kube: Kube,
    private readonly known: Find,
    private readonly now: () => number,
  ) {}

  readonly find: Find = (kind, name) => {
    const key = keyOf(kind, name);
    const known = this.known(kind, name);
    const written = this.written.get(key);
    if (written === undefined) return known;
    if (!isHeard(known, written.object) && this.now() - written.at < HEARD) return written.object;
    this.written.delete(key);
    return known;
  };

  refused(): readonly Refused[] {
    return [...this.refusals.values()];
  }

  /** When to look again: to try what was refused, or to miss what was taken away as soon as it was written. Milliseconds since 1970 */
  get lookAt(): number | undefined {
    const times = [...this.refusals.values()].map(({ retryAt }) => retryAt);
    for (const [key, { object, at }] of this.written) {
      const known = this.known(object.kind as Kind, object.metadata.name);
      if (isHeard(known, object) || this.now() - at >= HEARD) this.written.delete(key);
      else times.push(at + HEARD);
    }
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async apply(object: KubeObject): Promise<void> {
    const { kind, metadata } = object;
    const key = keyOf(kind, metadata.name);
    this.touched.add(key);
    const content = contentHash(object);
    const before = this.refusals.get(key);
    if (before?.content === content && before.retryAt > this.now()) return;
    if (this.taken.get(key) === outcome(object, this.find(kind as Kind, metadata.name))) return;
    try {
      const written = await this.kube.apply(object);
      this.written.set(key, { object: written, at: this.now() });
      this.taken.set(key, outcome(object, written));
      this.refusals.delete(key);
    } catch (fault) {
      if (!(fault instanceof KubeError)) throw fault;
      const backoff = before?.content === content ? before.backoff : new Backoff(PAUSES);
      this.refusals.set(key, {
        object,
        content,
        backoff,
        ...sayRefusal(object, fault),
        since: before?.since ?? this.now(),
        retryAt: this.now() + Math.max(backoff.next(), fault.retryAfter ?? 0),
      });
    }
  }

  /** Forgets what was refused and nobody wanted to write since the last time. */
  endLook(): void {
    for (const key of this.refusals.keys()) if (!this.touched.has(key)) this.refusals.delete(key);
    this.touched.clear();
  }

  async remove({ kind, metadata: { name, uid } }: KubeObject): Promise<void> {
    const key = keyOf(kind, name);
    try {
      await this.kube.delete(kind as Kind, name, uid === undefined ? {} : { uid });
      this.written.delete(key);
      this.taken.delete(key);
      this.refusals.delete(key);
    } catch (fault) {
      if (!(fault instanceof KubeError)) throw fault;
      // It is still there when the informers are asked again, and so is what takes it away.
    }
  }
}

function sayRefusal({ kind, metadata: { name } }: KubeObject, { reason, message }: KubeError) {
  if (reason !== 'Conflict') return { reason, message: `${kind} ${name} cannot be written: ${message}` };
  return {
    reason: EDITED,
    message: `${kind} ${name} was edited by somebody else and is left as it is (${message}): ${EDIT_HELP}`,
  };
}

/** What was asked for, with what is there of it. */
function outcome(asked: KubeObject, there: KubeObject | undefined): string {
  if (there === undefined) return '';
  const { labels, annotations = {} } = there.metadata;
  const own = Object.keys(asked.metadata.annotations ?? {}).map((name) => annotations[name]);
  return contentHash([asked, labels, own, there['spec']]);
}

/** Resource versions of one kind grow. */
function isHeard(known: KubeObject | undefined, written: KubeObject): boolean {
  return known !== undefined && Number(known.metadata.resourceVersion) >= Number(written.metadata.resourceVersion);
}

function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}
