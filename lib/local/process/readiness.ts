import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export { freePort } from './free-port';

export interface ReadinessOptions {
  /** Milliseconds in all. */
  readonly timeout: number;
  /**
   * Milliseconds between two questions; the last one repeats.
   * @default - 20, 50, 100, 200, then 500
   */
  readonly intervals?: readonly number[];
  /** Gives up at once when it fires (the server's process has ended, say). */
  readonly signal?: AbortSignal;
}

/**
 * Asks a server until it answers with a status below 500. A server that does not know the path (404) is up: published
 * servers have no health path.
 *
 * @returns false when it did not answer in time, or `signal` fired
 */
export async function readiness(url: string, options: ReadinessOptions): Promise<boolean> {
  const { timeout, intervals = [20, 50, 100, 200, 500], signal } = options;
  const deadline = AbortSignal.timeout(timeout);
  const ended = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  for (let turn = 0; ; turn++) {
    try {
      if ((await ask(url, ended)) < 500) return true;
    } catch {
      // Refused, reset or too slow: it is not up yet.
    }
    const pause = intervals[Math.min(turn, intervals.length - 1)] ?? 500;
    await sleep(pause, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return false;
  }
}

function ask(url: string, signal: AbortSignal): Promise<number> {
  return new Promise((done, fail) => {
    const request = get(url, { signal, agent: false }, (response) => {
      response.resume();
      done(response.statusCode ?? 500);
    });
    request.setTimeout(2000, () => request.destroy(new Error('no answer within 2 s')));
    request.once('error', fail);
  });
}
