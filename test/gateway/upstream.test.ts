import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { HttpUpstream, type UpstreamRequest } from '../../lib/gateway/upstream';
import { modelServer } from './model-server';

const request = (url: string, more: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{"a":"ü"}',
  timeout: 5000,
  ...more,
});

let upstream: HttpUpstream;
beforeEach(() => (upstream = new HttpUpstream()));
afterEach(() => upstream.close());

test('a request arrives whole, an answer of any status comes back', async () => {
  const server = await modelServer('m', () => ({ status: 503, body: { busy: true } }));
  const answer = await upstream.send(request(`${server.address}x`));
  expect(answer).toMatchObject({ status: 503, contentType: 'application/json' });
  expect(answer.body.toString()).toBe('{"busy":true}');
  expect(server.seen).toMatchObject([{ json: { a: 'ü' } }]);
  await server.close();
});

test('connections are kept and used again', async () => {
  const server = http.createServer((_, response) => response.end('{}'));
  let connections = 0;
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (let n = 0; n < 5; n++) await upstream.send(request(url));
  expect(connections).toBe(1);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
});

/** Answers the first request of its first connection, and breaks that connection at the second. */
async function breaking(onRequest: () => void) {
  const sockets = new Set<net.Socket>();
  let first = true;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    const breaks = first;
    first = false;
    let requests = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests += 1;
      onRequest();
      if (breaks && requests > 1) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

test('a kept connection that breaks before an answer costs one more attempt, on a new connection', async () => {
  let requests = 0;
  const server = await breaking(() => (requests += 1));
  const body = '';
  expect((await upstream.send(request(server.url, { body }))).status).toBe(200);
  expect((await upstream.send(request(server.url, { body }))).status).toBe(200);
  expect(requests).toBe(3);
  await server.close();
});

test('a request cut off by closing is not sent again', async () => {
  let arrived: () => void;
  const second = new Promise<void>((resolve) => (arrived = resolve));
  let asked = 0;
  const server = await modelServer('m', () => {
    asked += 1;
    if (asked === 1) return { body: {} };
    arrived();
    return new Promise(() => undefined);
  });
  await upstream.send(request(server.address));
  const hanging = upstream.send(request(server.address));
  await second;
  upstream.close();
  await expect(hanging).rejects.toMatchObject({ fault: 'cancelled' });
  expect(asked).toBe(2);
  await server.close();
});

test.each([
  ['timeout', { timeout: 30 }],
  ['cancelled', { signal: AbortSignal.timeout(30) }],
  ['cancelled', { signal: AbortSignal.abort() }],
])('a model that hangs ends as %s', async (fault, more) => {
  const server = await modelServer('m', () => new Promise(() => undefined));
  await expect(upstream.send(request(server.address, more))).rejects.toMatchObject({ fault, url: server.address });
  await server.close();
});

test('a model that is not there is unreachable', async () => {
  const server = await modelServer('m');
  await server.close();
  await expect(upstream.send(request(server.address))).rejects.toMatchObject({ fault: 'unreachable' });
});

test('an answer that breaks off is no answer', async () => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half":'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await expect(upstream.send(request(url))).rejects.toMatchObject({ fault: 'unreachable' });
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
