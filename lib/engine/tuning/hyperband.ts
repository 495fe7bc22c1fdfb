import type { BracketPlan } from '../../spec/derive/bracket-plan';
import { OpenList } from './open-list';
import type { Direction, Evaluation, Scheduler, SchedulerDecision } from './scheduler';
import { SuccessiveHalving } from './successive-halving';
import type { TrialKey } from './trial';

/**
 * Successive halvings that trade many short trainings for few long ones (Hyperband, Li et al., JMLR 18:185); with brackets
 * of one rung it is random search.
 *
 * - The brackets run in the order of the plan, all of them.
 * - A later bracket gets only the workers that the earlier ones cannot use, so nobody idles while a rung waits for its
 *   last trial. Brackets share nothing, hence what each of them keeps does not depend on how they overlap.
 * - A result costs the same however many came before; a rung that ends costs its sorting.
 */
export class Hyperband implements Scheduler {
  private readonly unfinished: OpenList;
  /** Made when first asked about: a plan may have many thousand brackets. */
  private readonly brackets = new Map<number, SuccessiveHalving>();

  constructor(
    private readonly plan: BracketPlan,
    private readonly direction: Direction,
  ) {
    this.unfinished = new OpenList(plan.brackets.length);
  }

  get finished(): boolean {
    return this.unfinished.size === 0;
  }

  ready(inFlight: ReadonlySet<string>, limit: number): Evaluation[] {
    const found: Evaluation[] = [];
    for (const index of this.unfinished) {
      if (found.length >= limit) break;
      for (const evaluation of this.bracket(index)?.ready(inFlight, limit - found.length) ?? []) found.push(evaluation);
    }
    return found;
  }

  find(key: TrialKey): { evaluation: Evaluation; open: boolean } | undefined {
    return this.bracket(key.bracket)?.find(key);
  }

  record(key: TrialKey, loss: number | undefined): readonly SchedulerDecision[] {
    const bracket = this.bracket(key.bracket);
    const decisions = bracket?.record(key, loss) ?? [];
    if (bracket?.finished === true) this.unfinished.close(key.bracket);
    return decisions;
  }

  private bracket(index: number): SuccessiveHalving | undefined {
    const known = this.brackets.get(index);
    const planned = this.plan.brackets[index];
    if (known !== undefined || planned === undefined) return known;
    const made = new SuccessiveHalving(planned, this.direction);
    this.brackets.set(index, made);
    return made;
  }
}
