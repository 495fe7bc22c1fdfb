import { isBranch } from './tree';

/** Between what was and what is. */
export const ARROW = '→';

/** Longer values are cut, unless they are asked for whole. */
const LONGEST = 160;

/** A value as a reader sees it in a line: text as it is, data as YAML would have it on one line. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'string') return value === '' || /[\n\r\t]|^\s|\s$/.test(value) ? JSON.stringify(value) : value;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (!isBranch(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${key}: ${show(item)}`).join(', ')}}`;
}

/** `90 → 70`; of long texts the part in which they differ. */
export function showChange(before: unknown, after: unknown, whole = false): string {
  const [a, b] = [show(before), show(after)];
  if (whole || (a.length <= LONGEST && b.length <= LONGEST)) return `${a} ${ARROW} ${b}`;
  const differs = [...a].findIndex((character, index) => character !== b[index]);
  const from = Math.max(0, (differs === -1 ? Math.min(a.length, b.length) : differs) - 20);
  return `${cut(a, from)} ${ARROW} ${cut(b, from)}`;
}

/** The beginning of a text that may be long. */
export function showShort(value: unknown, whole = false): string {
  return whole ? show(value) : cut(show(value), 0);
}

function cut(text: string, from: number): string {
  const part = text.slice(from, from + LONGEST);
  return `${from > 0 ? '…' : ''}${part}${from + part.length < text.length ? '…' : ''}`;
}

/** `a, b and c`. */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
