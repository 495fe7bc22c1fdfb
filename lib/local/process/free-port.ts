import { createServer, type AddressInfo } from 'node:net';

const given = new Set<number>();

/**
 * A port of 127.0.0.1 on which nobody listens, never the same twice in a row of a hundred. Nothing holds it: a server
 * that then finds it taken should be started again with another.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await probe();
    if (given.has(port)) continue;
    given.add(port);
    const [oldest] = given;
    if (given.size > 100 && oldest !== undefined) given.delete(oldest);
    return port;
  }
}

function probe(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
