import { show } from './construct-use';
import type { Task } from './tasks/task';

type Operator = '&&' | '||';

/**
 * What must hold for a sensor to fire: an expression in CEL, asked when it fires.
 *
 * - Metrics of a task make them: `train.metric('accuracy').atLeast(0.9)`. A text in place of a gate is CEL as it stands.
 * - What is joined keeps its meaning: parentheses are put where CEL needs them.
 *
 * @example
 * ```ts
 * const accuracy = train.metric('accuracy');
 * const gate = accuracy.atLeast(0.95).and(accuracy.improves());
 * new Sensor(axon, 'release', { triggers: [Trigger.succeeded(train)], when: gate, actions: [Action.deploy(graph)] });
 * ```
 */
export class Gate {
  /** Holds if all of them do. */
  static all(first: Gate | string, ...others: readonly (Gate | string)[]): Gate {
    return joined([first, ...others], '&&');
  }

  /** Holds if one of them does. */
  static any(first: Gate | string, ...others: readonly (Gate | string)[]): Gate {
    return joined([first, ...others], '||');
  }

  /** @internal */
  static _of(cel: string, compared: readonly Task[], operator?: Operator, faults: readonly string[] = []): Gate {
    return new Gate(cel, compared, operator, faults);
  }

  /**
   * The tasks whose metrics it compares. CEL says `metrics.accuracy` of whatever the sensor listens to, so only this knows whose.
   *
   * @internal
   */
  readonly _compared: readonly Task[];

  protected constructor(
    /** The expression. */
    readonly cel: string,
    compared: readonly Task[],
    /** What joins its parts. @default - it has none */
    private readonly operator?: Operator,
    /**
     * What is wrong with it.
     *
     * @internal
     */
    readonly _faults: readonly string[] = [],
  ) {
    this._compared = compared;
  }

  /** Holds if it and all of these do. */
  and(...gates: readonly (Gate | string)[]): Gate {
    return Gate.all(this, ...gates);
  }

  /** Holds if it or one of these does. */
  or(...gates: readonly (Gate | string)[]): Gate {
    return Gate.any(this, ...gates);
  }

  /** @internal */
  _within(operator: Operator): string {
    return this.operator === undefined || this.operator === operator ? this.cel : `(${this.cel})`;
  }
}

function joined(gates: readonly unknown[], operator: Operator): Gate {
  const faults = gates.flatMap((gate) => (gate instanceof Gate ? gate._faults : []));
  const parts = gates.map((gate) => {
    if (gate instanceof Gate) return gate._within(operator);
    if (typeof gate === 'string') return `(${gate})`;
    // The sensor that takes it tells so, with its place.
    faults.push(`what ${operator} joins must be a Gate or CEL as text, got ${show(gate)}`);
    return 'false';
  });
  const compared = gates.flatMap((gate) => (gate instanceof Gate ? gate._compared : []));
  return Gate._of(parts.join(` ${operator} `), compared, operator, faults);
}
