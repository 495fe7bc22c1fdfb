import type { LabelMatcher } from './promql-ast';

export interface CompiledMatcher {
  matches(value: string): boolean;
  /** Why the regular expression is none of Prometheus'. @default - it is one */
  readonly problem?: string;
}

/**
 * What a matcher asks of a label's value; an absent label has the value ''.
 *
 * Regular expressions are anchored at both ends and `.` matches line ends, as in Prometheus (whose RE2 has neither
 * lookarounds nor references back; both are refused).
 */
export function compileMatcher({ op, value }: Pick<LabelMatcher, 'op' | 'value'>): CompiledMatcher {
  if (op === '=') return { matches: (text) => text === value };
  if (op === '!=') return { matches: (text) => text !== value };
  const expression = compileRegex(value);
  if (typeof expression === 'string') return { matches: () => false, problem: expression };
  return { matches: (text) => expression.test(text) === (op === '=~') };
}

function compileRegex(source: string): RegExp | string {
  if (/\(\?(?:[=!]|<[=!])/.test(source)) return 'it looks around, which RE2 cannot';
  if (/\\[1-9]|\\k</.test(source)) return 'it refers back, which RE2 cannot';
  // RE2 writes flags in front and named groups with a P; JavaScript has both elsewhere or otherwise.
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(source) ?? [];
  const translated = rest
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\[\[:(\w+):\]\]/g, (whole, name: string) => POSIX[name] ?? whole);
  try {
    return new RegExp(`^(?:${translated})$`, [...new Set(`${flags}s`)].join(''));
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '').toLowerCase()
      : '';
  }
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: '[0-9A-Za-z]', alpha: '[A-Za-z]', digit: '[0-9]', lower: '[a-z]', upper: '[A-Z]', space: '[\\t\\n\\v\\f\\r ]',
  word: '[0-9A-Za-z_]', xdigit: '[0-9A-Fa-f]',
}; // prettier-ignore
