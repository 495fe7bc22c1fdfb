import { createServer, type AddressInfo, type Server } from 'node:net';
import { Connectable } from '../../lib/gateway/connectable';

const servers: Server[] = [];
let connectable: Connectable | undefined;
afterEach(async () => {
  connectable?.stop();
  await Promise.all(servers.splice(0).map(ended));
});

function ended(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A server that takes connections and says nothing. */
async function listening(port = 0): Promise<Server> {
  const server = createServer((socket) => socket.resume().on('error', () => undefined));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

test('a server that takes no connections is told after two failures, and told again when it takes them', async () => {
  const [steady, other] = [await listening(), await listening()];
  const port = portOf(other);
  const urls = [`http://127.0.0.1:${portOf(steady)}/predict`, `http://127.0.0.1:${port}`];
  const told: (readonly string[])[] = [];
  let hear: () => void = () => undefined;
  const heard = () => new Promise<void>((resolve) => (hear = resolve));
  connectable = new Connectable(urls, (silent) => {
    told.push([...silent]);
    hear();
  });

  const begun = performance.now();
  const gone = heard();
  await ended(other);
  await gone;
  expect(told).toEqual([[urls[1]]]);
  // One failure alone, after a second, is not told.
  expect(performance.now() - begun).toBeGreaterThan(1900);

  const back = heard();
  await listening(port);
  await back;
  expect(told).toEqual([[urls[1]], []]);
}, 30_000);

test('nothing is told once it has stopped', async () => {
  const server = await listening();
  const told: unknown[] = [];
  connectable = new Connectable([`http://127.0.0.1:${portOf(server)}`], (silent) => void told.push(silent));
  await ended(server);
  connectable.stop();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(told).toEqual([]);
}, 20_000);
