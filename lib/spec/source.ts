import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, stringify } from 'yaml';
import type { Document, Node, Pair, Scalar, ScalarTag, Tags, YAMLMap } from 'yaml';
import { issue, type Issue, type Path, type Position } from './issue';
import { readPlainYaml } from './plain-yaml';

/** Larger texts are refused: an axon lives in a ConfigMap beside other things, and a large one has some 10,000 characters. */
const MAX_SOURCE_CHARACTERS = 256 * 1024;

/** Deeper documents are refused; the deepest key of the language has less than twenty above it. */
const MAX_DEPTH = 100;

/** How many values a document may have once every alias is written out; more is an alias bomb. */
const MAX_VALUES = 100_000;

/** More aliases are refused: the library looks through the whole document for each. */
const MAX_ALIASES = 1000;

/** One document of a YAML text as plain data, and where each part of it was written. */
export interface SourceDocument {
  /** What diagnostics call the text. */
  readonly file: string;
  readonly data: unknown;
  /**
   * The place of a key or value; of the nearest thing around it if it was not written.
   *
   * @param span characters within the text of the value, to point at a part of an expression
   */
  positionOf(path: Path, what: 'key' | 'value', span?: readonly [from: number, to: number]): Position;
}

export interface Source {
  readonly documents: readonly SourceDocument[];
  readonly issues: readonly Issue[];
}

/**
 * Reads a YAML (or JSON) text of any number of documents.
 *
 * - Empty documents are left out; one that cannot be read gives exactly one issue and no document.
 * - Aliases and merge keys (`<<`) are resolved; a key written twice is an issue, with the place of the second.
 * - Never throws, and its time is bounded by the limits above.
 */
export function readSource(text: string, file: string): Source {
  const at = (line: number, column: number): Position => ({ file, line, column });
  if (text.length > MAX_SOURCE_CHARACTERS) {
    const message = `the text is too large, got ${text.length} characters, at most ${MAX_SOURCE_CHARACTERS} are read`;
    return {
      documents: [],
      issues: [{ ...issue('MYL1009', [], message, 'split it into several axons'), at: at(1, 1) }],
    };
  }
  return readPlainly(text, file) ?? readAnything(text, file);
}

/** What is written plainly is read at once; where it stands is found out when somebody asks. */
function readPlainly(text: string, file: string): Source | undefined {
  const read = readPlainYaml(text);
  if (read === undefined) return undefined;
  let placed: readonly SourceDocument[] | undefined;
  const documents = read.map((data, index): SourceDocument => ({
    file,
    data,
    positionOf: (path, what, span) => {
      placed ??= readAnything(text, file).documents;
      return placed[index]?.positionOf(path, what, span) ?? { file, line: 1, column: 1 };
    },
  }));
  return { documents, issues: [] };
}

/** By the library, with the place of everything. */
function readAnything(text: string, file: string): Source {
  const at = (line: number, column: number): Position => ({ file, line, column });
  const tooDeep = tooDeepLine(text);
  if (tooDeep !== undefined) return { documents: [], issues: [{ ...depthIssue(), at: at(tooDeep, 1) }] };

  const lines = new LineCounter();
  let parsed: Document.Parsed[];
  try {
    // Keys written twice are found below: the library compares every key with every other, which takes minutes on a large map.
    parsed = parseDocuments(text, lines);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return { documents: [], issues: [{ ...depthIssue(), at: at(1, 1) }] };
  }
  const documents: SourceDocument[] = [];
  const issues: Issue[] = [];
  for (const document of parsed) {
    const place = (from: number, to: number) => positionAt(lines, file, from, to);
    const read = readDocument(document, file, place);
    if (Array.isArray(read)) issues.push(...read);
    else if (read.data !== null && read.data !== undefined) documents.push(read);
  }
  return { documents, issues };
}

/** YAML text of plain data, as people write it: block style, no aliases. */
export function writeSource(data: unknown): string {
  return stringify(data, { aliasDuplicateObjects: false, lineWidth: 120 });
}

function parseDocuments(text: string, lineCounter: LineCounter): Document.Parsed[] {
  // A fault for each of 100,000 commas takes ten seconds with a stack trace and one without; nobody reads these traces.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const parsed = parseAllDocuments(text, {
      customTags: (tags: Tags) => [WORD, ...tags],
      lineCounter,
      merge: true,
      prettyErrors: false,
      uniqueKeys: false,
    });
    return Array.isArray(parsed) ? parsed : [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * What begins with a letter and is no word of YAML is text. Asked first, since most of an axon is such words, and each would
 * be tried by the patterns of null, booleans, and five forms of numbers, one after the other, before it counts as text.
 */
const WORD: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: /^(?!(?:null|true|false|yes|no|on|off|y|n)$)[a-z]/i,
  resolve: (text) => text,
};

