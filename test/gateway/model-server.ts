import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readJsonBody } from '../../lib/gateway/body';

/** A request as a model server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  /** `multipart`, or the content type without parameters. */
  readonly form: string;
  readonly json: unknown;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

export interface ModelAnswer {
  readonly status?: number;
  readonly body?: unknown;
  /** Sent as it is in place of `body`. */
  readonly text?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers one request; a promise that never settles is a model that hangs. */
export type Behaviour = (seen: Seen) => ModelAnswer | Promise<ModelAnswer>;

/** A tiny model server on loopback that remembers what it was asked. */
export interface ModelServer {
  readonly address: string;
  readonly seen: Seen[];
  close(): Promise<void>;
  /** At its address again. */
  listen(): Promise<void>;
}

export async function modelServer(name: string, behave?: Behaviour): Promise<ModelServer> {
  const seen: Seen[] = [];
  const answer: Behaviour = behave ?? (() => ({ body: { from: name } }));
  const server = http.createServer((request, response) => void handle(request, response));
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const type = request.headers['content-type'];
    const body = await readJsonBody(Buffer.concat(chunks), type, new URLSearchParams()).catch(() => undefined);
    const one: Seen = {
      method: request.method!,
      path: request.url!,
      form: (type ?? '').startsWith('multipart/form-data') ? 'multipart' : (type ?? '').split(';')[0]!,
      json: body?.value,
      text: body?.text ?? Buffer.concat(chunks).toString(),
      headers: request.headers,
    };
    seen.push(one);
    const { status = 200, body: json, text, contentType = 'application/json', headers } = await answer(one);
    response.writeHead(status, { 'content-type': contentType, ...headers });
    response.end(text ?? JSON.stringify(json));
  };
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    seen,
    listen: () => listen(port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
