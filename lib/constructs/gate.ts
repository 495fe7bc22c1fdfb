import { ConstructUseError } from './axon-error';
import { show } from './construct-use';

type Operator = '&&' | '||';

/**
 * What must hold for a sensor to fire: an expression in CEL, asked when it fires.
 *
 * - Metrics of a task make them: `train.metric('accuracy').atLeast(0.9)`. A text in place of a gate is CEL as it stands.
 * - What is joined keeps its meaning: parentheses are put where CEL needs them.
 */
export class Gate {
  /** Holds if all of them do. */
  static all(first: Gate | string, ...others: readonly (Gate | string)[]): Gate {
    return new Gate(join([first, ...others], '&&'), '&&');
  }

  /** Holds if one of them does. */
  static any(first: Gate | string, ...others: readonly (Gate | string)[]): Gate {
    return new Gate(join([first, ...others], '||'), '||');
  }

  /** @internal */
  static _atom(cel: string): Gate {
    return new Gate(cel);
  }

  protected constructor(
    readonly cel: string,
    /** What joins its parts. @default - it has none */
    private readonly operator?: '&&' | '||',
  ) {}

  and(...gates: readonly (Gate | string)[]): Gate {
    return Gate.all(this, ...gates);
  }

  or(...gates: readonly (Gate | string)[]): Gate {
    return Gate.any(this, ...gates);
  }

  /** @internal */
  _within(operator: Operator): string {
    return this.operator === undefined || this.operator === operator ? this.cel : `(${this.cel})`;
  }
}

function join(gates: readonly unknown[], operator: Operator): string {
  const parts = gates.map((gate) => {
    if (gate instanceof Gate) return gate._within(operator);
    if (typeof gate === 'string') return `(${gate})`;
    throw new ConstructUseError('Gate', `what ${operator} joins must be a Gate or CEL as text, got ${show(gate)}`);
  });
  return parts.join(` ${operator} `);
}