/**
 * The line on which a text nests so deep that the parser must not be asked: it is recursive, and builds a pattern as long as
 * the indentation. Quotes and comments are not told apart, so the limits are well above `MAX_DEPTH`, which is asked exactly
 * once there are nodes.
 */
function tooDeepLine(text: string): number | undefined {
  let brackets = 0;
  let line = 0;
  const indents: number[] = [];
  for (const row of text.split('\n')) {
    line++;
    const indent = /^ */.exec(row)?.[0].length ?? 0;
    if (indent < row.length) {
      while ((indents.at(-1) ?? -1) >= indent) indents.pop();
      indents.push(indent);
      const entries = /^(?:[-?:]\s+)*/.exec(row.slice(indent))?.[0].match(/[-?:]/g)?.length ?? 0;
      if (indents.length + entries > 2 * MAX_DEPTH) return line;
    }
    for (let i = indent; i < row.length; i++) {
      const character = row[i];
      if (character === '[' || character === '{') brackets++;
      else if ((character === ']' || character === '}') && brackets > 0) brackets--;
      if (brackets > 10 * MAX_DEPTH) return line;
    }
  }
  return undefined;
}

function depthIssue(): Issue {
  return issue('MYL1009', [], `the text nests deeper than ${MAX_DEPTH} levels`, 'no key of an axon is that deep');
}

type Place = (from: number, to: number) => Position;

function readDocument(document: Document.Parsed, file: string, place: Place): SourceDocument | Issue[] {
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const [from, to] = syntax.pos;
    if (OUT_OF_STACK.test(syntax.message)) return [{ ...depthIssue(), at: place(from, from + 1) }];
    const { message, hint } = syntaxFault(syntax.code, syntax.message);
    return [{ ...issue('MYL1002', [], message, hint), at: place(from, to) }];
  }
  const faults = inspect(document.contents, place);
  if (faults.length > 0) return faults;
  try {
    // Aliases become references to one value, so this takes no more room than the text; what they stand for is measured after.
    const data: unknown = document.toJS({ maxAliasCount: -1 });
    const [from = 0] = document.contents?.range ?? [];
    const size = measure(data, new Map(), 0);
    if (size > MAX_VALUES) {
      const message =
        size === Infinity ? `the aliases nest deeper than ${MAX_DEPTH} levels` : 'the aliases stand for too much';
      return [{ ...issue('MYL1009', [], message, 'write out what is meant'), at: place(from, from + 1) }];
    }
    return { file, data, positionOf: (path, what, span) => positionOf(document.contents, path, what, place, span) };
  } catch (thrown) {
    // Whatever the library refuses here is in the text: an alias of nothing, a merge key over what is no mapping.
    if (!(thrown instanceof Error)) throw thrown;
    const [from = 0] = document.contents?.range ?? [];
    return [{ ...issue('MYL1002', [], short(lowerFirst(thrown.message))), at: place(from, from + 1) }];
  }
}

/** How many values there are with every alias written out; `Infinity` where an alias stands inside of itself. */
function measure(value: unknown, known: Map<object, number>, depth: number): number {
  if (value === null || typeof value !== 'object') return 1;
  if (depth > MAX_DEPTH) return Infinity;
  const before = known.get(value);
  if (before !== undefined) return before;
  let size = 1;
  for (const item of Object.values(value)) size += measure(item, known, depth + 1);
  known.set(value, size);
  return size;
}

/** The library turns running out of stack into a fault of the text. */
const OUT_OF_STACK = /maximum call stack/i;

function syntaxFault(code: string, text: string): { message: string; hint?: string } {
  if (code === 'TAB_AS_INDENT') return { message: 'a tab is used to indent', hint: 'indent with spaces' };
  return { message: `the text is not YAML: ${short(lowerFirst(text.replace(/\s*\n[\s\S]*$/, '')))}` };
}

function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function lowerFirst(text: string): string {
  const first = text.charAt(0);
  return /^[A-Z][a-z]/.test(text) ? first.toLowerCase() + text.slice(1) : text;
}

interface Visit {
  readonly node: unknown;
  readonly path: Path;
}

