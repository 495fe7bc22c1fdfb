import * as http from 'node:http';
import * as https from 'node:https';
import { MACHINE_CLOCK, sleep } from '../clock';
import type { Access } from './access';
import { Connections } from './connections';
import { KubeError, type Kind } from './kube';
import { refusal } from './status';

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Of what is asked. @default - of no object */
  readonly kind?: Kind;
  readonly body?: { readonly type: string; readonly value: unknown };
  /** By which the caller gives up an answer that goes on. @default - the answer is read at once */
  readonly signal?: AbortSignal;
}

/** How long a server may take to begin and end an answer. */
const ANSWER_WITHIN = 30_000;

/** How often a request is made that the server asks to make later. */
const TRIES = 4;

/** Asked to wait longer than this, the caller is told rather than kept. */
const LONGEST_WAIT = 10_000;

/**
 * Requests to an API server.
 *
 * - `429` and `503` that say when to ask again were not done: they are made again, thrice at most, later each time.
 * - A request that reads is made again where a connection that was kept turned out to be closed. One that writes is not, as
 *   nobody knows whether it was done: the caller gets a `KubeError` of status 0.
 * - Refused credentials are read anew, once.
 */
export class Requests {
  readonly #connections: Connections;
  readonly #closed = new AbortController();
  /** Ends each request that has no answer yet: one that waits for a connection would never hear of a close. */
  readonly #unanswered = new Set<() => void>();

  constructor(private readonly access: Access) {
    this.#connections = new Connections(access);
  }

  /** @returns the text of a good answer and its type. @throws KubeError */
  async ask(request: Request): Promise<{ readonly type: string; readonly body: string }> {
    for (let made = 1, renewed = false; ; made += 1) {
      try {
        const answer = await this.#once(request);
        const body = await textOf(answer);
        return { type: answer.headers['content-type'] ?? '', body };
      } catch (error) {
        if (!(error instanceof KubeError) || made === TRIES) throw error;
        if (error.status === 401 && !renewed) {
          this.#connections.refused();
          renewed = true;
          continue;
        }
        const wait = waitBefore(made, request, error);
        if (wait === undefined) throw error;
        await sleep(MACHINE_CLOCK, wait, this.#closed.signal);
      }
    }
  }

  /**
   * An answer that goes on: its head has come, its body is the caller's to read.
   *
   * @throws KubeError
   */
  open(request: Request & { readonly signal: AbortSignal }): Promise<http.IncomingMessage> {
    return this.#once(request);
  }

  /** What is under way fails, and so does what comes after. */
  close(): void {
    this.#closed.abort();
    for (const end of this.#unanswered) end();
    this.#connections.close();
  }

  async #once({ method, path, query = {}, kind, body, signal }: Request): Promise<http.IncomingMessage> {
    const { agent, leases, streams, headers } = await this.#connections.get();
    if (this.#closed.signal.aborted) throw new KubeError(0, 'Unreachable', `${method} ${path}: the client is closed`);
    const url = new URL(this.access.server.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const kept = kind === 'Lease' ? leases : agent;
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body.value));
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        ...{ method, agent: signal === undefined ? kept : streams, signal },
        headers: {
          ...headers,
          // Of what is no object, the keys of tokens say, there may be only one form.
          accept: kind === undefined ? '*/*' : 'application/json',
          ...(payload === undefined ? {} : { 'content-type': body?.type, 'content-length': payload.length }),
        },
      });
      const tooLong = setTimeout(() => request.destroy(noAnswer('Timeout', method, url)), ANSWER_WITHIN);
      const end = () => {
        const fault = noAnswer('Unreachable', method, url, ': the client is closed');
        clearTimeout(tooLong);
        request.destroy(fault);
        reject(fault);
      };
      this.#unanswered.add(end);
      request.once('response', (response) => {
        this.#unanswered.delete(end);
        // A watch that was granted goes on for minutes: its reader has a limit of its own.
        if (signal === undefined || !isGranted(response)) response.once('close', () => clearTimeout(tooLong));
        else clearTimeout(tooLong);
        resolve(response);
      });
      request.once('error', (error) => {
        this.#unanswered.delete(end);
        clearTimeout(tooLong);
        reject(error instanceof KubeError ? error : broken(error, request.reusedSocket, method, url));
      });
      request.end(payload);
    });
    if (isGranted(answer)) return answer;
    const { statusCode: status = 0 } = answer;
    const retryAfter = answer.headers['retry-after'];
    throw refusal({ status, ...(retryAfter === undefined ? {} : { retryAfter }), body: await textOf(answer) }, kind);
  }
}

/** @returns milliseconds; undefined where the request is not to be made again */
function waitBefore(made: number, { method }: Request, error: KubeError): number | undefined {
  if (error instanceof StaleConnection) return method === 'GET' && made === 1 ? 0 : undefined;
  if ((error.status !== 429 && error.status !== 503) || error.retryAfter === undefined) return undefined;
  if (error.retryAfter > LONGEST_WAIT) return undefined;
  // Those who were refused together should not come back together.
  return error.retryAfter + Math.random() * 250 * 2 ** made;
}

/** The server had closed a connection that was kept. */
class StaleConnection extends KubeError {}

function broken(error: Error, reused: boolean, method: string, url: URL): KubeError {
  const { code } = error as NodeJS.ErrnoException;
  if (reused && (code === 'ECONNRESET' || code === 'EPIPE'))
    return new StaleConnection(0, 'Unreachable', `${method} ${url.pathname}: ${error.message}`);
  return noAnswer('Unreachable', method, url, `: ${error.message}`);
}

function noAnswer(reason: 'Timeout' | 'Unreachable', method: string, url: URL, why = ''): KubeError {
  const said = reason === 'Timeout' ? `no answer within ${ANSWER_WITHIN / 1000} s` : 'no answer';
  return new KubeError(0, reason, `${method} ${url.pathname} at ${url.host}: ${said}${why}`);
}

function isGranted({ statusCode: status = 0 }: http.IncomingMessage): boolean {
  return status >= 200 && status < 300;
}

async function textOf(answer: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(chunk as Buffer);
  } catch (error) {
    if (error instanceof KubeError) throw error;
    throw new KubeError(0, 'Unreachable', `the answer broke off: ${(error as Error).message}`);
  }
  return Buffer.concat(chunks).toString('utf8');
}
