/**
 * Objects as a stream of YAML documents.
 *
 * - Every reader of YAML 1.1 or 1.2 gets back what went in: a string is written plain only where no version takes it for
 *   anything else, as a block where its lines stand as they are, and quoted as in JSON otherwise.
 * - The text depends on the objects alone; keys stay in their order, and what is undefined is absent.
 *
 * The printer of cdk8s is right too, but takes nine tenths of the time of a synthesis, since it builds a document of nodes
 * first.
 */
export function printYaml(objects: readonly unknown[]): string {
  return objects.map((object) => `${printValue(object, '', 'document')}\n`).join('---\n');
}

/** What stands before a value in its line: nothing, a key and its colon, or the dash of an item. */
type Place = 'document' | 'key' | 'item';

/** @param indent - of the lines that the value begins by itself */
function printValue(value: unknown, indent: string, place: Place): string {
  if (typeof value === 'string') return printString(value, indent);
  if (typeof value !== 'object' || value === null) return printScalar(value);
  return Array.isArray(value) ? printItems(value, indent, place) : printEntries(value, indent, place);
}

function printItems(items: readonly unknown[], indent: string, place: Place): string {
  if (items.length === 0) return '[]';
  let text = place === 'key' ? '\n' : '';
  for (let index = 0; index < items.length; index++) {
    const before = index > 0 ? `\n${indent}` : place === 'key' ? indent : '';
    text += `${before}- ${printValue(items[index], `${indent}  `, 'item')}`;
  }
  return text;
}

function printEntries(map: object, indent: string, place: Place): string {
  let text = place === 'key' ? '\n' : '';
  let first = true;
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined) continue;
    const before = !first ? `\n${indent}` : place === 'key' ? indent : '';
    const printed = printValue(value, `${indent}  `, 'key');
    text += `${before}${printKey(key)}:${printed.startsWith('\n') ? '' : ' '}${printed}`;
    first = false;
  }
  return first ? '{}' : text;
}

function printScalar(value: unknown): string {
  if (typeof value !== 'number') return String(value ?? null);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  // YAML 1.1 takes a number with an exponent for a string unless it has a point.
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}

function printKey(key: string): string {
  return isPlain(key) ? key : quoted(key);
}

function printString(text: string, indent: string): string {
  if (isPlain(text)) return text;
  return isBlock(text) ? block(text, indent) : quoted(text);
}

/** What some version of YAML takes for a boolean or for nothing. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A letter first, so that it is no number, date or sign; no colon or hash that could end it. */
const PLAIN = /^[A-Za-z_/](?:[\w./@%+=,-]|[ :](?=[\w./@%+=,-]))*$/;

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !/: /.test(text) && !WORDS.test(text);
}

/** Several lines of printable text, of which none needs its indentation told and none ends in a blank. */
function isBlock(text: string): boolean {
  return /\n./.test(text) && /^[^\s]/.test(text) && !/[^\n\t\x20-\x7e]|[ \t]$|[ \t]\n|^\t|\n\t|\n\n$/.test(text);
}

function block(text: string, indent: string): string {
  const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
  const body = lines
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent === '' ? '  ' : indent}${line}`))
    .join('\n');
  return `${text.endsWith('\n') ? '|' : '|-'}\n${body}`;
}

/** JSON, with what JSON leaves bare and YAML takes for a line break or does not print. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
