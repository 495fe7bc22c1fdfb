import { EXIT } from '../exit';
import { outputGone } from '../output';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * How often a run was asked to end: by a person (Ctrl-C), by the system, or since nobody reads what it prints any more.
 *
 * - The first time it stops cleanly, the second time what it still waits for is killed, the third time it just ends.
 */
export class Interrupts {
  private readonly asked = [new AbortController(), new AbortController()] as const;
  private readonly onSignal = () => this.next();
  private readonly onOutputGone = () => this.asked[0].abort();

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.onSignal);
    if (outputGone.aborted) this.asked[0].abort();
    outputGone.addEventListener('abort', this.onOutputGone, { once: true });
  }

  get first(): AbortSignal {
    return this.asked[0].signal;
  }

  get second(): AbortSignal {
    return this.asked[1].signal;
  }

  dispose(): void {
    for (const signal of SIGNALS) process.off(signal, this.onSignal);
    outputGone.removeEventListener('abort', this.onOutputGone);
  }

  private next(): void {
    const open = this.asked.find(({ signal }) => !signal.aborted);
    if (open === undefined) process.exit(EXIT.interrupted);
    open.abort();
  }
}
