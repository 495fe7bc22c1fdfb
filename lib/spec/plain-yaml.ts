/**
 * Reads YAML as most people write it, several times faster than the library: block maps and lists, scalars of one line, flow
 * collections of one line, literal blocks, comments.
 *
 * - What it reads it reads as the library does; of anything else it says nothing, and the library is asked: anchors, tags,
 *   scalars of several lines, keys written twice, whatever is wrong.
 * - It knows no places in the text. They are asked for only when there is something to tell, and the library has them.
 */

/** Beyond these the library tells what is too much. */
const MAX_DEPTH = 50;
const MAX_VALUES = 50_000;

/** Signs that take part in breaking lines, or that no text should have. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\ud7ff]/;

/** Thrown where the library must be asked. */
const ASK = Symbol('not plain');

/** @returns the documents of a text, empty ones left out; undefined where the library must be asked */
export function readPlainYaml(text: string): readonly unknown[] | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new Reader(text.split('\n')).documents();
  } catch (thrown) {
    if (thrown === ASK) return undefined;
    throw thrown;
  }
}

function ask(): never {
  throw ASK;
}

class Reader {
  private at = 0;
  private indent = 0;
  /** The line at `at` without indentation, and without blanks at its end; empty after the last. */
  private line = '';
  private values = 0;

  constructor(private readonly lines: readonly string[]) {}

  documents(): readonly unknown[] {
    const found: unknown[] = [];
    this.settle();
    while (this.at < this.lines.length) {
      if (this.indent !== 0) ask();
      if (isMarker(this.line)) {
        this.next();
        continue;
      }
      found.push(this.map(0, 0));
      if (this.at < this.lines.length && !isMarker(this.line)) ask();
    }
    return found;
  }

  private next(): void {
    this.at++;
    this.settle();
  }

  /** Goes to the next line that says something. */
  private settle(): void {
    for (; this.at < this.lines.length; this.at++) {
      const whole = this.lines[this.at] ?? '';
      let indent = 0;
      while (whole.charCodeAt(indent) === SPACE) indent++;
      if (indent === whole.length || whole.charCodeAt(indent) === HASH) continue;
      this.indent = indent;
      this.line = whole.slice(indent).trimEnd();
      return;
    }
    this.indent = -1;
    this.line = '';
  }

  /** A block map whose keys stand at an indentation; the first of them is in the line. */
  private map(indent: number, depth: number): Record<string, unknown> {
    if (depth > MAX_DEPTH) ask();
    const map: Record<string, unknown> = {};
    do {
      const [, key = '', rest] = KEY.exec(this.line) ?? ask();
      if (NO_TEXT.test(key) || key === '__proto__' || Object.hasOwn(map, key)) ask();
      map[key] = this.value(rest ?? '', indent, depth, true);
    } while (this.indent === indent && !isMarker(this.line));
    if (this.indent > indent) ask();
    return map;
  }

  /** A block list whose dashes stand at an indentation. */
  private list(indent: number, depth: number): unknown[] {
    if (depth > MAX_DEPTH) ask();
    const list: unknown[] = [];
    do {
      const [dash, rest = ''] = ITEM.exec(this.line) ?? ask();
      if (KEY.test(rest)) {
        const inner = indent + dash.length - rest.length;
        this.line = rest;
        this.indent = inner;
        list.push(this.map(inner, depth + 1));
      } else list.push(this.value(rest, indent, depth, false));
    } while (this.indent === indent && this.line.charCodeAt(0) === DASH && !isMarker(this.line));
    if (this.indent > indent) ask();
    return list;
  }

  /** What stands behind a key or a dash, or below it. */
  private value(rest: string, indent: number, depth: number, ofKey: boolean): unknown {
    if (++this.values > MAX_VALUES) ask();
    const first = rest.charCodeAt(0);
    if (first === BAR) return this.literal(rest, indent);
    this.next();
    if (rest !== '' && first !== HASH) {
      // A line further in would be a part of the scalar.
      if (this.indent > indent) ask();
      return this.inline(rest);
    }
    if (this.indent > indent) return this.nested(this.indent, depth + 1);
    const listBelow = ofKey && this.indent === indent && isItem(this.line);
    return listBelow ? this.list(indent, depth + 1) : null;
  }

  private nested(indent: number, depth: number): unknown {
    return isItem(this.line) ? this.list(indent, depth) : this.map(indent, depth);
  }

  private inline(rest: string): unknown {
    const first = rest.charCodeAt(0);
    if (first === DOUBLE || first === SINGLE || first === BRACKET || first === BRACE) {
      const flow = new Flow(rest);
      const value = flow.node(0);
      flow.end();
      this.values += flow.values;
      return value;
    }
    const comment = rest.indexOf(' #');
    return scalar(comment === -1 ? rest : rest.slice(0, comment).trimEnd());
  }

