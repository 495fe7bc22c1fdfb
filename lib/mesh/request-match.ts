import { RULE_HEADER } from '../spec/derive/mesh-headers';
import type { TextMatch } from '../spec/derive/text-match';
import type { MatchSpec } from '../spec/schema/deployer';
import { cookieExpression, stringMatch, type StringMatchData } from './text-match';
import type { RuleCondition } from './traffic-rules';

/** A header or a parameter of the query, and what is asked of its value. */
export interface NamedMatch {
  readonly name: string;
  readonly value: StringMatchData;
}

/** What a route asks of a request, before it is written for one mesh or another. All of it must hold. */
export interface RequestMatch {
  /** @default - any */
  readonly path?: StringMatchData;
  /** By names in lower case, which is how a mesh knows them. */
  readonly headers: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
}

/** @returns undefined where everyone is meant */
export function conditionMatch(condition: RuleCondition): RequestMatch | undefined {
  switch (condition.kind) {
    case 'all':
      return undefined;
    case 'versionPath':
      return { path: { prefix: condition.path }, headers: [], query: [] };
    case 'decidedRule':
      return { headers: [{ name: RULE_HEADER, value: { exact: String(condition.rule) } }], query: [] };
    case 'match':
      return requestMatch(condition.match);
  }
}

/** What a match of the axon is to a mesh, which knows cookies as a header only. */
export function requestMatch({ path, headers = {}, cookie = {}, query = {} }: MatchSpec): RequestMatch {
  const cookies =
    Object.keys(cookie).length === 0 ? [] : [{ name: 'cookie', value: { regex: cookieExpression(cookie) } }];
  return {
    ...(path === undefined ? {} : { path: stringMatch(path) }),
    headers: [...named(headers).map(({ name, value }) => ({ name: name.toLowerCase(), value })), ...cookies],
    query: named(query),
  };
}

function named(values: Readonly<Record<string, TextMatch>>): readonly NamedMatch[] {
  return Object.entries(values).map(([name, match]) => ({ name, value: stringMatch(match) }));
}
