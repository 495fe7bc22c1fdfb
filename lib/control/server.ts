import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpListener, type Route } from './http';
import type { FirstListener } from './ports';

export interface ServerOptions {
  /** 0 chooses a free one. */
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly hostname?: string;
  readonly routes: readonly Route[];
  /** Asked before the routes. @default - no models are served here */
  readonly first?: FirstListener;
}

export interface RunningServer {
  readonly port: number;
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
  /** Ends every connection, live streams too. */
  close(): Promise<void>;
}

/** The address cannot be listened on: another process has it, or this user may not. */
export class PortError extends Error {
  override readonly name = 'PortError';
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }

  static from(fault: NodeJS.ErrnoException, port: number, hostname: string): Error {
    const place = `port ${port} of ${hostname}`;
    const other = 'choose another with --port (0: any free one)';
    switch (fault.code) {
      case 'EADDRINUSE':
        return new PortError(`${place} is in use`, `end what listens there, or ${other}`);
      case 'EACCES':
        return new PortError(
          `this user may not listen on ${place}`,
          `ports below 1024 often need more rights; ${other}`,
        );
      case 'EADDRNOTAVAIL':
        return new PortError(`this machine has no address ${hostname}`, 'bring up the loopback interface');
      default:
        return fault;
    }
  }
}

/** Whether a port could be listened on now; so that it is said before long work, not after. @throws PortError */
export async function probePort(port: number, hostname = '127.0.0.1'): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(PortError.from(error, port, hostname)));
    server.listen(port, hostname, () => server.close(() => resolve()));
  });
}

/** One HTTP server: on one machine for all that the hands offer, in the cluster one for each kind of asker. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port, hostname = '127.0.0.1', routes, first } = options;
  const answer = httpListener(routes);
  const server = createServer((request, response) => {
    if (first?.(request, response) === true) return;
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(PortError.from(error, port, hostname));
    });
    server.listen(port, hostname, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