  /** A literal block: the lines further in than what it belongs to, as they are. */
  private literal(head: string, parent: number): string {
    const [, chomp] = LITERAL.exec(head) ?? ask();
    const found: string[] = [];
    let indent = -1;
    for (this.at++; this.at < this.lines.length; this.at++) {
      const whole = this.lines[this.at] ?? '';
      let own = 0;
      while (whole.charCodeAt(own) === SPACE) own++;
      if (own === whole.length) {
        // Before the first line it might say the indentation.
        if (indent === -1 && own > 0) ask();
        found.push(whole.slice(Math.max(indent, 0)));
        continue;
      }
      if (own <= parent) break;
      if (indent === -1) indent = own;
      if (own < indent) ask();
      found.push(whole.slice(indent));
    }
    if (indent === -1) ask();
    while (found.at(-1) === '') found.pop();
    if (found.length === 0 || found.at(-1)?.trim() === '') ask();
    this.settle();
    return `${found.join('\n')}${chomp === '-' ? '' : '\n'}`;
  }
}

const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const DASH = 45;
const BRACKET = 91;
const BRACE = 123;
const BAR = 124;

const KEY = /^([A-Za-z_][\w./-]*):(?: +(.*))?$/;
const ITEM = /^-(?: +(.*))?$/;
const LITERAL = /^\|(-?)(?: +#.*)?$/;

/** What YAML takes for something else than text, in some spelling. */
const NO_TEXT = /^(?:null|true|false)$/i;

function isMarker(line: string): boolean {
  if (line.charCodeAt(0) !== DASH || !line.startsWith('---')) return false;
  return line === '---' || ask();
}

function isItem(line: string): boolean {
  return line.charCodeAt(0) === DASH && (line.length === 1 || line.charCodeAt(1) === SPACE);
}

/** May begin a plain scalar without being told from an indicator. */
const BEGINS_TEXT = /^(?:[A-Za-z_/$(<=^;]|\.{1,2}(?:$|\/)|\.[A-Za-z_](?!nf$|NF$|aN$|AN$|an$))/;
const WHOLE_NUMBER = /^-?(?:0|[1-9]\d{0,14})$/;
const DECIMAL = /^-?(?:0|[1-9]\d{0,9})\.\d{1,10}$/;
/** Begins as a number may, and has a sign that none has. */
const BEGINS_WITH_DIGIT = /^\d.*[^\da-fA-FxoeE.+_-]/;

function scalar(text: string): unknown {
  if (text.includes(': ') || text.endsWith(':')) ask();
  if (BEGINS_TEXT.test(text)) {
    if (!NO_TEXT.test(text)) return text;
    return text === 'true' ? true : text === 'false' ? false : text === 'null' ? null : ask();
  }
  if (text !== '-0' && (WHOLE_NUMBER.test(text) || DECIMAL.test(text))) return Number(text);
  return BEGINS_WITH_DIGIT.test(text) || /^--?[a-zA-Z]/.test(text) ? text : ask();
}

/** Quoted text and flow collections, within one line. */
class Flow {
  values = 0;
  private at = 0;

  constructor(private readonly text: string) {}

  /** Nothing follows but a comment. */
  end(): void {
    if (!/^(?: +#.*)?$/.test(this.text.slice(this.at))) ask();
  }

  node(depth: number): unknown {
    if (depth > MAX_DEPTH) ask();
    this.values++;
    switch (this.text.charCodeAt(this.at)) {
      case DOUBLE:
        return this.quoted(/"(?:[^"\\]|\\["\\])*"/y).replace(/\\(["\\])/g, '$1');
      case SINGLE:
        return this.quoted(/'(?:[^']|'')*'/y).replaceAll("''", "'");
      case BRACKET:
        return this.items(']', () => this.node(depth + 1));
      case BRACE: {
        const map: Record<string, unknown> = {};
        this.items('}', () => {
          const [head, key = ''] = this.take(/([A-Za-z_][\w./-]*): +/y) ?? ask();
          if (head === '' || NO_TEXT.test(key) || key === '__proto__' || Object.hasOwn(map, key)) ask();
          map[key] = this.node(depth + 1);
        });
        return map;
      }
      default: {
        const [plain] = this.take(/[^,[\]{}"'#&*!|>%@`]+/y) ?? ask();
        const text = plain.trimEnd();
        if (text === '') ask();
        return scalar(text);
      }
    }
  }

  private items<T>(close: string, read: () => T): T[] {
    const items: T[] = [];
    this.at++;
    for (;;) {
      this.take(/ */y);
      if (items.length === 0 && this.text[this.at] === close) break;
      items.push(read());
      this.take(/ */y);
      if (this.text[this.at] === close) break;
      if (this.take(/, */y) === undefined) ask();
    }
    this.at++;
    return items;
  }

  private quoted(pattern: RegExp): string {
    const [whole] = this.take(pattern) ?? ask();
    return whole.slice(1, -1);
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }
}
