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
  return objects.map((object) => printer.document(object)).join('---\n');
}

/**
 * - What has been written is never looked at again: V8 joins the pieces of a text when somebody reads it, and whoever reads
 *   it at every level of an object joins it once for each.
 * - The same keys and short strings come again and again, so how they are written is found out once; of keys with the line
 *   break and the indentation before them.
 */
class Printer {
  private text = '';
  private readonly keys = new Map<string, string>();
  private readonly strings = new Map<string, string>();
  private readonly levels: Level[] = [];

  document(value: unknown): string {
    this.text = '';
    this.value(value, 0);
    return `${this.text}\n`;
  }

  /** What begins in its line: behind a dash, or a document. */
  private value(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null) this.text += this.scalar(value, depth);
    else if (Array.isArray(value)) this.items(value, depth, false);
    else this.entries(value, depth, false);
  }

  /** What follows a key: in its line, or from the next line on. */
  private valueOfKey(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null) {
      this.text += ' ';
      this.text += this.scalar(value, depth);
    } else if (Array.isArray(value)) this.items(value, depth, true);
    else this.entries(value, depth, true);
  }

  /** @param below - whether they begin in a line of their own, and not in the one that is being written */
  private items(items: readonly unknown[], depth: number, below: boolean): void {
    if (items.length === 0) {
      this.text += below ? ' []' : '[]';
      return;
    }
    const { dash } = this.level(depth);
    this.text += below ? dash : '- ';
    this.value(items[0], depth + 1);
    for (let index = 1; index < items.length; index++) {
      this.text += dash;
      this.value(items[index], depth + 1);
    }
  }

  /** @param below - as of items */
  private entries(map: object, depth: number, below: boolean): void {
    const { keys } = this.level(depth);
    let inLine = !below;
    let empty = true;
    for (const key of Object.keys(map)) {
      const value = (map as Readonly<Record<string, unknown>>)[key];
      if (value === undefined) continue;
      this.text += inLine ? this.key(key) : (keys.get(key) ?? this.keyBelow(key, depth));
      this.valueOfKey(value, depth + 1);
      inLine = false;
      empty = false;
    }
    if (empty) this.text += below ? ' {}' : '{}';
  }

  private level(depth: number): Level {
    return (this.levels[depth] ??= levelOf('  '.repeat(depth)));
  }

  private keyBelow(key: string, depth: number): string {
    const { keys, indent } = this.level(depth);
    const printed = `\n${indent}${this.key(key)}`;
    remember(keys, key, printed);
    return printed;
  }

  private key(key: string): string {
    let printed = this.keys.get(key);
    if (printed === undefined) {
      printed = `${isPlain(key) ? key : quoted(key)}:`;
      remember(this.keys, key, printed);
    }
    return printed;
  }

  private scalar(value: unknown, depth: number): string {
    if (typeof value !== 'string') return printScalar(value);
    if (value.length > SHORT) return printString(value, this.level(depth).indent);
    let printed = this.strings.get(value);
    if (printed === undefined) {
      printed = printString(value, this.level(depth).indent);
      // A block depends on where it stands.
      if (!printed.includes('\n')) remember(this.strings, value, printed);
    }
    return printed;
  }
}

/** For all texts: what one of them has, the next one mostly has too. */
const printer = new Printer();

/** More is forgotten, so that a process that prints for ever does not grow. */
const MOST = 4096;

function remember(known: Map<string, string>, text: string, printed: string): void {
  if (known.size >= MOST) known.clear();
  known.set(text, printed);
}

/** What stands before values that are so deep. */
interface Level {
  readonly indent: string;
  /** A line break, and what an item begins with. */
  readonly dash: string;
  /** A line break, and a key. */
  readonly keys: Map<string, string>;
}

function levelOf(indent: string): Level {
  return { indent, dash: `\n${indent}- `, keys: new Map() };
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
