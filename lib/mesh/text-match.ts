import type { TextMatch } from '../spec/derive/text-match';

/** What a mesh may ask of a text: one of three. */
export type StringMatchData = { readonly exact: string } | { readonly prefix: string } | { readonly regex: string };

/**
 * What the axon asks of a value, as one condition. Where it names several keys, the most exact one is taken:
 * `matchFaults` refuses such a rule before it comes here.
 */
export function stringMatch(match: TextMatch): StringMatchData {
  if (typeof match === 'string') return { exact: match };
  if (match.exact !== undefined) return { exact: match.exact };
  if (match.prefix !== undefined) return { prefix: match.prefix };
  return { regex: match.regex ?? '.*' };
}

/** The condition as an expression that covers a whole value, in the dialect of RE2. */
export function expression(match: StringMatchData, anything = '.*'): string {
  if ('exact' in match) return escaped(match.exact);
  if ('prefix' in match) return `${escaped(match.prefix)}${anything}`;
  return `(?:${match.regex})`;
}

/**
 * An expression for a `Cookie` header that holds when each of the cookies has the value asked for.
 *
 * A mesh knows one condition for one header, and RE2 has no "and": the orders in which the cookies may stand are written
 * out.
 */
export function cookieExpression(cookies: Readonly<Record<string, TextMatch>>): string {
  const wanted = Object.entries(cookies).map(
    ([name, match]) => `${escaped(name)}\\s*=\\s*"?${expression(stringMatch(match), '[^;]*')}"?`,
  );
  const orders = permutations(wanted).map((order) => order.join(`\\s*;(?:.*;)?\\s*`));
  return `(?:.*;)?\\s*(?:${orders.join('|')})\\s*(?:;.*)?`;
}

/** Text that stands for itself. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
