import type { Axon } from '../axon';
import { issue, type Path } from '../issue';
import { parseRegex } from '../lang/regex';
import type { SpannedIssue } from '../resolve/scope';
import type { TextMatch } from '../derive/text-match';
import type { MatchSpec } from '../schema/deployer';

/** Expressions in the matches of versions and of backends that nobody can follow: such a rule would be for no request. */
export function checkMatches(axon: Axon): readonly SpannedIssue[] {
  return [...axon.deployers.values()].flatMap(({ spec, path }) => [
    ...checkRules(spec.rolloutSpec, [...path, 'rolloutSpec']),
    ...spec.models.flatMap(({ routingStrategy }, index) =>
      checkRules(routingStrategy, [...path, 'models', index, 'routingStrategy']),
    ),
  ]);
}

function checkRules(rules: readonly { readonly match?: MatchSpec | undefined }[], path: Path): SpannedIssue[] {
  return rules.flatMap(({ match }, index) => (match === undefined ? [] : checkMatch(match, [...path, index, 'match'])));
}

function checkMatch({ path: route, headers, query, cookie }: MatchSpec, path: Path): SpannedIssue[] {
  const named = { headers, query, cookie };
  return [
    ...(route === undefined ? [] : checkText(route, [...path, 'path'])),
    ...Object.entries(named).flatMap(([key, values = {}]) =>
      Object.entries(values).flatMap(([name, text]) => checkText(text, [...path, key, name])),
    ),
  ];
}

function checkText(match: TextMatch, path: Path): SpannedIssue[] {
  if (typeof match === 'string' || match.regex === undefined) return [];
  const read = parseRegex(match.regex);
  if (read.ok) return [];
  return read.faults.map(({ message, hint, from, to }) => ({
    ...issue('MYL1507', [...path, 'regex'], message, hint),
    span: [from, to],
  }));
}
