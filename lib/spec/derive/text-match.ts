import { parseRegex } from '../lang/regex';
import type { MatchSpec } from '../schema/deployer';

/** What a rule wants of one text: text stands for itself, as `exact` does. */
export type TextMatch = NonNullable<MatchSpec['path']>;

/** Whether a text is wanted; a `regex` must cover the whole of it, as in Istio. */
export function textMatches(match: TextMatch, value: string): boolean {
  const { exact, prefix, regex } = asParts(match);
  if (exact !== undefined && value !== exact) return false;
  if (prefix !== undefined && !value.startsWith(prefix)) return false;
  return regex === undefined || (whole(regex)?.test(value) ?? false);
}

/** Whether every text that `narrow` wants is one that `wide` wants; where that is not sure, it is not. */
export function textCovers(wide: TextMatch, narrow: TextMatch): boolean {
  const a = asParts(wide);
  const b = asParts(narrow);
  if (b.exact !== undefined) return textMatches(wide, b.exact);
  if (a.exact !== undefined) return false;
  if (a.prefix !== undefined && b.prefix?.startsWith(a.prefix) !== true) return false;
  return a.regex === undefined || a.regex === b.regex;
}

function asParts(match: TextMatch): Exclude<TextMatch, string> {
  return typeof match === 'string' ? { exact: match } : match;
}

const compiled = new Map<string, RegExp | undefined>();

/** The expression as one that covers a whole value; undefined when it is not one, which no axon that was checked has. */
function whole(source: string): RegExp | undefined {
  if (!compiled.has(source)) {
    const read = parseRegex(source);
    compiled.set(source, read.ok ? read.value : undefined);
  }
  return compiled.get(source);
}
