import type { Entry } from '../engine/journal';
import type { MoveOrder } from '../engine/ports';
import { judgeMove } from '../engine/serving/judge-move';
import { servedGraphs } from '../engine/serving/removed';
import type { AxonState } from '../engine/state';
import type { Axon } from '../spec/axon';
import type { CommandAnswer } from './ports';

/** The loop that a person commands. */
export interface MovedLoop {
  readonly axon: Axon;
  readonly state: AxonState;
  readonly spec: (hash: string) => Axon;
  /** Resolves with what was decided, once that is durable. */
  readonly tell: (order: MoveOrder) => Promise<readonly Entry[]>;
}

/** Gives a rollback or promotion to a loop, and says what follows, or why nothing does. */
export async function orderMove({ axon, state, spec, tell }: MovedLoop, order: MoveOrder): Promise<CommandAnswer> {
  const verdict = judgeMove(state, { axon, graphs: servedGraphs(axon, state, spec) }, order);
  switch (verdict.kind) {
    case 'refused':
      return { ok: false, reason: verdict.reason };
    case 'unchanged':
      return { ok: true, news: verdict.news };
    case 'move': {
      const { news } = verdict;
      const decided = await tell(order);
      return decided.length > 0
        ? { ok: true, news }
        : { ok: false, reason: 'versions have changed meanwhile: ask again' };
    }
  }
}
