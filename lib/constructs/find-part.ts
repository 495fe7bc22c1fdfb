import type { Construct } from 'constructs';
import { didYouMean } from '../spec/lang/closest';
import { ConstructUseError } from './axon-error';
import { expectClass, isKind, show, type Kind } from './construct-use';

/** What parts of an axon are told apart by their names. */
export interface PartKind<A> {
  /** In words, for faults. */
  readonly what: string;
  readonly all: Kind<A>;
}

/**
 * The part of an axon that has a name.
 *
 * @throws ConstructUseError if there is none of this name and kind
 */
export function findPart<A extends Construct & { readonly name: string }, T extends A>(
  { node }: Construct,
  { what, all }: PartKind<A>,
  name: string,
  kind: Kind<T>,
): T {
  expectClass(node.path, `the kind of the ${what} ${String(name)}`, kind, all);
  const parts = node.findAll().flatMap((one) => (isKind(one, all) ? [one] : []));
  const found = parts.find((part) => part.name === name);
  if (isKind(found, kind)) return found;
  const known = parts.map((part) => part.name);
  const fault =
    found === undefined
      ? `there is no ${what} ${name}, ${didYouMean(name, known) ?? `there are: ${known.join(', ') || 'none'}`}`
      : `${name} is ${show(found)}, not a ${kind.name}`;
  throw new ConstructUseError(node.path, fault);
}
