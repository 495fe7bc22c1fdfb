import { sleep, type Clock } from '../clock';
import { Backoff } from '../kube/backoff';
import { KubeError, type Kube, type KubeObject, type OwnerReference } from '../kube/kube';

/** Between two tries that find another object of that name each time, in milliseconds. */
const PAUSES = { first: 200, longest: 10_000 };

/** Where an object is written that is an axon's alone. */
export interface OwnedPlace {
  readonly kube: Pick<Kube, 'create' | 'get' | 'delete'>;
  /** The ConfigMap of the axon: what is owned by another one of its name is not this axon's. */
  readonly owner: OwnerReference;
  readonly clock: Clock;
}

/**
 * Creates an object whose name says what it holds, or finds that it is there already, so that it may be repeated.
 *
 * - What an axon of the same name left that has been deleted goes: the garbage collector is on its way to it.
 * - Who makes such objects again and again is waited for, ever longer, until the signal is given.
 *
 * @param holds - whether an object of this axon with that name is the one, which it leaves; another one is deleted. It may
 *   throw instead
 * @throws KubeError
 */
export async function createOwned(
  { kube, owner, clock }: OwnedPlace,
  object: KubeObject,
  signal: AbortSignal,
  holds: (found: KubeObject) => boolean,
): Promise<void> {
  const { kind, name } = { kind: 'ConfigMap', name: object.metadata.name } as const;
  const backoff = new Backoff(PAUSES);
  for (let tries = 0; ; tries += 1) {
    // What was in the way has just gone, as a rule.
    if (tries > 1) await sleep(clock, backoff.next(), signal);
    if (signal.aborted) throw new KubeError(0, 'Aborted', `${name} was not written in time`);
    try {
      await kube.create(object);
      return;
    } catch (fault) {
      if (!(fault instanceof KubeError) || fault.reason !== 'AlreadyExists') throw fault;
    }
    const found = await kube.get(kind, name);
    if (found === undefined) continue;
    if (isOwned(found, owner) && holds(found)) return;
    await kube.delete(kind, name, { uid: found.metadata.uid ?? '' });
  }
}

export function isOwned({ metadata }: KubeObject, { uid }: OwnerReference): boolean {
  return metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false;
}
