/**
 * Objects as a stream of YAML documents.
 *
 * - Every reader of YAML 1.1 or 1.2 gets back what went in: a string is written plain only where no version takes it for
 *   anything else, as a block where its lines stand as they are, and quoted as in JSON otherwise.
 * - The text depends on the objects alone; keys stand in their order, and what is undefined is absent.
 *
 * The printer of cdk8s is right too, but takes nine tenths of the time of a synthesis, since it builds a document of nodes
 * first.
 */
export function printYaml(objects: readonly unknown[]): string {
  const printer = new Printer();
  return objects.map((object) => printer.document(object)).join('---\n');
}

/**
 * - What has been written is never looked at again: V8 joins the pieces of a text when somebody reads it, and whoever reads
 *   it at every level of an object joins it once for each.
 * - The same keys and short strings come again and again, so how they are written is found out once.
 */
class Printer {
  private text = '';
  private readonly keys = new Map<string, string>();
  private readonly strings = new Map<string, string>();

  document(value: unknown): string {
    this.text = '';
    this.value(value, '');
    return `${this.text}\n`;
  }

  /** What begins in its line: behind a dash, or a document. */
  private value(value: unknown, indent: string): void {
    if (typeof value !== 'object' || value === null) this.text += this.scalar(value, indent);
    else if (Array.isArray(value)) this.items(value, indent, '');
    else this.entries(value, indent, '');
  }

  /** What follows a key: in its line, or from the next line on. */
  private valueOfKey(value: unknown, indent: string): void {
    if (typeof value !== 'object' || value === null) this.text += ` ${this.scalar(value, indent)}`;
    else if (Array.isArray(value)) this.items(value, indent, `\n${indent}`);
    else this.entries(value, indent, `\n${indent}`);
  }

  /** @param before - what stands before the first of them, if there is any; empty where they begin in the line of what is written */
  private items(items: readonly unknown[], indent: string, before: string): void {
    if (items.length === 0) {
      this.text += before === '' ? '[]' : ' []';
      return;
    }
    const inner = `${indent}  `;
    const next = `\n${indent}- `;
    this.text += `${before}- `;
    this.value(items[0], inner);
    for (let index = 1; index < items.length; index++) {
      this.text += next;
      this.value(items[index], inner);
    }
  }

  private entries(map: object, indent: string, before: string): void {
    const inner = `${indent}  `;
    const next = `\n${indent}`;
    let empty = true;
    for (const key of Object.keys(map)) {
      const value = (map as Readonly<Record<string, unknown>>)[key];
      if (value === undefined) continue;
      this.text += `${empty ? before : next}${this.key(key)}`;
      this.valueOfKey(value, inner);
      empty = false;
    }
    if (empty) this.text += before === '' ? '{}' : ' {}';
  }

  private key(key: string): string {
    let printed = this.keys.get(key);
    if (printed === undefined) {
      printed = `${isPlain(key) ? key : quoted(key)}:`;
      this.keys.set(key, printed);
    }
    return printed;
  }

  private scalar(value: unknown, indent: string): string {
    if (typeof value !== 'string') return printScalar(value);
    if (value.length > SHORT) return printString(value, indent);
    let printed = this.strings.get(value);
    if (printed === undefined) {
      printed = printString(value, indent);
      // A block depends on where it stands.
      if (!printed.includes('\n')) this.strings.set(value, printed);
    }
    return printed;
  }
}

/** Longer strings seldom come twice. */
const SHORT = 80;

function printScalar(value: unknown): string {
  if (typeof value !== 'number') return String(value ?? null);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  // YAML 1.1 takes a number with an exponent for a string unless it has a point.
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
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
