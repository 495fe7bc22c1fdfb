import { formatPath, issue, type Issue, type Path } from './issue';
import { closest } from './lang/closest';
import { entriesAt, keysBeside, placesOf, type OutlineEntry } from './schema-outline';

/** A key that the language does not have, and where it should stand. */
export interface UnknownKey {
  readonly issue: Issue;
  /** @default - nobody can tell */
  readonly meant?: Path;
}

/**
 * A key that the language does not have at its place.
 *
 * - A key of a later release has no effect here, which is a warning.
 * - A key that is nearly a known one, in a place that decides what runs and when, is a mistake that would silently take a
 *   part of the axon away: an error. So is a key of `spec` that is written beside `spec`.
 */
export function unknownKey(path: Path, entries: readonly OutlineEntry[]): UnknownKey {
  const key = String(path.at(-1));
  const told = (hint: string | undefined) => ({ issue: issue('MYL1004', path, `unknown key ${key}`, hint) });
  const beside = keysBeside(entries, path);
  const meant = closest(key, beside);
  if (meant === key) {
    const owners = ownersOf(entries, path);
    if (owners.length > 0) return told(`${key} belongs to ${owners.join(' and ')}`);
  } else if (meant !== undefined) {
    return elsewhere(decides(path) ? 'MYL1014' : 'MYL1004', path, [...path.slice(0, -1), meant]);
  }
  const places = placesOf(entries, key);
  if (path.length === 1 && places.includes('spec')) return elsewhere('MYL1014', path, ['spec', key]);
  if (meant === key) return elsewhere('MYL1004', path, path);
  const few = places.length > 0 && places.length <= 3;
  return told(few ? `${key} belongs to ${places.join(' or ')}` : knownKeys(beside));
}

/** One that should stand somewhere else, with a hint that says where. */
function elsewhere(code: 'MYL1004' | 'MYL1014', path: Path, meant: Path): UnknownKey {
  const [key, name] = [path, meant].map((one) => String(one.at(-1)));
  const hint =
    meant.length === path.length ? `did you mean ${name}` : `${key} belongs to ${formatPath(meant.slice(0, -1))}`;
  return { issue: issue(code, path, `unknown key ${key}`, hint), meant };
}

/** Whether what was found is a key that the language does not have. */
export function isUnknownKey({ code }: Issue): boolean {
  return code === 'MYL1004' || code === 'MYL1014';
}

/** The document, `spec`, a task and its kind, a sensor, a trigger and a wanted state: keys there decide what runs and when. */
function decides(path: Path): boolean {
  const [top, list, , ...rest] = path;
  if (path.length === 1) return true;
  if (top !== 'spec') return false;
  if (path.length === 2) return true;
  switch (list) {
    case 'tasks':
      return rest.length === 1 || rest.length === 2;
    case 'sensors':
      return rest.length === 1 || (rest[0] === 'triggers' && rest.length === 3);
    case 'desired':
      return rest.length === 1;
    default:
      return false;
  }
}

/** The kinds of trigger, or of hyperparameter, that have a key which stands at another kind; its description begins with them. */
function ownersOf(entries: readonly OutlineEntry[], path: Path): readonly string[] {
  const described = entriesAt(entries, path).map(({ description = '' }) => description);
  return described.flatMap((text) =>
    [...text.matchAll(/(?:^|; )([A-Z]\w+(?: and [A-Z]\w+)*):/g)].map(([, owner = '']) => owner),
  );
}

function knownKeys(keys: readonly string[]): string | undefined {
  return keys.length === 0 || keys.length > 12 ? undefined : `known keys are ${keys.join(', ')}`;
}
