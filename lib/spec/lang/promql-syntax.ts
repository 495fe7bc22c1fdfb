import type { SyntaxNode, Tree } from './promql-tree';
import { didYouMean } from './closest';
import { fault } from './fault';
import { AGGREGATIONS, FUNCTIONS, type PromqlFault } from './promql-ast';

/** What other languages write, and what PromQL wants. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&&': 'and', '&': 'and', '||': 'or', '|': 'or', '=': '==', '===': '==', '=<': '<=', '=>': '>=', '<>': '!=', '!': '!=',
}; // prettier-ignore

/** The first fault of a tree: a token that does not fit, an end that comes too early, or a function that nobody knows. */
export function syntaxFault(tree: Tree, source: string): PromqlFault | undefined {
  let error: SyntaxNode | undefined;
  let openText: SyntaxNode | undefined;
  tree.iterate({
    enter: ({ type, node }) => {
      if (type.isError) error ??= node;
      else if (type.name === 'StringLiteral' && !closes(source.slice(node.from, node.to))) openText ??= node;
    },
  });
  if (openText !== undefined) {
    return syntax('a quoted text is not closed', openText.from, openText.to, 'close it with the same quote');
  }
  if (error === undefined) return undefined;
  return unknownFunction(error, source) ?? unexpected(error, source);
}

function closes(literal: string): boolean {
  return /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)$/s.test(literal);
}

/** The grammar knows functions by name, and stumbles over the ( behind any other. */
function unknownFunction(error: SyntaxNode, source: string): PromqlFault | undefined {
  if (source[error.from] !== '(') return undefined;
  const [name] = /[A-Za-z_:][\w:]*\s*$/.exec(source.slice(0, error.from)) ?? [];
  if (name === undefined) return undefined;
  const from = error.from - name.length;
  const names = [...Object.keys(FUNCTIONS), ...AGGREGATIONS];
  const hint = didYouMean(name.trim(), names) ?? `the functions here are ${names.join(', ')}`;
  return syntax(`unknown function ${name.trim()}`, from, from + name.trim().length, hint);
}

function unexpected(error: SyntaxNode, source: string): PromqlFault {
  const from = error.from + (/^\s*/.exec(source.slice(error.from))?.[0].length ?? 0);
  if (source.trim() === '') {
    return syntax('a query is required, got an empty text', 0, source.length, 'for example {{accuracy}} < 0.9');
  }
  if (from >= source.length) {
    const missing = openBrackets(source);
    return syntax('the query ends too early', from, from, missing === '' ? 'expected a value' : `expected ${missing}`);
  }
  const inMatcher = error.parent?.type.name.endsWith('LabelMatcher') === true;
  const operators = /^[=<>!&|~]+/.exec(source.slice(from))?.[0];
  const before = /[=<>!&|~]+$/.exec(source.slice(0, from))?.[0] ?? '';
  const written = before + (operators ?? '');
  const replacement = inMatcher ? undefined : REPLACEMENTS[written];
  if (replacement !== undefined) {
    const start = from - before.length;
    return syntax(`unexpected ${written}`, start, start + written.length, `did you mean ${replacement}`);
  }
  const token = operators ?? /^(?:[\w:.]+|.)/su.exec(source.slice(from))?.[0] ?? '';
  const bare = inMatcher && /^\w/.test(token);
  return syntax(`unexpected ${token}`, from, from + token.length, bare ? `write "${token}" in quotes` : undefined);
}

/** What closes the brackets that are still open, innermost first. */
function openBrackets(source: string): string {
  const closing: string[] = [];
  for (const [token] of source.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[[\](){}]/g)) {
    const close = { '(': ')', '[': ']', '{': '}' }[token];
    if (close !== undefined) closing.unshift(close);
    else if (token === closing[0]) closing.shift();
  }
  return closing.join('');
}

function syntax(message: string, from: number, to: number, hint?: string): PromqlFault {
  return { kind: 'syntax', ...fault(message, from, to, hint) };
}
