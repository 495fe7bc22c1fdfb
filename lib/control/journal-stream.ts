import type { JournalEntry, OperatorPort } from './ports';

/** Silence after which a comment is sent, in milliseconds: proxies close a connection on which nothing moves. */
const KEEP_ALIVE = 15_000;

/** The journal so far, one JSON object a line. */
export async function* journalLines(port: OperatorPort, axon: string, after: number): AsyncGenerator<string> {
  for await (const one of port.journal(axon, after)) yield `${jsonOf(one)}\n`;
}

/**
 * The journal as server-sent events, from a place on and then live.
 *
 * - The id of each event is its place, so that a browser that comes back goes on where it was (`Last-Event-ID`).
 * - Entries are always read from the journal, and news only say that there is something to read: nothing is lost between
 *   reading and listening, and a slow reader costs no memory.
 */
export async function* journalEvents(
  port: OperatorPort,
  axon: string,
  after: number,
  stop: AbortSignal,
  keepAlive: number = KEEP_ALIVE,
): AsyncGenerator<string> {
  let last = after;
  let news = true;
  let wake: () => void = () => undefined;
  const unsubscribe = port.subscribe(axon, () => {
    news = true;
    wake();
  });
  const stopped = () => wake();
  stop.addEventListener('abort', stopped);
  try {
    yield 'retry: 1000\n\n';
    while (!stop.aborted) {
      news = false;
      for await (const one of port.journal(axon, last)) {
        last = one.seq;
        yield `id: ${one.seq}\ndata: ${jsonOf(one)}\n\n`;
        if (stop.aborted) return;
      }
      if (!news && !stop.aborted) {
        const timer = await sleepUnlessWoken(keepAlive, (resolve) => (wake = resolve));
        if (timer === 'silence') yield ': nothing new\n\n';
      }
    }
  } finally {
    unsubscribe();
    stop.removeEventListener('abort', stopped);
  }
}

function jsonOf({ seq, entry }: JournalEntry): string {
  return JSON.stringify({ seq, ...entry });
}

function sleepUnlessWoken(limit: number, onWake: (resolve: () => void) => void): Promise<'woken' | 'silence'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('silence'), limit);
    timer.unref();
    onWake(() => {
      clearTimeout(timer);
      resolve('woken');
    });
  });
}
