import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort, readiness } from '../../../lib/local/process/readiness';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers with these statuses in turn, the last one from then on; 0 is no answer at all. */
async function answering(statuses: readonly number[], port = 0): Promise<{ url: string; asked: () => number }> {
  let turn = 0;
  const server = createServer((_request, response) => {
    const status = statuses[Math.min(turn++, statuses.length - 1)] ?? 0;
    if (status !== 0) response.writeHead(status).end('x');
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`, asked: () => turn };
}

const soon = { timeout: 10_000, intervals: [1] };

test('a server that answers is ready at the first question', async () => {
  const { url, asked } = await answering([200]);

  expect(await readiness(url, soon)).toBe(true);
  expect(asked()).toBe(1);
});

test('a server is asked until it answers below 500', async () => {
  const { url, asked } = await answering([503, 500, 204]);

  expect(await readiness(url, soon)).toBe(true);
  expect(asked()).toBe(3);
});

test('a server without a health path is ready', async () => {
  const { url } = await answering([404]);

  expect(await readiness(url, soon)).toBe(true);
});

test('a server that starts to listen later becomes ready', async () => {
  const port = await freePort();
  const ready = readiness(`http://127.0.0.1:${port}/health`, soon);
  await answering([200], port);

  expect(await ready).toBe(true);
});

test('a server that never gets well is not ready after the time given', async () => {
  const { url, asked } = await answering([503]);

  expect(await readiness(url, { timeout: 60, intervals: [5] })).toBe(false);
  expect(asked()).toBeGreaterThan(1);
});

test('a server that takes connections and says nothing is not ready after the time given', async () => {
  const { url } = await answering([0]);

  expect(await readiness(url, { timeout: 50 })).toBe(false);
});

test('the wait ends at once when the process of the server has ended', async () => {
  const { url } = await answering([503]);
  const died = new AbortController();
  const ready = readiness(url, { timeout: 600_000, intervals: [600_000], signal: died.signal });
  died.abort();

  expect(await ready).toBe(false);
});

test('free ports can be listened on and differ', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(new Set(ports).size).toBe(20);

  const { url } = await answering([200], ports[0]);
  expect(url).toBe(`http://127.0.0.1:${ports[0]}/health`);
});
