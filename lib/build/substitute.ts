/**
 * Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}` as a Dockerfile does outside RUN, ENTRYPOINT and CMD;
 * `\$` stays a dollar sign, and a name that is not known becomes empty.
 */
export function substitute(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\\\$|\$(?:(\w+)|\{(\w+)(?::?([-+])([^}]*))?\})/g,
    (whole, plain?: string, braced?: string, how?: string, other?: string) => {
      if (whole === '\\$') return '$';
      const value = variables[(plain ?? braced) as string];
      if (how === '+') return value === undefined || value === '' ? '' : (other ?? '');
      if (how === '-') return value === undefined || value === '' ? (other ?? '') : value;
      return value ?? '';
    },
  );
}