/** Keys written twice and nesting that is too deep, found without recursion. */
function inspect(root: Node | null, place: Place): Issue[] {
  const issues: Issue[] = [];
  const pending: Visit[] = [{ node: root, path: [] }];
  let aliases = 0;
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { node, path } = visit;
    if (path.length > MAX_DEPTH) {
      const [from = 0, to = 0] = (node as Node | null)?.range ?? [];
      return [{ ...depthIssue(), at: place(from, Math.min(to, from + 1)) }];
    }
    if (isAlias(node) && ++aliases > MAX_ALIASES) {
      const [from = 0, to = from] = node.range ?? [];
      const message = `the document has more than ${MAX_ALIASES} aliases`;
      return [{ ...issue('MYL1009', path, message, 'write out what is meant'), at: place(from, to) }];
    }
    if (isSeq(node)) node.items.forEach((item, index) => pending.push({ node: item, path: [...path, index] }));
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      if (isMap(pair.key) || isSeq(pair.key)) {
        const [from = 0, to = from] = pair.key.range ?? [];
        const fault = issue('MYL1002', path, 'a key is not text', 'put {{...}} in quotes, braces mean keys and values');
        issues.push({ ...fault, at: place(from, to) });
        continue;
      }
      const key = keyOf(pair);
      if (seen.has(key) && key !== '<<') {
        const [from = 0, to = 0] = (pair.key as Node | null)?.range ?? [];
        const twice = issue(
          'MYL1008',
          [...path, key],
          `the key ${key} is written twice`,
          'remove or rename one of them',
        );
        issues.push({ ...twice, at: place(from, to) });
      }
      seen.add(key);
      pending.push({ node: pair.value, path: [...path, key] });
    }
  }
  return issues;
}

function keyOf(pair: Pair): string {
  // The library reads a merge key as a symbol.
  if (isScalar(pair.key) && typeof pair.key.value === 'symbol') return '<<';
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function positionAt(lines: LineCounter, file: string, from: number, to: number): Position {
  const start = lines.linePos(from);
  const end = lines.linePos(Math.max(from, to));
  return {
    file,
    line: Math.max(1, start.line),
    column: Math.max(1, start.col),
    endLine: Math.max(1, end.line),
    endColumn: Math.max(1, end.col),
  };
}

function positionOf(
  root: Node | null,
  path: Path,
  what: 'key' | 'value',
  place: Place,
  span?: readonly [number, number],
): Position {
  let node: unknown = root;
  let found: readonly number[] = [0, 0];
  const anchors = anchorsOf(root);
  for (const [depth, step] of path.entries()) {
    const inside = isAlias(node) ? anchors.get(node.source) : node;
    let next: unknown;
    let key: Node | undefined;
    if (isMap(inside)) {
      const pair = findPair(inside, String(step), anchors);
      next = pair?.value;
      key = pair?.key as Node | undefined;
      if (pair === undefined) break;
    } else if (isSeq(inside) && typeof step === 'number') {
      next = inside.items[step];
      if (next === undefined) break;
    } else break;
    const last = depth === path.length - 1;
    const value = (next as Node | null)?.range ?? undefined;
    // Inside the document a place is its key: a whole nested block would underline too much.
    const whole = isMap(next) || isSeq(next);
    if (last && span !== undefined && isScalar(next)) {
      const within = spanWithin(next, span);
      if (within !== undefined) return place(...within);
    }
    found = (last && what === 'value' && !whole ? value : undefined) ?? key?.range ?? value ?? found;
    node = next;
  }
  const [from = 0, to = from] = found;
  return place(from, to);
}

/** Where characters of a value stand in the text; known only where the value is written as it is, on one line. */
function spanWithin(scalar: Scalar, [from, to]: readonly [number, number]): [number, number] | undefined {
  const { range, type, source } = scalar;
  if (range === null || range === undefined || source === undefined || typeof scalar.value !== 'string')
    return undefined;
  const quote = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? 1 : type === 'PLAIN' ? 0 : undefined;
  if (quote === undefined || range[1] - range[0] !== scalar.value.length + 2 * quote) return undefined;
  return [range[0] + quote + from, range[0] + quote + Math.max(from, to)];
}

function findPair(map: YAMLMap, key: string, anchors: ReadonlyMap<string, Node>, depth = 0): Pair | undefined {
  const own = map.items.find((pair) => isPair(pair) && keyOf(pair) === key);
  if (own !== undefined || depth > 10) return own;
  for (const pair of map.items) {
    if (keyOf(pair) !== '<<') continue;
    for (const merged of isSeq(pair.value) ? pair.value.items : [pair.value]) {
      const target = isAlias(merged) ? anchors.get(merged.source) : merged;
      const found = isMap(target) ? findPair(target, key, anchors, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const anchorsByRoot = new WeakMap<Node, ReadonlyMap<string, Node>>();

/** Where aliases point. The last of several anchors of one name wins, which is near enough for a place. */
function anchorsOf(root: Node | null): ReadonlyMap<string, Node> {
  if (root === null) return new Map();
  const known = anchorsByRoot.get(root);
  if (known !== undefined) return known;
  const anchors = new Map<string, Node>();
  const pending: unknown[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isMap(node) || isSeq(node) || isScalar(node)) if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isMap(node)) for (const pair of node.items) if (pair.value !== null) pending.push(pair.value);
    if (isSeq(node)) for (const item of node.items) pending.push(item);
  }
  anchorsByRoot.set(root, anchors);
  return anchors;
}
