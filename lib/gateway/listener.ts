import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from './gateway';
import { Refusal, type GatewayResponse } from './message';

/** Answers requests below the gateway's prefix; false, and nothing done, for any other. */
export type GatewayListener = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A gateway on Node's HTTP server: reads the body up to the limit, and gives up when the caller hangs up. */
export function gatewayListener(gateway: Gateway): GatewayListener {
  return (request, response) => {
    if (!gateway.owns(request.url ?? '/')) return false;
    void answer(gateway, request, response);
    return true;
  };
}

async function answer(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hungUp = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) hungUp.abort();
  });
  try {
    const body = await readBody(gateway, request);
    const { method = 'GET', url = '/', headers } = request;
    write(response, await gateway.handle({ method, url, headers, body, signal: hungUp.signal }));
  } catch (error) {
    if (error instanceof Refusal) write(response, error.response());
    else response.destroy();
  }
}

/**
 * The rest of a body that is too long is read and dropped: a client that is still sending would otherwise see a broken
 * connection in place of the answer.
 *
 * @throws Refusal 413 as soon as the body is known to be too long
 */
async function readBody(gateway: Gateway, request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > gateway.bodyLimit) {
    request.resume();
    throw gateway.tooLong();
  }
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > gateway.bodyLimit) {
        reject(gateway.tooLong());
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function write(response: ServerResponse, { status, headers, body }: GatewayResponse): void {
  if (response.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
  response.end(bytes);
}
