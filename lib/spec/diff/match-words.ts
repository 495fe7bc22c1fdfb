import type { MatchSpec } from '../schema/deployer';

type Wanted = NonNullable<MatchSpec['path']>;

/** The requests that a match is for, as people would say it; equal matches give equal words. */
export function matchWords(match: MatchSpec | undefined): string {
  const { headers, path, cookie, query } = match ?? {};
  const words = [
    ...(path === undefined ? [] : [`path ${wantedWords(path)}`]),
    ...named('header', headers),
    ...named('cookie', cookie),
    ...named('query', query),
  ];
  return words.length === 0 ? 'every request' : words.join(' and ');
}

function named(what: string, wanted: Readonly<Record<string, Wanted>> | undefined): string[] {
  return Object.entries(wanted ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${what} ${name} ${wantedWords(value)}`);
}

export function wantedWords(wanted: Wanted): string {
  if (typeof wanted === 'string') return `is ${wanted}`;
  const { exact, prefix, regex } = wanted;
  return [
    ...(exact === undefined ? [] : [`is ${exact}`]),
    ...(prefix === undefined ? [] : [`begins with ${prefix}`]),
    ...(regex === undefined ? [] : [`matches ${regex}`]),
  ].join(' and ');
}
