import type { PlannedBracket } from '../../spec/derive/bracket-plan';
import { Rung, type Ranked } from './rung';
import type { Direction, Evaluation, Scheduler, SchedulerDecision } from './scheduler';
import { configIdOf, trialId, type TrialKey } from './trial';

/**
 * One bracket: train many configurations a little, and the best of them further (Jamieson and Talwalkar, AISTATS 2016).
 *
 * - A rung starts when every trial of the rung below has ended: the bracket is synchronous, so what is kept depends on
 *   the losses alone, not on the number of workers nor on the order of results.
 * - The best go on, as many as the plan says for the next rung; of equal losses the lower configuration.
 * - A failed trial ranks last and never goes on: it left no checkpoint to continue. If fewer succeeded than the next rung
 *   holds, that rung is smaller; if none did, the bracket ends.
 */
export class SuccessiveHalving implements Scheduler {
  /** The rungs that have begun; only the last can be awaited. */
  private readonly rungs: Rung[];
  private over = false;

  constructor(
    private readonly plan: PlannedBracket,
    private readonly direction: Direction,
  ) {
    const first = plan.rungs[0];
    const sampled = Array.from({ length: first?.configurations ?? 0 }, (_, configuration) => configuration);
    this.rungs = [new Rung(first?.budget ?? 0, sampled)];
    this.over = sampled.length === 0;
  }

  get finished(): boolean {
    return this.over;
  }

  ready(inFlight: ReadonlySet<string>, limit: number): Evaluation[] {
    const found: Evaluation[] = [];
    const level = this.rungs.length - 1;
    const rung = this.current;
    for (const configuration of rung.awaited()) {
      if (found.length >= limit) break;
      const key = { bracket: this.plan.index, rung: level, configuration };
      if (!inFlight.has(trialId(key))) found.push({ ...key, budget: rung.budget });
    }
    return found;
  }

  find(key: TrialKey): { evaluation: Evaluation; open: boolean } | undefined {
    const rung = key.bracket === this.plan.index ? this.rungs[key.rung] : undefined;
    if (rung === undefined || !rung.has(key.configuration)) return undefined;
    return { evaluation: { ...key, budget: rung.budget }, open: rung.awaits(key.configuration) };
  }

  record(key: TrialKey, loss: number | undefined): readonly SchedulerDecision[] {
    if (this.find(key)?.open !== true) return [];
    this.current.record(key.configuration, loss);
    return this.current.ended ? [this.promote()] : [];
  }

  private get current(): Rung {
    return this.rungs.at(-1) as Rung;
  }

  private promote(): SchedulerDecision {
    const rung = this.current;
    const level = this.rungs.length - 1;
    const bracket = this.plan.index;
    const ranking = rung.ranking(this.direction);
    const next = this.plan.rungs[level + 1];
    const [best] = ranking;
    if (best === undefined || next === undefined) {
      this.over = true;
      const reason =
        best === undefined
          ? `bracket ${bracket} ended at budget ${rung.budget}: ${describeFailures(rung.configurations.length)}, none succeeded`
          : `bracket ${bracket} ended at its last budget ${rung.budget}: the best was ${this.describe(best)}`;
      return { kind: 'bracketEnded', bracket, reason };
    }
    const kept = ranking.slice(0, next.configurations);
    this.rungs.push(
      new Rung(
        next.budget,
        kept.map(({ configuration }) => configuration).sort((a, b) => a - b),
      ),
    );
    return {
      kind: 'promoted',
      bracket,
      rung: level,
      budget: rung.budget,
      kept: kept.map(({ configuration }) => configIdOf({ bracket, configuration })),
      reason: this.explain(rung, ranking, kept),
    };
  }

  /** `kept 3 of 9 at budget 3: 0.1 (0_0_4) to 0.3 (0_0_7), the best dropped was 0.31 (0_0_2), 1 failed`. */
  private explain(rung: Rung, ranking: readonly Ranked[], kept: readonly Ranked[]): string {
    const [best, last, dropped] = [kept[0], kept.at(-1), ranking[kept.length]];
    const parts: string[] = [];
    if (best !== undefined && last !== undefined) {
      parts.push(best === last ? this.describe(best) : `${this.describe(best)} to ${this.describe(last)}`);
    }
    if (dropped !== undefined) {
      const tie = dropped.loss === last?.loss ? ', equal but listed later' : '';
      parts.push(`the best dropped was ${this.describe(dropped)}${tie}`);
    }
    const failed = rung.configurations.length - ranking.length;
    if (failed > 0) parts.push(describeFailures(failed));
    return `kept ${kept.length} of ${rung.configurations.length} at budget ${rung.budget}: ${parts.join(', ')}`;
  }

  private describe({ loss, configuration }: Ranked): string {
    return `${loss} (${configIdOf({ bracket: this.plan.index, configuration })})`;
  }
}

function describeFailures(count: number): string {
  return `${count} failed`;
}
