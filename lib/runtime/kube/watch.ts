import type { IncomingMessage } from 'node:http';
import { KubeError, type KubeObject, type WatchEvent } from './kube';

/** A connection that says nothing for so long may be dead: bookmarks come about once a minute. */
const SILENT_FOR = 150_000;

interface Line {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  // Of any kind; of `ERROR` a Status.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly object: any;
}

/**
 * Reads the answer to a watch, a line of JSON for each event, until it ends, goes silent or `signal` is aborted.
 *
 * @throws KubeError where the server ends it with a fault, or the connection breaks
 */
export async function readWatch(
  answer: IncomingMessage,
  signal: AbortSignal,
  on: (event: WatchEvent) => void,
): Promise<void> {
  const silence = setTimeout(() => answer.destroy(), SILENT_FOR);
  let rest = '';
  let inHandler = false;
  try {
    answer.setEncoding('utf8');
    for await (const chunk of answer) {
      silence.refresh();
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (signal.aborted) return;
        if (line === '') continue;
        const event = eventOf(line);
        inHandler = true;
        on(event);
        inHandler = false;
      }
    }
  } catch (error) {
    if (inHandler || error instanceof KubeError) throw error;
    // A connection that ends without an end is what a restarted server or proxy leaves, and what `destroy` above does.
    if (!signal.aborted && (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
      throw new KubeError(0, 'Unreachable', `the watch broke off: ${(error as Error).message}`);
  } finally {
    clearTimeout(silence);
    answer.destroy();
  }
}

function eventOf(line: string): WatchEvent {
  const { type, object } = parsed(line);
  switch (type) {
    case 'BOOKMARK':
      return { type, resourceVersion: object.metadata.resourceVersion };
    case 'ERROR':
      throw new KubeError(
        object.code ?? 500,
        object.code === 410 ? 'Expired' : (object.reason ?? 'InternalError'),
        object.message ?? 'the server ended the watch',
      );
    default:
      return { type, object: withoutManagers(object) };
  }
}

function parsed(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    throw new KubeError(0, 'Unreachable', `the watch broke off in the middle of an event`);
  }
}

/**
 * Who manages which field is half of many objects, and nobody here reads it. The server keeps what it knows when an object
 * comes back without.
 */
export function withoutManagers(object: KubeObject): KubeObject {
  delete (object.metadata as { managedFields?: unknown }).managedFields;
  return object;
}
