import { OpenList } from './open-list';
import type { Direction } from './scheduler';

/** A configuration that succeeded on a rung. */
export interface Ranked {
  readonly configuration: number;
  readonly loss: number;
}

/**
 * The configurations of one bracket that train up to one budget.
 *
 * - Each has one result: a finite loss, or a failure.
 * - It has ended when every one has a result; the order in which results came leaves no trace.
 */
export class Rung {
  /** Not a number where there is no result or a failure. */
  private readonly losses: Float64Array;
  private readonly open: OpenList;

  /** @param configurations - ascending */
  constructor(
    readonly budget: number,
    readonly configurations: readonly number[],
  ) {
    this.losses = new Float64Array(configurations.length).fill(NaN);
    this.open = new OpenList(configurations.length);
  }

  get ended(): boolean {
    return this.open.size === 0;
  }

  /** The configurations without a result, ascending. */
  *awaited(): Iterable<number> {
    for (const position of this.open) yield this.configurations[position] as number;
  }

  has(configuration: number): boolean {
    return this.positionOf(configuration) !== undefined;
  }

  awaits(configuration: number): boolean {
    const position = this.positionOf(configuration);
    return position !== undefined && this.open.has(position);
  }

  record(configuration: number, loss: number | undefined): void {
    const position = this.positionOf(configuration);
    if (position === undefined) return;
    this.losses[position] = loss ?? NaN;
    this.open.close(position);
  }

  /** Those that succeeded, the best first; of equal losses the lower configuration first. */
  ranking(direction: Direction): readonly Ranked[] {
    const sign = direction === 'less' ? 1 : -1;
    return this.configurations
      .map((configuration, position): Ranked => ({ configuration, loss: this.losses[position] as number }))
      .filter(({ loss }) => !Number.isNaN(loss))
      .sort((a, b) => sign * (a.loss - b.loss) || a.configuration - b.configuration);
  }

  private positionOf(configuration: number): number | undefined {
    let [low, high] = [0, this.configurations.length - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.configurations[middle] as number;
      if (found === configuration) return middle;
      if (found < configuration) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}
