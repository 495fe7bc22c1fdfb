import { textCovers, textMatches, type TextMatch } from '../derive/text-match';
import { wantedWords } from '../diff/match-words';
import { issue, type Issue, type Path } from '../issue';
import { didYouMean } from '../lang/closest';
import type { MatchSpec } from '../schema/deployer';

/** A path at which requests come in, and where that is written. */
export interface RoutePath {
  readonly path: string;
  readonly at: Path;
}

export interface RuleList {
  readonly rules: readonly { readonly match?: MatchSpec | undefined }[];
  readonly path: Path;
  /** What the rules are of: a deployer, or a model of one. */
  readonly owner: string;
  /** Every path at which requests come to them. @default - some of it could not be read */
  readonly routes?: readonly RoutePath[];
}

/**
 * Rules that no request reaches, and routes that no rule answers.
 *
 * - The first rule that matches decides. Paths of routes match as a whole, so there are no other paths than theirs.
 * - An expression is compared with no other one; what is told is certain.
 */
export function checkRuleReach(list: RuleList): Issue[] {
  if (list.rules.length === 0) return [];
  return [...list.rules.flatMap((_, index) => unreached(list, index) ?? []), ...unanswered(list)];
}

function unreached({ rules, path, owner, routes }: RuleList, index: number): Issue | undefined {
  const match = rules[index]?.match;
  const wanted = match?.path;
  const asked = routes?.filter((route) => wanted === undefined || textMatches(wanted, route.path));
  if (asked?.length === 0 && wanted !== undefined) {
    const message = `rule ${index} is never asked, no route of ${owner} has a path that ${wantedWords(wanted)}`;
    const paths = routes?.map((route) => route.path) ?? [];
    const near = typeof wanted === 'string' ? didYouMean(wanted, paths) : undefined;
    return issue('MYL1309', [...path, index, 'match', 'path'], message, near ?? `the paths are ${paths.join(', ')}`);
  }
  const before = rules.slice(0, index);
  const open = before.findIndex((rule) => isOpen(rule.match));
  if (open !== -1) {
    const message = `rule ${index} is never asked, rule ${open} before it matches every request`;
    return issue('MYL1309', [...path, index], message, 'move the rule without match to the end');
  }
  const takers =
    asked === undefined
      ? [before.findIndex((rule) => pathCovers(rule.match?.path, wanted) && restCovers(rule.match, match))]
      : asked.map((route) =>
          before.findIndex((rule) => takesPath(rule.match, route.path) && restCovers(rule.match, match)),
        );
  if (takers.length === 0 || takers.includes(-1)) return undefined;
  const distinct = [...new Set(takers)].sort((a, b) => a - b);
  const who =
    distinct.length === 1 ? `rule ${distinct[0]} before it takes` : `rules ${distinct.join(', ')} before it take`;
  const message = `rule ${index} is never asked, ${who} all its requests`;
  return issue('MYL1309', [...path, index], message, 'order the rules from the most exact to the least, or remove it');
}

/** Without a rule that matches every request, those that match none are refused. */
function unanswered({ rules, path, owner, routes }: RuleList): Issue[] {
  if (rules.some(({ match }) => isOpen(match))) return [];
  const forPath = (route: RoutePath) => rules.filter(({ match }) => takesPath(match, route.path));
  const lost = (routes ?? []).filter((route) => forPath(route).length === 0);
  const told = lost.map((route) => {
    const message = `no rule of ${owner} is for the route ${route.path}, its requests are answered with 404`;
    return issue('MYL1310', route.at, message, 'add a rule without match at the end, or remove the route');
  });
  const partly = routes?.filter((route) => {
    const some = forPath(route);
    return some.length > 0 && !some.some(({ match }) => restIsOpen(match));
  });
  if (partly?.length === 0) return told;
  const many = `requests that match none of the ${rules.length} rules are answered with 404`;
  const message = rules.length === 1 ? 'requests that do not match the one rule are answered with 404' : many;
  return [...told, issue('MYL1310', path, message, 'add a rule without match at the end, unless that is meant')];
}

function takesPath(match: MatchSpec | undefined, path: string): boolean {
  return match?.path === undefined || textMatches(match.path, path);
}

function pathCovers(wide: TextMatch | undefined, narrow: TextMatch | undefined): boolean {
  return wide === undefined || (narrow !== undefined && textCovers(wide, narrow));
}

function isOpen(match: MatchSpec | undefined): boolean {
  return match?.path === undefined && restIsOpen(match);
}

function restIsOpen(match: MatchSpec | undefined): boolean {
  return restOf(match).size === 0;
}

/** Whether every request that the second asks for is one that the first asks for, whatever its path. */
function restCovers(wide: MatchSpec | undefined, narrow: MatchSpec | undefined): boolean {
  const wanted = restOf(narrow);
  return [...restOf(wide)].every(([name, text]) => {
    const other = wanted.get(name);
    return other !== undefined && textCovers(text, other);
  });
}

/** What a match asks for besides the path, by where it stands in a request. */
function restOf({ headers, query, cookie }: MatchSpec = {}): ReadonlyMap<string, TextMatch> {
  const named = (what: string, values: Readonly<Record<string, TextMatch>> = {}) =>
    Object.entries(values).map(([name, text]) => [`${what} ${name}`, text] as const);
  const lower = Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), text]));
  return new Map([...named('header', lower), ...named('query', query), ...named('cookie', cookie)]);
}
