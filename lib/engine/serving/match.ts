import { textMatches, type TextMatch } from '../../spec/derive/text-match';
import type { MatchSpec } from '../../spec/schema/deployer';

/** What rules may look at in a request. */
export interface RequestFacts {
  /** Path below the deployer's address: the route's. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether a request is one that a rule is for. Everything that the match names must hold; a rule with no match always
 * holds. Text stands for itself (`exact`); a `regex` must cover the whole value, as in Istio.
 */
export function matches(match: MatchSpec | undefined, facts: RequestFacts): boolean {
  if (match === undefined) return true;
  if (match.path !== undefined && !textMatches(match.path, facts.path)) return false;
  if (!allHold(match.headers, (name) => facts.headers[name.toLowerCase()])) return false;
  if (!allHold(match.query, (name) => facts.query[name])) return false;
  return match.cookie === undefined || allHold(match.cookie, cookieReader(facts.headers['cookie']));
}

/** Position of the first rule that is for this request; -1 when none is. */
export function firstMatch(rules: readonly { readonly match?: MatchSpec }[], facts: RequestFacts): number {
  return rules.findIndex(({ match }) => matches(match, facts));
}

function allHold(
  wanted: Readonly<Record<string, TextMatch>> | undefined,
  read: (name: string) => string | undefined,
): boolean {
  if (wanted === undefined) return true;
  return Object.entries(wanted).every(([name, match]) => {
    const value = read(name);
    return value !== undefined && textMatches(match, value);
  });
}

function cookieReader(header: string | undefined): (name: string) => string | undefined {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    // Of two cookies of one name the more specific comes first (RFC 6265, section 5.4).
    if (name !== '' && !cookies.has(name)) cookies.set(name, unquoted(pair.slice(at + 1).trim()));
  }
  return (name) => cookies.get(name);
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
