import type { CelExpression } from '../../spec/lang/cel';
import type { LocalRunner } from '../../local/local-runner';
import type { LiveScreen } from '../live-screen';
import { tellEntries, type Say } from '../tell-entries';
import { renderTree } from '../tree';
import { holds, partsOf } from './until';

/** How often the tree is drawn again. */
const FRAME = 500;

/** Why a run ended. */
export type End = 'held' | 'time' | 'interrupted' | 'broken';

export interface Watching {
  readonly runner: LocalRunner;
  readonly screen: LiveScreen;
  readonly say: Say;
  readonly until?: CelExpression;
  /** Milliseconds from now. @default - no limit */
  readonly limit?: number;
  readonly interrupted: AbortSignal;
  /** Aborted when the loop cannot go on. */
  readonly broken: AbortSignal;
}

/**
 * Shows what happens until the expression holds, time is up, somebody interrupts, or the loop cannot go on.
 *
 * - The expression is asked after every decision, so that what holds for an instant only is noticed.
 * - The state is drawn, and what the loop waits for is said, a frame after something was decided: one decision often
 *   follows another.
 */
export function watch({ runner, screen, say, until, limit, interrupted, broken }: Watching): Promise<End> {
  return new Promise((done) => {
    let idle = '';
    let changed = true;
    const end = (why: End) => {
      clearInterval(frames);
      clearTimeout(timer);
      stopListening();
      done(why);
    };
    const parts = until === undefined ? new Set<never>() : partsOf(until);
    const ask = () => {
      if (until !== undefined && holds(until, runner.viewParts(parts))) end('held');
    };
    const draw = () => {
      ask();
      if (screen.live) screen.show(renderTree({ ...runner.view(), endpoints: runner.endpoints() }, Date.now()));
      else if (changed) sayWaits();
      changed = false;
    };
    const sayWaits = () => {
      const waits = runner.viewParts(['waits']).waits?.join('; ') ?? '';
      if (waits !== '' && waits !== idle) say(runner.axon.name, `waiting: ${waits}`);
      idle = waits;
    };
    const stopListening = runner.listen((entries) => {
      changed = true;
      tellEntries(entries, () => runner.endpoints(), say);
      ask();
    });
    const frames = setInterval(draw, FRAME);
    const timer = limit === undefined ? undefined : setTimeout(() => end('time'), limit);
    if (interrupted.aborted) end('interrupted');
    interrupted.addEventListener('abort', () => end('interrupted'), { once: true });
    broken.addEventListener('abort', () => end('broken'), { once: true });
  });
}
