import { parseDuration } from './duration';
import { fault, faulty, parsed, type Parsed } from './fault';
import {
  AGGREGATIONS,
  FUNCTIONS,
  promqlType,
  type Aggregation,
  type Matching,
  type PromqlBinary,
  type PromqlExpr,
  type PromqlFault,
  type PromqlFunction,
  type PromqlSelector,
  type PromqlType,
} from './promql-ast';
import { buildSelector, labelNames } from './promql-selector';
import { Refusal, refuse } from './promql-refusal';
import { syntaxFault } from './promql-syntax';
import { parseTree, type SyntaxNode } from './promql-tree';

/** Placeholders by the offset at which their stand-in begins. */
export type Placeholders = ReadonlyMap<number, string>;

/** What a person writes is far shorter; what is longer could nest deeper than the stack holds. */
export const LONGEST_QUERY = 4096;

/**
 * Turns the text of a query into the tree that is evaluated, and refuses what Prometheus refuses (types, names, regular
 * expressions) and what the subset lacks.
 *
 * @param text the query in which every placeholder has a stand-in of equal length
 * @param shown the text as the user wrote it, for messages
 */
export function buildPromql(text: string, placeholders: Placeholders, shown = text): Parsed<PromqlExpr, PromqlFault> {
  if (text.length > LONGEST_QUERY) {
    const message = `a query of ${text.length} characters is longer than ${LONGEST_QUERY}`;
    return faulty({ kind: 'syntax', ...fault(message, LONGEST_QUERY, text.length, 'split it into several alerts') });
  }
  const tree = parseTree(text);
  const error = syntaxFault(tree, shown);
  if (error !== undefined) return faulty(error);
  try {
    const top = tree.topNode.firstChild;
    const expr = new Builder(text, placeholders).build(top?.type.name === 'LineComment' ? nextExpr(top) : top);
    if (promqlType(expr) === 'range') {
      const hint = 'use a function over it, for example avg_over_time(...)';
      return faulty({ kind: 'syntax', ...fault('a query cannot give a range of samples', 0, text.length, hint) });
    }
    return parsed(expr);
  } catch (refusal) {
    if (refusal instanceof Refusal) return faulty(refusal.fault);
    throw refusal;
  }
}

function nextExpr(node: SyntaxNode): SyntaxNode | null {
  let next: SyntaxNode | null = node;
  while (next?.type.name === 'LineComment') next = next.nextSibling;
  return next;
}

const OPERATORS: Readonly<Record<string, PromqlBinary['op']>> = {
  Add: '+', Sub: '-', Mul: '*', Div: '/', Mod: '%', Pow: '^',
  Eql: '==', Neq: '!=', Lss: '<', Lte: '<=', Gtr: '>', Gte: '>=', And: 'and', Or: 'or', Unless: 'unless',
}; // prettier-ignore

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='];
const SETS = ['and', 'or', 'unless'];

class Builder {
  constructor(
    private readonly text: string,
    private readonly placeholders: Placeholders,
  ) {}

  build(node: SyntaxNode | null): PromqlExpr {
    if (node === null) throw new Error('a tree without error has no expression');
    switch (node.type.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', value: this.number(node) };
      case 'ParenExpr':
        return this.build(expressions(node)[0] ?? null);
      case 'UnaryExpr':
        return this.unary(node);
      case 'VectorSelector':
        return this.selector(node);
      case 'MatrixSelector':
        return this.range(node);
      case 'OffsetExpr':
        return this.offset(node);
      case 'BinaryExpr':
        return this.binary(node);
      case 'AggregateExpr':
        return this.aggregate(node);
      case 'FunctionCall':
        return this.call(node);
      case 'SubqueryExpr':
        return refuse('unsupported', 'a subquery', node, 'use a range of samples, for example avg_over_time(m[5m])');
      case 'StepInvariantExpr':
        return refuse('unsupported', 'the modifier @', node, 'use offset');
      case 'StringLiteral':
        return refuse('syntax', 'a text has no value here', node, 'write a metric or a number');
      default:
        return refuse('unsupported', `${this.slice(node)}`, node);
    }
  }

