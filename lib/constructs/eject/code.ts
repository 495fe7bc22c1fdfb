/** An expression of TypeScript, as far as programs of constructs need them. */
export type Code =
  /** As it stands, on one line. */
  | string
  | {
      readonly kind: 'object';
      readonly entries: readonly (readonly [key: string, value: Code])[];
      /** One key to a line, though they would fit on one. @default false */
      readonly open?: boolean;
    }
  | { readonly kind: 'list'; readonly items: readonly Code[] }
  | { readonly kind: 'call'; readonly callee: string; readonly args: readonly Code[] }
  /** A text of several lines. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] };

type ObjectCode = Extract<Code, { kind: 'object' }>;

/** Longest line, as the formatter of this repository has it. */
const WIDTH = 120;
const STEP = '  ';

export function call(callee: string, ...args: readonly (Code | undefined)[]): Code {
  return { kind: 'call', callee, args: args.filter((arg) => arg !== undefined) };
}

export function list(items: readonly Code[]): Code {
  return { kind: 'list', items };
}

/** An object literal without the keys that hold nothing. @returns undefined if no key is left */
export function object(keys: Readonly<Record<string, Code | undefined>>): ObjectCode | undefined {
  const entries = Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return entries.length === 0 ? undefined : { kind: 'object', entries };
}

/** Plain data as a literal. */
export function literal(value: unknown): Code {
  if (typeof value === 'string') {
    const lines = value.split('\n');
    return lines.length > 2 ? { kind: 'lines', lines } : text(value);
  }
  if (Array.isArray(value)) return list(value.map(literal));
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return { kind: 'object', entries: Object.entries(value).map(([key, item]) => [key, literal(item)] as const) };
}

/** A number literal, whose exponent has no plus. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
}

/** A string literal, in the quotes that need fewer escapes. */
export function text(value: string): string {
  const quoted = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"');
  const singles = value.split("'").length;
  const doubles = value.split('"').length;
  return singles > doubles ? `"${quoted.replaceAll('"', '\\"')}"` : `'${quoted.replaceAll("'", "\\'")}'`;
}

/**
 * An expression as the usual formatter writes it: on one line if it fits, else opened from the outside in.
 *
 * @param column - at which its first line begins
 * @param indent - of the line on which it begins
 * @param after - how many characters follow it on its last line
 */
export function print(code: Code, column: number, indent: string, after: number): string {
  const flat = onOneLine(code);
  if (typeof code === 'string') return code;
  if (!mustOpen(code) && column + flat.length + after <= WIDTH) return flat;
  switch (code.kind) {
    case 'object':
      return code.entries.length === 0 ? '{}' : opened('{', entriesOf(code.entries, indent + STEP), '}', indent);
    case 'list':
      return code.items.length === 0 ? '[]' : opened('[', itemsOf(code.items, indent + STEP), ']', indent);
    case 'lines':
      return `${opened('[', itemsOf(code.lines.map(text), indent + STEP), ']', indent)}.join('\\n')`;
    case 'call':
      return printCall(code, column, indent);
  }
}

function printCall({ callee, args }: Extract<Code, { kind: 'call' }>, column: number, indent: string): string {
  const last = args.at(-1);
  const first = args.slice(0, -1);
  const sameKind = kindOf(last) === kindOf(first.at(-1));
  if (last !== undefined && isOpenable(last) && !sameKind && !first.some(mustOpen)) {
    const before = `${callee}(${first.map((arg) => `${onOneLine(arg)}, `).join('')}`;
    if (column + before.length + 1 <= WIDTH) return `${before}${print(last, Infinity, indent, 0)})`;
  }
  if (args.length === 0) return `${callee}()`;
  return opened(`${callee}(`, itemsOf(args, indent + STEP), ')', indent);
}

/** What the formatter opens in the last place of a call, leaving the others where they are. */
function isOpenable(code: Code): boolean {
  return kindOf(code) === 'object' || kindOf(code) === 'list' ? !['{}', '[]'].includes(onOneLine(code)) : false;
}

function kindOf(code: Code | undefined): string | undefined {
  return typeof code === 'object' ? code.kind : undefined;
}

function opened(open: string, lines: readonly string[], close: string, indent: string): string {
  return [open, ...lines, `${indent}${close}`].join('\n');
}

function entriesOf(entries: ObjectCode['entries'], indent: string): string[] {
  return entries.map(([key, value]) => {
    const start = `${indent}${keyText(key)}: `;
    if (shorthand(key, value)) return `${indent}${key},`;
    const tooLong = typeof value === 'string' && start.length + value.length + 1 > WIDTH && keyText(key).length > 2;
    if (tooLong && /^['"]/.test(value)) return `${start.trimEnd()}\n${indent}${STEP}${value},`;
    return `${start}${print(value, start.length, indent, 1)},`;
  });
}

function itemsOf(items: readonly Code[], indent: string): string[] {
  if (items.length > 1 && items.every((item) => typeof item === 'string' && /^-?[\d.]/.test(item))) {
    return filled(items as readonly string[], indent);
  }
  return items.map((item) => `${indent}${print(item, indent.length, indent, 1)},`);
}

/** Numbers stand beside each other. */
function filled(items: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const item of items) {
    const next = line === indent ? `${line}${item},` : `${line} ${item},`;
    if (next.length > WIDTH && line !== indent) {
      lines.push(line);
      line = `${indent}${item},`;
    } else line = next;
  }
  return [...lines, line];
}

/** Lists of several objects, each with several keys, read better one below the other. */
function mustOpen(code: Code): boolean {
  if (typeof code === 'string') return false;
  switch (code.kind) {
    case 'object':
      return code.open === true || code.entries.some(([, value]) => mustOpen(value));
    case 'list':
      return isTable(code.items) || code.items.some(mustOpen);
    case 'call':
      return code.args.some(mustOpen);
    case 'lines':
      return false;
  }
}

function isTable(items: readonly Code[]): boolean {
  const sizes = items.map((item) => {
    if (typeof item === 'string') return undefined;
    return item.kind === 'object' ? item.entries.length : item.kind === 'list' ? item.items.length : undefined;
  });
  const kinds = new Set(items.map(kindOf));
  return items.length > 1 && kinds.size === 1 && sizes.every((size) => size !== undefined && size > 1);
}

function onOneLine(code: Code): string {
  if (typeof code === 'string') return code;
  switch (code.kind) {
    case 'object': {
      const entries = code.entries.map(([key, value]) =>
        shorthand(key, value) ? key : `${keyText(key)}: ${onOneLine(value)}`,
      );
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
    }
    case 'list':
      return `[${code.items.map(onOneLine).join(', ')}]`;
    case 'lines':
      return `[${code.lines.map(text).join(', ')}].join('\\n')`;
    case 'call':
      return `${code.callee}(${code.args.map(onOneLine).join(', ')})`;
  }
}

/** `{ train: train }` is `{ train }`. */
function shorthand(key: string, value: Code): boolean {
  return key === value && IDENTIFIER.test(key) && !CONSTANTS.includes(key);
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A key of this name holds the value of the same name in plain data, and not a variable. */
const CONSTANTS = ['null', 'true', 'false', 'undefined', 'NaN', 'Infinity'];

function keyText(key: string): string {
  // As a plain key it would set the prototype.
  if (key === '__proto__') return "['__proto__']";
  return IDENTIFIER.test(key) ? key : text(key);
}
