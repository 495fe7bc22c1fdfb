import type { Axon } from '../axon';
import { objectNames } from '../derive/object-names';
import { issue, type Issue } from '../issue';
import { lowerName } from '../resolve/scope';

/** Names that differ, and whose objects would have one name: `api` of a deployer and `api-gateway` of a task. */
export function checkObjectNames(axon: Axon): readonly Issue[] {
  return clashes(objectNames(axon).map((object) => ({ ...object, axon: axon.name })));
}

/**
 * The same among axons of one namespace, such as those of a file: `a-b` with a task `c`, and `a` with a task `b-c`. Two of one
 * name are told as such, and nothing of their objects.
 *
 * @returns for each axon what is wrong with it because of those before it
 */
export function checkNamesAmong(axons: readonly Axon[]): readonly (readonly Issue[])[] {
  const names = axons.map(({ name, namespace }) => `${namespace ?? ''}/${name}`);
  const isFirst = names.map((name, index) => names.indexOf(name) === index);
  const all = axons.flatMap((axon, index) =>
    (isFirst[index] === true ? objectNames(axon) : []).map((object) => ({
      ...object,
      of: `${object.of} of ${axon.name}`,
      axon: `${index}`,
      namespace: axon.namespace,
    })),
  );
  const found = clashes(all, true);
  return axons.map(({ name }, index) => {
    if (isFirst[index] === false) return [twice(name)];
    return found.filter((one) => one.axon === `${index}`).map(({ axon: _a, ...one }) => one);
  });
}

function twice(name: string): Issue {
  return issue('MYL1010', ['metadata', 'name'], `another axon has the name ${name}`, 'rename one of them');
}

interface Object {
  readonly kind: string;
  readonly name: string;
  readonly of: string;
  readonly path: Issue['path'];
  readonly axon: string;
  readonly namespace?: string | undefined;
}

/** The later of two objects of one kind and name, once for each thing that it is of. */
function clashes(objects: readonly Object[], otherAxons = false): readonly (Issue & { readonly axon: string })[] {
  const first = new Map<string, Object>();
  const told = new Set<string>();
  return objects.flatMap((object) => {
    const id = [object.kind, object.namespace ?? '', object.name].join('/');
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, object);
    if (earlier === undefined || (earlier.axon === object.axon) === otherAxons) return [];
    // Two tasks of one lowered name have been told.
    if (lowerName(earlier.of) === lowerName(object.of)) return [];
    const pair = `${earlier.of}/${object.of}`;
    if (told.has(pair)) return [];
    told.add(pair);
    const message = `${earlier.of} and ${object.of} would both have a ${object.kind} ${object.name}`;
    return [{ ...issue('MYL1012', object.path, message, 'rename one of them'), axon: object.axon }];
  });
}