  private slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  /** A number; a duration counts in seconds, as in Prometheus 3. */
  private number(node: SyntaxNode): number {
    const text = this.slice(node).replace(/[_\s]/g, '').toLowerCase();
    const [, sign, digits = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
    return (sign === '-' ? -1 : 1) * magnitude(digits);
  }

  private unary(node: SyntaxNode): PromqlExpr {
    const [inner] = expressions(node);
    const operand = this.build(inner ?? null);
    this.require(operand, inner ?? node, ['scalar', 'vector'], 'a sign');
    if (!this.slice(node).startsWith('-')) return operand;
    // The grammar reads -2 in either way; both are the number.
    return operand.kind === 'number' ? { kind: 'number', value: -operand.value } : { kind: 'negate', operand };
  }

  private selector(node: SyntaxNode): PromqlSelector {
    const identifier = node.getChild('Identifier');
    const reported = identifier === null ? undefined : this.placeholders.get(identifier.from);
    return buildSelector(node, this.text, reported);
  }

  private range(node: SyntaxNode): PromqlExpr {
    const [inner] = expressions(node);
    const selector = this.build(inner ?? null);
    if (selector.kind !== 'selector' || inner?.type.name === 'OffsetExpr') {
      return refuse('syntax', 'a range such as [5m] stands directly behind a metric', node);
    }
    const span = node.getChild('DurationExpr');
    const range = span === null ? 0 : this.duration(span);
    if (span !== null && !(range > 0)) return refuse('syntax', 'a range must be longer than nothing', span);
    return { kind: 'range', selector, range };
  }

  private offset(node: SyntaxNode): PromqlExpr {
    const [inner] = expressions(node);
    const operand = this.build(inner ?? null);
    const span = node.getChild('OffsetDurationExpr');
    const offset = span === null ? 0 : this.duration(span);
    const selector = operand.kind === 'range' ? operand.selector : operand;
    const direct = inner?.type.name === 'VectorSelector' || inner?.type.name === 'MatrixSelector';
    if (selector.kind !== 'selector' || !direct) {
      return refuse(
        'syntax',
        'offset stands directly behind a metric or a range',
        node,
        'for example rate(m[5m] offset 1h)',
      );
    }
    return operand.kind === 'range' ? { ...operand, selector: { ...selector, offset } } : { ...selector, offset };
  }

  /** Milliseconds. */
  private duration(node: SyntaxNode): number {
    const text = this.slice(node).trim();
    const [, sign, digits = ''] = /^([+-]?)\s*([\d._a-z]+)$/i.exec(text) ?? [];
    const value = digits === '' ? NaN : magnitude(digits.replace(/_/g, '').toLowerCase());
    if (!Number.isFinite(value))
      return refuse('unsupported', 'arithmetic between durations', node, 'write one duration');
    return Math.round((sign === '-' ? -1 : 1) * value * 1000);
  }

  private binary(node: SyntaxNode): PromqlExpr {
    const [leftNode, rightNode] = expressions(node);
    if (!leftNode || !rightNode) throw new Error('an operator has two sides');
    const operator = node.cursor();
    operator.firstChild();
    while (OPERATORS[operator.name] === undefined && operator.nextSibling());
    const op = OPERATORS[operator.name];
    if (op === undefined) {
      const between = this.text.slice(leftNode.to, rightNode.from).trim().split(/\s/)[0] ?? '';
      return refuse('unsupported', `the operator ${between}`, node);
    }
    // The grammar reads the sign of a number as part of it, while in Prometheus ^ holds tighter than a sign.
    if (op === '^' && leftNode.type.name === 'NumberDurationLiteral' && this.slice(leftNode).startsWith('-')) {
      const left: PromqlExpr = { kind: 'number', value: Math.abs(this.number(leftNode)) };
      return { kind: 'negate', operand: this.combine(node, op, left, this.build(rightNode)) };
    }
    return this.combine(node, op, this.build(leftNode), this.build(rightNode));
  }

  private combine(node: SyntaxNode, op: PromqlBinary['op'], left: PromqlExpr, right: PromqlExpr): PromqlExpr {
    const bool = node.getChild('BoolModifier') !== null;
    const matching = this.matching(node);
    const [leftNode = node, rightNode = node] = expressions(node);
    for (const [side, place] of [
      [left, leftNode],
      [right, rightNode],
    ] as const) {
      this.require(side, place, SETS.includes(op) ? ['vector'] : ['scalar', 'vector'], `the operator ${op}`);
    }
    const scalars = promqlType(left) === 'scalar' && promqlType(right) === 'scalar';
    if (bool && !COMPARISONS.includes(op)) return refuse('syntax', `bool does not go with ${op}`, node, 'leave it out');
    if (scalars && COMPARISONS.includes(op) && !bool) {
      return refuse('syntax', 'a comparison of two numbers needs bool', node, `write ${op} bool`);
    }
    if (matching !== undefined && (promqlType(left) === 'scalar' || promqlType(right) === 'scalar')) {
      return refuse('syntax', `${matching.kind} needs metrics on both sides`, node, 'leave it out');
    }
    return { kind: 'binary', op, left, right, bool, ...(matching === undefined ? {} : { matching }) };
  }

  private matching(node: SyntaxNode): Matching | undefined {
    const fill = node.getChild('FillModifier');
    if (fill !== null) return refuse('unsupported', 'the modifier fill', fill);
    const clause = node.getChild('MatchingModifierClause');
    if (clause === null) return undefined;
    const group = clause.getChild('GroupLeft') ?? clause.getChild('GroupRight');
    if (group !== null) {
      return refuse(
        'unsupported',
        this.slice(group),
        group,
        'aggregate the side that has more series, with sum by (...)',
      );
    }
    const labels = clause.getChild('GroupingLabels');
    return {
      kind: clause.getChild('On') !== null ? 'on' : 'ignoring',
      labels: labels === null ? [] : labelNames(labels, this.text),
    };
  }

  private aggregate(node: SyntaxNode): PromqlExpr {
    const opNode = node.getChild('AggregateOp');
    const body = node.getChild('FunctionCallBody');
    if (opNode === null || body === null) throw new Error('an aggregation has a name and a body');
    const op = this.slice(opNode).toLowerCase();
    if (!(AGGREGATIONS as readonly string[]).includes(op)) {
      return refuse(
        'unsupported',
        `the aggregation ${op}`,
        opNode,
        `the aggregations here are ${AGGREGATIONS.join(', ')}`,
      );
    }
    const args = expressions(body);
    if (args.length !== 1 || args[0] === undefined) {
      return refuse('syntax', `${op} takes one argument, got ${args.length}`, body);
    }
    const operand = this.build(args[0]);
    this.require(operand, args[0], ['vector'], op);
    const modifier = node.getChild('AggregateModifier');
    const labels = modifier?.getChild('GroupingLabels');
    if (!modifier || !labels) return { kind: 'aggregate', op: op as Aggregation, operand };
    const kind = modifier.getChild('By') === null ? 'without' : 'by';
    return {
      kind: 'aggregate',
      op: op as Aggregation,
      operand,
      grouping: { kind, labels: labelNames(labels, this.text) },
    };
  }

  private call(node: SyntaxNode): PromqlExpr {
    const identifier = node.getChild('FunctionIdentifier');
    const body = node.getChild('FunctionCallBody');
    if (identifier === null || body === null) throw new Error('a call has a name and a body');
    const name = this.slice(identifier);
    if (!Object.hasOwn(FUNCTIONS, name)) {
      const hint = `the functions here are ${Object.keys(FUNCTIONS).join(', ')}`;
      return refuse('unsupported', `the function ${name}`, identifier, hint);
    }
    const { takes } = FUNCTIONS[name as PromqlFunction];
    const nodes = expressions(body);
    if (nodes.length !== takes.length) {
      const count =
        takes.length === 0 ? 'no argument' : takes.length === 1 ? 'one argument' : `${takes.length} arguments`;
      return refuse(
        'syntax',
        `${name} takes ${count}, got ${nodes.length}`,
        node,
        takes.length === 0 ? undefined : usage(name, takes),
      );
    }
    const args = nodes.map((argument, i) => {
      const expr = this.build(argument);
      this.require(expr, argument, [takes[i] ?? 'vector'], name);
      return expr;
    });
    return { kind: 'call', function: name as PromqlFunction, args };
  }

  private require(expr: PromqlExpr, node: SyntaxNode, allowed: readonly PromqlType[], who: string): void {
    const type = promqlType(expr);
    if (allowed.includes(type)) return;
    const names: Record<PromqlType, string> = {
      scalar: 'a number',
      vector: 'a metric',
      range: 'a range such as m[5m]',
    };
    const wanted = allowed.map((t) => names[t]).join(' or ');
    const hint = allowed.includes('range') && type === 'vector' ? 'add a range, for example [5m]' : undefined;
    refuse('syntax', `${who} takes ${wanted}, got ${names[type]}`, node, hint);
  }
}

const PLACEHOLDER_OF: Readonly<Record<PromqlType, string>> = { scalar: '0.9', vector: 'm', range: 'm[5m]' };

function usage(name: string, takes: readonly PromqlType[]): string {
  return `write ${name}(${takes.map((t) => PLACEHOLDER_OF[t]).join(', ')})`;
}

/** Seconds of a duration, or the number itself: decimal, hexadecimal, inf or nan. */
function magnitude(digits: string): number {
  if (digits === 'inf') return Infinity;
  if (digits === 'nan') return NaN;
  if (digits.startsWith('0x')) return parseInt(digits, 16);
  // 1h5e is no duration, and 1e3 is no year: only what ends in a unit is a duration.
  const duration = /^(\d+(y|w|d|h|ms|m|s))+$/.test(digits) ? parseDuration(digits) : undefined;
  return duration?.ok ? duration.value / 1000 : Number(digits);
}

const EXPRESSIONS = new Set([
  'AggregateExpr', 'BinaryExpr', 'FunctionCall', 'MatrixSelector', 'NumberDurationLiteral', 'OffsetExpr', 'AnchoredExpr',
  'SmoothedExpr', 'ParenExpr', 'StringLiteral', 'SubqueryExpr', 'UnaryExpr', 'VectorSelector', 'StepInvariantExpr',
]); // prettier-ignore

function expressions(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (EXPRESSIONS.has(child.type.name)) found.push(child);
  }
  return found;
}
