import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';

export interface UpstreamRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Until the whole answer is here, in milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** To be heard twice does harm. @default false */
  readonly once?: boolean;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly contentType?: string;
  /** By lower-case name. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** How the gateway reaches models. */
export interface Upstream {
  /** @throws UpstreamError when there is no whole answer; an answer of any status is no error */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>;
  close(): void;
}

export type UpstreamFault = 'timeout' | 'unreachable' | 'no such host' | 'cancelled' | 'too large';

/** A model gave no whole answer. */
export class UpstreamError extends Error {
  constructor(
    readonly fault: UpstreamFault,
    readonly url: string,
    message: string,
  ) {
    super(message);
    this.name = 'UpstreamError';
  }
}

/** Longest answer that is read, in bytes. */
const ANSWER_LIMIT = 64 * 1024 * 1024;

/**
 * Models over HTTP/1.1 with connections kept open.
 *
 * - A request that fails on a kept connection before the first byte of an answer is sent once more, on a new one: the
 *   server has most likely closed it for being idle and never saw the request.
 * - What must be heard once has a connection of its own, and is never sent again.
 */
export class HttpUpstream implements Upstream {
  private readonly plain = new http.Agent({ keepAlive: true, maxFreeSockets: 64 });
  private readonly secure = new https.Agent({ keepAlive: true, maxFreeSockets: 64 });
  private closed = false;

  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    if (request.once === true && !this.closed) return this.attempt(request, false);
    const isSecure = request.url.startsWith('https:');
    try {
      return await this.attempt(request, isSecure ? this.secure : this.plain);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      if (this.closed) throw new UpstreamError('cancelled', request.url, 'the gateway is closing');
      return await this.attempt(request, false);
    }
  }

  close(): void {
    this.closed = true;
    this.plain.destroy();
    this.secure.destroy();
  }

  private attempt(given: UpstreamRequest, agent: http.Agent | false): Promise<UpstreamAnswer> {
    const { url, method, timeout, signal } = given;
    const body = typeof given.body === 'string' ? Buffer.from(given.body) : given.body;
    const client = url.startsWith('https:') ? https : http;
    return new Promise((resolve, reject) => {
      const fail = (fault: UpstreamFault, message: string) => {
        settle();
        reject(new UpstreamError(fault, url, message));
        request.destroy();
      };
      const cancel = () => fail('cancelled', 'nobody waits for the answer any more');
      const timer = setTimeout(() => fail('timeout', `no answer within ${timeout} ms`), timeout);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      };
      const headers = { ...given.headers, 'content-length': String(body.length) };
      const options = { method, headers, agent };
      const request = client.request(url, options, (answer) => {
        const chunks: Buffer[] = [];
        let length = 0;
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length > ANSWER_LIMIT) fail('too large', `the answer is longer than ${ANSWER_LIMIT} bytes`);
        });
        answer.on('end', () => {
          settle();
          const contentType = answer.headers['content-type'];
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks),
            ...(contentType === undefined ? {} : { contentType }),
          });
        });
        answer.on('error', (error) => fail('unreachable', `the answer broke off: ${error.message}`));
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        settle();
        const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        const fault = error.code === 'ENOTFOUND' ? 'no such host' : 'unreachable';
        reject(stale ? new StaleConnection() : new UpstreamError(fault, url, error.message || String(error.code)));
      });
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      request.end(body);
    });
  }
}

class StaleConnection extends Error {}
