import type { ASTNode } from '@marcbachmann/cel-js';
import { staticPath, subjectOfHas, subjectOfIn } from './cel-reads';

/** What an expression can come to. One that is neither can only err. */
interface Outcomes {
  readonly true: boolean;
  readonly false: boolean;
}

const EITHER: Outcomes = { true: true, false: true };
const ONLY_TRUE: Outcomes = { true: true, false: false };
const ONLY_FALSE: Outcomes = { true: false, false: true };
const ERRS: Outcomes = { true: false, false: false };

/** Of these an error of one operand is an error of the whole. */
const STRICT = ['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '-_', '.', '[]', 'call', 'rcall', 'in'];

/**
 * Whether an expression can be true while the map `variable` has no members.
 *
 * - `has(metrics.x)` and `'x' in metrics` are false then, and so is `improves(...)`, which compares one of its members.
 * - Any other read of a member errs; `&&` and `||` let the other side decide, as CEL has it.
 * - Where it is not sure, it can.
 */
export function canHoldWithout(ast: ASTNode, variable: string): boolean {
  return new Without(variable).outcomes(ast).true;
}

class Without {
  constructor(private readonly variable: string) {}

  outcomes(node: ASTNode): Outcomes {
    switch (node.op) {
      case '&&': {
        const [a, b] = node.args.map((side) => this.outcomes(side)) as [Outcomes, Outcomes];
        return { true: a.true && b.true, false: a.false || b.false };
      }
      case '||': {
        const [a, b] = node.args.map((side) => this.outcomes(side)) as [Outcomes, Outcomes];
        return { true: a.true || b.true, false: a.false && b.false };
      }
      case '!_': {
        const one = this.outcomes(node.args);
        return { true: one.false, false: one.true };
      }
      case '?:': {
        const [asked, a, b] = node.args.map((side) => this.outcomes(side)) as [Outcomes, Outcomes, Outcomes];
        return {
          true: (asked.true && a.true) || (asked.false && b.true),
          false: (asked.true && a.false) || (asked.false && b.false),
        };
      }
      case 'value':
        return node.args === true ? ONLY_TRUE : node.args === false ? ONLY_FALSE : EITHER;
      default:
        if (this.asksForMember(node)) return ONLY_FALSE;
        return this.errs(node) ? ERRS : EITHER;
    }
  }

  private asksForMember(node: ASTNode): boolean {
    if (node.op === 'call' && node.args[0] === 'improves') return true;
    return this.isMember(subjectOfHas(node) ?? subjectOfIn(node));
  }

  private errs(node: ASTNode): boolean {
    if (this.isMember(staticPath(node))) return true;
    if (!STRICT.includes(node.op)) return false;
    // What a macro asks about, it may never ask.
    if (node.op === 'rcall') return this.errs(node.args[1]);
    if (node.op === 'call' && node.args[0] === 'has') return false;
    const operands: readonly unknown[] = Array.isArray(node.args) ? node.args.flat() : [node.args];
    return operands.some((operand) => isNode(operand) && this.errs(operand));
  }

  private isMember(place: ReturnType<typeof staticPath>): boolean {
    return place !== undefined && place.variable === this.variable && place.path.length > 0;
  }
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value;
}
