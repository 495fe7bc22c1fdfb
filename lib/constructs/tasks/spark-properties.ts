/**
 * Properties of Spark by name, from the text of a `spark-defaults.conf` or from a map.
 *
 * A line is a name and a value with space, `=` or `:` between them; `#` begins a comment line.
 */
export function sparkProperties(given: string | Readonly<Record<string, string>> | undefined): Record<string, string> {
  if (typeof given !== 'string') return { ...given };
  const properties: Record<string, string> = {};
  for (const line of given.split('\n')) {
    const [, name, value] = /^\s*([^#\s=:][^\s=:]*)\s*[\s=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) properties[name] = value ?? '';
  }
  return properties;
}
