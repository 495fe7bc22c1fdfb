import { Construct } from 'constructs';
import { eachUse } from './all-uses';
import { ConstructUseError } from './axon-error';

/** The construct in which another one is to be made, once it is known to be one and the id to be free and whole. */
export function checkedScope(scope: unknown, id: unknown, what: string): Construct {
  if (!Construct.isConstruct(scope)) {
    const made = typeof id === 'string' ? `${what} ${id}` : what;
    throw new ConstructUseError(String(id), `the scope of ${made} must be a construct, got ${show(scope)}`);
  }
  const { path } = scope.node;
  if (typeof id !== 'string' || id === '') {
    throw new ConstructUseError(path, `the id of ${what} must be a name, got ${show(id)}`);
  }
  if (id.includes('/')) throw new ConstructUseError(path, `the id of ${what} must not have a slash, got ${id}`);
  return scope as Construct;
}

/**
 * The id of a construct for a name of the language: the name, but for those that the library of constructs takes for taken,
 * since it keeps children in a plain object. No name of the language ends in an underscore.
 */
export function idFor(name: string): string {
  return typeof name === 'string' && name in {} ? `${name}_` : name;
}

/** The scope, once it is known that nothing in it has the id. */
export function expectFree(scope: Construct, id: string): Construct {
  if (scope.node.tryFindChild(idFor(id)) === undefined) return scope;
  throw new ConstructUseError(scope.node.path, `there is already a construct with the id ${id}`);
}

/** A class, whoever may construct it. */
export interface Kind<T = unknown> {
  readonly prototype: T;
  readonly name: string;
}

/** The value, once it is known to be made by one of `kinds`; what JavaScript passes has no types. */
export function expectKind<K extends Kind>(
  construct: string,
  what: string,
  value: unknown,
  kinds: readonly K[],
  example: string,
): K['prototype'] {
  if (kinds.some((kind) => isKind(value, kind))) return value;
  throw new ConstructUseError(construct, `${what} must be ${example}, got ${show(value)}`);
}

export function isKind<T>(value: unknown, kind: Kind<T>): value is T {
  return value instanceof (kind as unknown as new () => object);
}

/** All of a list, which may be left out; every item that is wrong is told. */
export function expectList<K extends Kind>(
  construct: string,
  what: string,
  values: unknown,
  kinds: readonly K[],
  example: string,
): readonly K['prototype'][] {
  if (values === undefined) return [];
  if (!Array.isArray(values)) throw new ConstructUseError(construct, `${what} must be a list, got ${show(values)}`);
  return eachUse(values, (value, index) => expectKind(construct, `${what}[${index}]`, value, kinds, example));
}

/** A value as an error shows it. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (typeof value !== 'object') return `${typeof value === 'function' ? 'a function' : String(value)}`;
  if (Array.isArray(value)) return 'a list';
  const { name } = value.constructor ?? {};
  return name === undefined || name === 'Object' ? 'a plain object' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** The props of a construct, once they are known to be an object. */
export function expectProps({ node }: Construct, props: unknown): void {
  if (typeof props === 'object' && props !== null) return;
  throw new ConstructUseError(node.path, `props must be an object, got ${show(props)}`);
}

/** @throws ConstructUseError where it is no class, or none of the things of `of` */
export function expectClass(construct: string, what: string, kind: unknown, of: Kind): void {
  if (typeof kind === 'function' && (kind === of || kind.prototype instanceof (of as never))) return;
  throw new ConstructUseError(construct, `${what} must be a class of a ${of.name}, got ${show(kind)}`);
}

/** The text, once it is known to be some. */
export function expectText(construct: string, what: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConstructUseError(construct, `${what} must be text, got ${show(value)}`);
}
