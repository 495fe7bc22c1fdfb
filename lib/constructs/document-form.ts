import type { Path } from '../spec/issue';
import type { ConstructPlace } from './construct-place';
import type { KubernetesObject } from './kubernetes-object';

const FORM = Symbol('document form');

/** Something that writes itself into the document of its axon, in the form of YAML. */
export interface DocumentPart {
  /** @internal */
  _toDocument(): unknown;
  /**
   * Where a program says what stands at a path below the part. Nowhere, if the part was read from a file.
   *
   * @internal
   */
  _place?(path: Path): ConstructPlace | undefined;
}

/** Props of a construct that is made of a part of a document: what is written there stands in for them. */
export function propsOf<P extends object>(form: KubernetesObject): P {
  return { [FORM]: form } as unknown as P;
}

/** The part of the document that a construct is made of. @returns undefined if it was written in TypeScript */
export function documentForm(props: object | undefined): KubernetesObject | undefined {
  return props === undefined ? undefined : (props as { readonly [FORM]?: KubernetesObject })[FORM];
}

/** What was read, and at the end of its lists what was added to them since; a list to which nothing was added stays as it is. */
export function withAdded(
  form: KubernetesObject,
  added: Readonly<Record<string, readonly unknown[]>>,
): KubernetesObject {
  const longer = Object.entries(added).flatMap(([key, items]) => {
    const read = form[key] ?? [];
    return items.length === 0 || !Array.isArray(read) ? [] : [[key, [...(read as unknown[]), ...items]] as const];
  });
  return { ...form, ...Object.fromEntries(longer) };
}
