import { issue, type Issue, type Path } from './issue';
import { closest } from './lang/closest';
import { entriesAt, keysBeside, placesOf, type OutlineEntry } from './schema-outline';

/**
 * A key that the language does not have at its place.
 *
 * - A key of a later release has no effect here, which is a warning.
 * - A key that is nearly a known one, in a place that decides what runs and when, is a mistake that would silently take a
 *   part of the axon away: an error. So is a key of `spec` that is written beside `spec`.
 */
export function unknownKey(path: Path, entries: readonly OutlineEntry[]): Issue {
  const key = String(path.at(-1));
  const told = (hint: string | undefined) => issue('MYL1004', path, `unknown key ${key}`, hint);
  const beside = keysBeside(entries, path);
  const meant = closest(key, beside);
  if (meant === key) {
    const owners = ownersOf(entries, path);
    if (owners.length > 0) return told(`${key} belongs to ${owners.join(' and ')}`);
  } else if (meant !== undefined) {
    const code = decides(path) ? 'MYL1014' : 'MYL1004';
    return issue(code, path, `unknown key ${key}`, `${DID_YOU_MEAN}${meant}`);
  }
  const places = placesOf(entries, key);
  if (path.length === 1 && places.includes('spec')) {
    return issue('MYL1014', path, `unknown key ${key}`, `${key}${BELONGS_TO_SPEC}`);
  }
  const elsewhere = places.length === 0 || places.length > 3 ? undefined : `${key} belongs to ${places.join(' or ')}`;
  return told(meant === key ? `${DID_YOU_MEAN}${meant}` : (elsewhere ?? knownKeys(beside)));
}

const DID_YOU_MEAN = 'did you mean ';
const BELONGS_TO_SPEC = ' belongs to spec';

/** Whether what was found is a key that the language does not have. */
export function isUnknownKey({ code }: Issue): boolean {
  return code === 'MYL1004' || code === 'MYL1014';
}

/** Where an unknown key should stand. @default - nobody can tell */
export function meantPath({ path, hint = '' }: Issue): Path | undefined {
  if (hint.startsWith(DID_YOU_MEAN)) return [...path.slice(0, -1), hint.slice(DID_YOU_MEAN.length)];
  return hint.endsWith(BELONGS_TO_SPEC) ? ['spec', ...path] : undefined;
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
