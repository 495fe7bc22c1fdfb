import type { ASTNode } from '@marcbachmann/cel-js';

/** A static path from a variable: `deployed.accuracy` is {variable: 'deployed', path: ['accuracy']}. */
export interface Read {
  readonly variable: string;
  readonly path: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Whether the value is known to be there when it is read. */
  readonly guarded: boolean;
}

export interface Call {
  readonly name: string;
  readonly args: readonly ASTNode[];
  readonly from: number;
  readonly to: number;
}

export interface Survey {
  readonly reads: readonly Read[];
  /** What `has(...)` and `'x' in ...` ask about. */
  readonly asked: readonly Read[];
  readonly calls: readonly Call[];
}

/**
 * Everything that an expression reads and calls.
 *
 * - A read is guarded when `has(...)` of it (or `'x' in ...`) decides whether it is reached: in the same conjunction, on
 *   either side since an error beside a false is false; as `!has(...) || read`; or in a branch of `has(...) ? a : b`.
 * - A name that a macro such as `exists(x, ...)` binds is not a read.
 */
export function survey(ast: ASTNode): Survey {
  const found: Found = { reads: [], asked: [], calls: [], bound: new Set() };
  visit(ast, new Set(), found);
  const { reads, asked, calls, bound } = found;
  return { reads: reads.filter(({ variable }) => !bound.has(variable)), asked, calls };
}

interface Found {
  readonly reads: Read[];
  readonly asked: Read[];
  readonly calls: Call[];
  readonly bound: Set<string>;
}

const BINDING_MACROS = ['all', 'exists', 'exists_one', 'map', 'filter'];

/** Paths known to be there, each as its members joined by dots. */
type Known = ReadonlySet<string>;

function visit(node: ASTNode, known: Known, found: Found): void {
  const place = staticPath(node);
  if (place !== undefined) {
    const key = joined(place);
    const guarded = place.path.length === 0 || [...known].some((path) => path === key || path.startsWith(`${key}.`));
    found.reads.push({ ...place, to: node.end, guarded });
    return;
  }
  const into = (child: ASTNode, more: Known = known) => visit(child, more, found);
  switch (node.op) {
    case '&&':
      into(node.args[0], union(known, ensured(node.args[1], true)));
      into(node.args[1], union(known, ensured(node.args[0], true)));
      return;
    case '||':
      into(node.args[0], union(known, ensured(node.args[1], false)));
      into(node.args[1], union(known, ensured(node.args[0], false)));
      return;
    case '?:':
      into(node.args[0]);
      into(node.args[1], union(known, ensured(node.args[0], true)));
      into(node.args[2], union(known, ensured(node.args[0], false)));
      return;
    case 'call': {
      const [name, args] = node.args;
      found.calls.push({ name, args, from: node.start, to: node.end });
      const subject = subjectOfHas(node);
      if (subject === undefined) for (const arg of args) into(arg);
      else found.asked.push({ ...subject, to: node.end, guarded: true });
      return;
    }
    case 'in': {
      const subject = subjectOfIn(node);
      if (subject !== undefined) found.asked.push({ ...subject, to: node.end, guarded: true });
      break;
    }
    case 'rcall': {
      const [name, , args] = node.args;
      if (BINDING_MACROS.includes(name) && args[0]?.op === 'id') found.bound.add(args[0].args);
    }
  }
  for (const child of children(node)) into(child);
}

/** What must be there when `node` is `outcome`. */
function ensured(node: ASTNode, outcome: boolean): Known {
  switch (node.op) {
    case '!_':
      return ensured(node.args, !outcome);
    case '&&':
      return outcome ? union(ensured(node.args[0], true), ensured(node.args[1], true)) : new Set();
    case '||':
      return outcome ? new Set() : union(ensured(node.args[0], false), ensured(node.args[1], false));
    case 'call':
    case 'in': {
      const subject = node.op === 'in' ? subjectOfIn(node) : subjectOfHas(node);
      return new Set(outcome && subject !== undefined ? [joined(subject)] : []);
    }
    default:
      return new Set();
  }
}

interface Place {
  readonly variable: string;
  readonly path: readonly string[];
  readonly from: number;
}

function joined({ variable, path }: Place): string {
  return [variable, ...path].join('.');
}

export function subjectOfHas(node: ASTNode): Place | undefined {
  if (node.op !== 'call' || node.args[0] !== 'has') return undefined;
  const subject = node.args[1][0];
  return subject === undefined ? undefined : staticPath(subject);
}

/** `'x' in deployed` asks about `deployed.x`. */
export function subjectOfIn(node: ASTNode): Place | undefined {
  if (node.op !== 'in') return undefined;
  const member = literal(node.args[0]);
  const container = staticPath(node.args[1]);
  if (member === undefined || container === undefined) return undefined;
  return { ...container, path: [...container.path, member] };
}

export function staticPath(node: ASTNode): Place | undefined {
  if (node.op === 'id') return { variable: node.args, path: [], from: node.start };
  if (node.op !== '.' && node.op !== '[]') return undefined;
  const base = staticPath(node.args[0]);
  const member = node.op === '.' ? node.args[1] : literal(node.args[1]);
  return base === undefined || member === undefined ? undefined : { ...base, path: [...base.path, member] };
}

/** The text of a string literal. */
export function literal(node: ASTNode): string | undefined {
  return node.op === 'value' && typeof node.args === 'string' ? node.args : undefined;
}

function children(node: ASTNode): ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return [];
  const args: readonly unknown[] = Array.isArray(node.args) ? node.args : [node.args];
  return (args.flat(2) as unknown[]).filter(
    (child): child is ASTNode => typeof child === 'object' && child !== null && 'op' in child,
  );
}

function union(a: Known, b: Known): Known {
  return new Set([...a, ...b]);
}
