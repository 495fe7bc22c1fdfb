import type { CelExpression } from '../../spec/lang/cel';
import { describeEntry } from '../../engine/view/describe';
import type { Entry } from '../../engine/journal';
import type { LocalRunner } from '../../local/local-runner';
import { renderTree } from '../tree';
import type { LiveScreen } from '../live-screen';
import { holds } from './until';

/** How often the tree is drawn again. */
const FRAME = 500;

/** Why a run ended. */
export type End = 'held' | 'time' | 'interrupted' | 'broken';

export interface Watching {
  readonly runner: LocalRunner;
  readonly screen: LiveScreen;
  readonly say: (subject: string, text: string) => void;
  readonly until?: CelExpression;
  /** Milliseconds from now. @default - no limit */
  readonly limit?: number;
  readonly interrupted: AbortSignal;
  /** Aborted when the loop cannot go on. */
  readonly broken: AbortSignal;
}

/** Shows what happens until the expression holds, time is up, somebody interrupts, or the loop cannot go on. */
export function watch({ runner, screen, say, until, limit, interrupted, broken }: Watching): Promise<End> {
  return new Promise((done) => {
    let idle = '';
    const end = (why: End) => {
      clearInterval(frames);
      clearTimeout(timer);
      stopListening();
      done(why);
    };
    const look = () => {
      const view = runner.view();
      if (screen.live) screen.show(renderTree(view, Date.now(), runner.endpoints()));
      const waits = view.waits.join('; ');
      if (!screen.live && waits !== '' && waits !== idle) say(view.axon, `waiting: ${waits}`);
      idle = waits;
      if (until !== undefined && holds(until, view)) end('held');
    };
    const stopListening = runner.listen((entries) => {
      for (const entry of entries) tellEntry(entry);
      look();
    });
    const tellEntry = (entry: Entry) => {
      const { notable, subject, text, reason } = describeEntry(entry);
      if (notable) say(subject, `${text}${reason === '' ? '' : `: ${reason}`}`);
      if (entry.type === 'VersionChanged' && entry.phase === 'Serving') {
        say(entry.deployer, `answers on ${runner.endpoints()[entry.deployer] ?? ''}`);
      }
    };
    const frames = setInterval(look, FRAME);
    const timer = limit === undefined ? undefined : setTimeout(() => end('time'), limit);
    if (interrupted.aborted) end('interrupted');
    interrupted.addEventListener('abort', () => end('interrupted'), { once: true });
    broken.addEventListener('abort', () => end('broken'), { once: true });
  });
}
