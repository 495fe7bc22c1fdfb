import type { MatchSpec } from '../spec/schema/deployer';
import type { TextMatch } from '../spec/derive/text-match';

/** So many cookies can stand in six orders; with each further one an expression would grow beyond reading. */
const MAX_COOKIES = 3;

/** What RE2, the dialect of meshes, has not: looking ahead or back, and repeating a group. */
const BEYOND_RE2 = /\(\?<?[=!]|\\[1-9]|\\k</;

/** A part of a match that no route of a mesh can say. */
export interface MatchFault {
  /** Keys below the match. */
  readonly path: readonly string[];
  readonly message: string;
}

/** What of a match the gateway on one machine can follow and a mesh cannot. */
export function matchFaults(match: MatchSpec): readonly MatchFault[] {
  const { path, headers = {}, query = {}, cookie = {} } = match;
  const texts: (readonly [readonly string[], TextMatch])[] = [
    ...(path === undefined ? [] : [[['path'], path] as const]),
    ...named('headers', headers),
    ...named('query', query),
    ...named('cookie', cookie),
  ];
  const cookies = Object.keys(cookie);
  return [
    ...texts.flatMap(([where, text]) => textFaults(where, text)),
    ...(cookies.length > MAX_COOKIES
      ? [{ path: ['cookie'], message: `a mesh can ask for ${MAX_COOKIES} cookies at once, got ${cookies.length}` }]
      : []),
    ...(cookies.length > 0 && Object.keys(headers).some((name) => name.toLowerCase() === 'cookie')
      ? [{ path: ['cookie'], message: 'a mesh cannot ask for cookies beside the header Cookie itself' }]
      : []),
  ];
}

function named(key: string, values: Readonly<Record<string, TextMatch>>) {
  return Object.entries(values).map(([name, match]) => [[key, name], match] as const);
}

function textFaults(path: readonly string[], match: TextMatch): MatchFault[] {
  if (typeof match === 'string') return [];
  const keys = (['exact', 'prefix', 'regex'] as const).filter((key) => match[key] !== undefined);
  if (keys.length > 1) return [{ path, message: `a mesh takes one of ${keys.join(', ')}` }];
  if (match.regex === undefined) return [];
  const beyond = BEYOND_RE2.exec(match.regex);
  return beyond === null ? [] : [{ path, message: `a mesh cannot read ${beyond[0]} in an expression` }];
}
