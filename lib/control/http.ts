import { getRequestListener } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The only file that knows the HTTP library: routes are data to the rest of the folder. */

export interface ControlRequest {
  readonly method: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

export interface ControlResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or what makes a stream of it and stops when nobody reads any more. @default - no body */
  readonly body?: string | ((stop: AbortSignal) => AsyncIterable<string>);
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/axons/:axon/tasks/:task`. */
  readonly path: string;
  /** Longest body, in bytes. @default 1 MiB */
  readonly limit?: number;
  readonly handle: (request: ControlRequest) => ControlResponse | Promise<ControlResponse>;
}

/** An answer that says what was wrong, from wherever it is found out. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): ControlResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

const DEFAULT_LIMIT = 1024 * 1024;

/**
 * A listener for Node's HTTP server.
 *
 * - An unknown path is 404 with the routes, a wrong method 405 with the right ones, a thrown `HttpError` its answer.
 * - A page of another origin may not change anything here: a browser would let it post to this address unseen.
 */
export function httpListener(
  routes: readonly Route[],
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const app = new Hono();
  for (const route of routes) app.on(route.method, route.path, (context) => serve(route, context));
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method);
    app.all(path, (context) => {
      const error = `${context.req.method} is not answered here: use ${methods.join(' or ')}`;
      return respond(json(405, { error }, { allow: methods.join(', ') }));
    });
  }
  app.notFound((context) => {
    const known = routes.map(({ method, path }) => `${method} ${path}`);
    return respond(json(404, { error: `there is nothing at ${context.req.path}`, routes: known }));
  });
  app.onError((error) => respond(json(500, { error: `the request failed: ${error.message}` })));
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return async (request, response) => {
    await listener(request, response);
  };
}

async function serve(route: Route, context: Context): Promise<Response> {
  try {
    refuseOtherOrigins(context);
    const answer = await route.handle({
      method: route.method,
      parameters: context.req.param() as Record<string, string>,
      query: new URL(context.req.url).searchParams,
      header: (name) => context.req.header(name),
      body: await readBody(context, route.limit ?? DEFAULT_LIMIT),
    });
    // Of a HEAD nobody would read the stream, nor end it.
    const unread = context.req.raw.method === 'HEAD' && typeof answer.body === 'function';
    return respond(unread ? { ...answer, body: '' } : answer);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return respond(json(error.status, { error: error.message, ...error.details }, error.headers));
  }
}

function refuseOtherOrigins(context: Context): void {
  const origin = context.req.header('origin');
  if (origin === undefined || context.req.method === 'GET') return;
  if (URL.canParse(origin) && new URL(origin).host === context.req.header('host')) return;
  throw new HttpError(403, `a page of ${origin} may not change anything here`);
}

async function readBody(context: Context, limit: number): Promise<Uint8Array> {
  const stream = context.req.raw.body;
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // What is too long is still read to its end, so that the sender gets to see the answer.
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (length > limit) throw new HttpError(413, `the body is longer than ${limit} bytes`);
  return Buffer.concat(chunks);
}

function respond({ status, headers = {}, body }: ControlResponse): Response {
  if (body === undefined || typeof body === 'string') return new Response(body ?? null, { status, headers });
  return new Response(streamed(body), { status, headers });
}

function streamed(make: (stop: AbortSignal) => AsyncIterable<string>): ReadableStream<Uint8Array> {
  const stop = new AbortController();
  const parts = make(stop.signal)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (stop.signal.aborted) return;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel() {
      stop.abort();
      void parts.return?.();
    },
  });
}
