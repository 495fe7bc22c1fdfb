import type { Path } from './issue';
import { isObject } from './plain-object';

/**
 * How what was written is written, where another form was wanted: in words that YAML and a program both read.
 *
 * @param expected - what the schema wanted there, `array` or `object`
 * @returns undefined where nobody can tell
 */
export function meantForm(expected: string, path: Path, value: unknown): string | undefined {
  if (expected === 'array') return meantList(path.at(-1), value);
  if (expected !== 'object' || isObject(value) || Array.isArray(value)) return undefined;
  const text = String(value);
  if (path.at(-1) === 'retry' && /^\d+$/.test(text)) return `write {limit: ${text}}`;
  if (path.at(-1) === 'backoff') return `write {duration: ${JSON.stringify(/^\d+$/.test(text) ? `${text}s` : text)}}`;
  const [, name, assigned] = path.at(-2) === 'env' ? (/^([\w.-]+)=(.*)$/s.exec(text) ?? []) : [];
  return name === undefined ? undefined : `write ${variable(name, assigned)}`;
}

function meantList(key: Path[number] | undefined, value: unknown): string | undefined {
  if (key === 'env' && isObject(value)) {
    const [first, ...more] = Object.entries(value);
    if (first === undefined || isObject(first[1]) || Array.isArray(first[1])) return undefined;
    return `write [${variable(...first)}${more.length === 0 ? '' : ', ...'}]`;
  }
  if (isObject(value) || value === undefined || value === null) return undefined;
  const text = String(value).trim();
  if (key !== 'command' && key !== 'args') return `write [${JSON.stringify(text)}]`;
  // What only a shell reads is given to one; arguments without one cannot be told apart.
  if (!/["'\\|&;<>()`\n$]/.test(text.replace(/\$\([\w.-]+\)/g, ''))) return `write [${words(text)}]`;
  return key === 'command' ? `write ["sh", "-c", ...], if a shell is to read it` : 'write a list of one text each';
}

function words(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => JSON.stringify(word))
    .join(', ');
}

function variable(name: string, value: unknown): string {
  return `{name: ${JSON.stringify(name)}, value: ${JSON.stringify(String(value ?? ''))}}`;
}
