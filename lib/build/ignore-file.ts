/** What is kept out of a build; paths are relative to the build context, with `/` between their parts. */
export interface IgnoreRules {
  ignores(path: string): boolean;
  /** Whether an ignored directory must still be looked into, since `!` may take back what lies in it. */
  reachesInto(directory: string): boolean;
}

/** Never part of a build: they change by themselves, or hold the builds. */
const ALWAYS = /(?:^|\/)(?:\.git|\.myelin|__pycache__)(?:\/|$)/;

/**
 * Reads a `.dockerignore`: one pattern a line, `*`, `?`, `[...]` and `**`, `!` takes back, the last match wins, and what lies in
 * an ignored directory is ignored. Source: docs.docker.com/build/concepts/context, "Syntax".
 */
export function ignoreFile(text: string): IgnoreRules {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const keep = line.startsWith('!');
      const pattern = line.slice(keep ? 1 : 0).replace(/^\.?\/+|\/+$/g, '');
      return { keep, matches: globPattern(pattern === '' || pattern === '.' ? '**' : pattern, true) };
    });
  const takesBack = rules.some((rule) => rule.keep);
  return {
    ignores: (path) =>
      ALWAYS.test(path) || rules.reduce((ignored, rule) => (rule.matches.test(path) ? !rule.keep : ignored), false),
    reachesInto: (directory) => takesBack && !ALWAYS.test(directory),
  };
}

/** A pattern with `*`, `?`, `[...]` and `**` as a regular expression over a whole path, or with `below` also what lies in it. */
export function globPattern(pattern: string, below = false): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    const set = character === '[' ? /^\[\^?[^\]]+\]/.exec(pattern.slice(at))?.[0] : undefined;
    if (pattern.startsWith('**/', at)) {
      source += '(?:.*/)?';
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      source += '.*';
      at += 1;
    } else if (set !== undefined) {
      source += set.replace(/\\/g, '\\\\');
      at += set.length - 1;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else source += character.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${source}${below ? '(?:/.*)?' : ''}$`);
}
