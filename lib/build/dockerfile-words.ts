import { substitute } from './substitute';

/** `A=1 B="x y"`, or the old `A x y`, as names and values; a name alone has no value. */
export function assignments(
  text: string,
  variables: Readonly<Record<string, string>>,
): (readonly [string, string | undefined])[] {
  const old = /^(\w+)\s+([^=].*)$/s.exec(text);
  if (old !== null && !/^\w+=/.test(text))
    return [[old[1] as string, unquoted(substitute(old[2] as string, variables))]];
  return splitWords(text).map((written) => {
    const word = substitute(written, variables);
    const at = word.indexOf('=');
    return at < 0 ? ([word, undefined] as const) : ([word.slice(0, at), word.slice(at + 1)] as const);
  });
}

/** Words as ENV, ARG and COPY separate them: quotes are taken off, and operators of a shell mean nothing. */
export function splitWords(text: string): readonly string[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\]|["'])+/gs) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\([^$])/gs, (_, double?: string, single?: string, escaped?: string) =>
      double !== undefined ? double.replace(/\\(["\\])/g, '$1') : (single ?? escaped ?? ''),
    ),
  );
}

/** Without the quotes around a whole value. */
export function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
