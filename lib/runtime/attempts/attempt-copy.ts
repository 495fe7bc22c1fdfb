import { AXON_LABEL, whoLabel } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';
import { knownAttempt, type KnownAttempt } from '../../engine/attempt-facts';
import type { WantedAttempt } from '../../engine/ports';
import type { Session, Trouble } from '../hand';
import { KubeError, type Kube, type KubeObject } from '../kube/kube';
import { shapeTrouble } from '../shape-trouble';
import { attemptObjectName, jobOf, type CopyParts } from './job-of';
import { shapeOf, type ShapeAtRest } from './shape-at-rest';

/** Where the object of an attempt is, or would be. */
export interface AttemptPlace {
  readonly kind: ShapeAtRest['copies'];
  readonly name: string;
}

/** What came of the wish that an attempt has an object. */
export type Copied =
  { readonly kind: 'there'; readonly object: KubeObject } | ({ readonly kind: 'trouble' } & Trouble) | Ended;

/** It will never run: the loop decides what follows. */
interface Ended {
  readonly kind: 'ended';
  readonly outcome: 'Failed' | 'Lost';
  readonly message: string;
}

export interface CopyPorts {
  readonly kube: Kube;
  readonly session: Session;
  /** Something that nobody has said before. */
  readonly execution: () => string;
  /** A shape at rest as it was a moment ago. @returns undefined where it is not watched, or not there */
  readonly shape: (shape: ShapeAtRest) => KubeObject | undefined;
}

/** @returns undefined where the attempt is not known any more */
export function placeOf(session: Session, attempt: WantedAttempt): AttemptPlace | undefined {
  const known = knownOf(session, attempt);
  if (typeof known === 'string') return undefined;
  const { copies } = shapeOf(known.axon.name, known.action.task, attempt);
  return { kind: copies, name: attemptObjectName(known.axon.name, known.action.task, attempt) };
}

/**
 * Finds the object of an attempt, or makes it.
 *
 * - Its name follows from the attempt, so of two who make it one is told that it is there.
 * - One that was seen to run and is gone is Lost: it is not made again. What else made it run is caught by the claim in the
 *   store (`claimAttempt`).
 */
export async function copyAttempt(ports: CopyPorts, attempt: WantedAttempt, hasRun: boolean): Promise<Copied> {
  const { kube, session } = ports;
  const known = knownOf(session, attempt);
  if (typeof known === 'string') return ended('Failed', known);
  const shape = shapeOf(known.axon.name, known.action.task, attempt);
  const name = attemptObjectName(known.axon.name, known.action.task, attempt);
  const copied = (object: KubeObject) => make(ports, { shape, object, attempt, known, owner: session.owner });
  const { hash, tasks } = session.axon;
  const isThere = tasks.has(known.action.task.name);
  const seen = hasRun || !isThere ? undefined : ports.shape(shape);
  // One request where nothing is in the way: whether the object is there, its creation says too.
  if (seen !== undefined && shapeTrouble(shape, seen, hash) === undefined) return copied(seen);
  const found = await kube.get(shape.copies, name);
  if (found !== undefined) return adopted(session, known, found);
  if (hasRun) return ended('Lost', `${shape.copies} ${name} is gone`);
  if (!isThere) {
    return ended('Failed', `task ${known.action.task.name} is not in the axon any more, and so its shape is not here`);
  }
  const object = await kube.get(shape.kind, shape.name);
  const trouble = shapeTrouble(shape, object, hash);
  if (object === undefined || trouble !== undefined) return { kind: 'trouble', ...(trouble as Trouble) };
  return copied(object);
}

async function make({ kube, session, execution }: CopyPorts, parts: Omit<CopyParts, 'execution'>): Promise<Copied> {
  const made = jobOf({ ...parts, execution: execution() });
  const { copies } = parts.shape;
  const { name } = made.metadata;
  try {
    return { kind: 'there', object: await kube.create(made) };
  } catch (fault) {
    if (!(fault instanceof KubeError)) throw fault;
    // What is wrong with what is copied stays wrong.
    if ((fault.status === 422 || fault.status === 400) && !isDenied(fault))
      return ended('Failed', `${copies} ${name}: ${fault.message}`);
    if (fault.reason !== 'AlreadyExists') throw fault;
    const other = await kube.get(copies, name);
    return other === undefined ? ended('Lost', `${copies} ${name} is gone`) : adopted(session, parts.known, other);
  }
}

/** Webhooks and policies of the cluster may answer 400 or 422 too; what they refuse today they may let pass tomorrow. */
function isDenied({ message }: KubeError): boolean {
  return /denied (the )?request/.test(message);
}

function adopted(session: Session, known: KnownAttempt, object: KubeObject): Copied {
  if (isOf(session, object) && object.metadata.labels?.[whoLabel('attempt')] === labelValue(known.facts.attempt)) {
    return { kind: 'there', object };
  }
  const { kind, metadata } = object;
  const message = `${kind} ${metadata.name} is there and not of this axon: delete it, its name is needed`;
  return { kind: 'trouble', reason: 'NameTaken', message };
}

/** Whether an object is of the very axon, and not of an earlier one of the same name. */
export function isOf({ axon, owner }: Session, { metadata }: KubeObject): boolean {
  const owners = metadata.ownerReferences ?? [];
  return metadata.labels?.[AXON_LABEL] === axon.name && owners.some(({ uid }) => uid === owner.uid);
}

function knownOf(session: Session, attempt: WantedAttempt): KnownAttempt | string {
  return knownAttempt(session.state, (hash) => session.spec(hash), attempt);
}

function ended(outcome: Ended['outcome'], message: string): Ended {
  return { kind: 'ended', outcome, message };
}
