import type { SyntaxNode } from './promql-tree';
import { compileMatcher } from './promql-regex';
import { refuse } from './promql-refusal';
import type { LabelMatcher, MatchOp, PromqlSelector } from './promql-ast';

/** A selector; `reported` is the metric for which the name stands in, if it does. */
export function buildSelector(node: SyntaxNode, text: string, reported: string | undefined): PromqlSelector {
  const identifier = node.getChild('Identifier');
  const name = reported ?? (identifier === null ? undefined : text.slice(identifier.from, identifier.to));
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  const quoted = node.getChild('LabelMatchers')?.getChild('QuotedLabelName');
  const quotedMatcher = node.getChild('LabelMatchers')?.getChild('QuotedLabelMatcher');
  if (quoted || quotedMatcher) {
    return refuse('unsupported', 'a quoted name', quoted ?? quotedMatcher ?? node, 'write the name without quotes');
  }
  const built = matchers.map((matcher) => buildMatcher(matcher, text));
  if (name !== undefined && built.some((m) => m.name === '__name__')) {
    return refuse('syntax', `the name of the metric is given twice, once as ${name}`, node, 'leave out __name__');
  }
  if (name === undefined && built.every((m) => compileMatcher(m).matches(''))) {
    return refuse('syntax', 'a selector needs a name or a label that is not empty', node);
  }
  return {
    kind: 'selector',
    ...(name === undefined ? {} : { name }),
    matchers: built,
    offset: 0,
    ...(reported === undefined ? {} : { reported: true }),
  };
}

function buildMatcher(node: SyntaxNode, text: string): LabelMatcher {
  const [label, op, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((type) => {
    const child = node.getChild(type);
    return child === null ? '' : text.slice(child.from, child.to);
  });
  const matcher: LabelMatcher = { name: label ?? '', op: (op ?? '=') as MatchOp, value: unquote(value ?? '') };
  const compiled = compileMatcher(matcher);
  if (compiled.problem !== undefined) {
    const place = node.getChild('StringLiteral') ?? node;
    refuse('syntax', `${value} is not a regular expression of Prometheus: ${compiled.problem}`, place);
  }
  return matcher;
}

/** The labels in the parentheses of by, without, on and ignoring. */
export function labelNames(node: SyntaxNode, text: string): string[] {
  const quoted = node.getChild('QuotedLabelName');
  if (quoted !== null) refuse('unsupported', 'a quoted name', quoted, 'write the name without quotes');
  return node.getChildren('LabelName').map(({ from, to }) => text.slice(from, to));
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', "'": "'",
}; // prettier-ignore

/** The value of a quoted text, by the rules of Go; between backticks nothing is escaped. */
function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replace(
    /\\(?:([abfnrtv\\"'])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/g,
    (_, simple?: string, ...codes: (string | undefined)[]) => {
      if (simple !== undefined) return ESCAPES[simple] ?? simple;
      const [hex2, hex4, hex8, octal] = codes;
      return String.fromCodePoint(parseInt(hex2 ?? hex4 ?? hex8 ?? octal ?? '0', octal === undefined ? 16 : 8));
    },
  );
}
