import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mergeExpositions } from './exposition';
import { httpListener, type Route } from './http';
import type { ControlPort, GatewayPort, MetricsSupplier } from './ports';
import { controlRoutes } from './routes';

export interface ServerOptions {
  /** 0 chooses a free one. */
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly hostname?: string;
  readonly control: ControlPort;
  /** Asked first. @default - no models are served here */
  readonly gateway?: GatewayPort;
  /** What /metrics adds to the gateway's: what code pushed, and what the hands count. @default - nothing */
  readonly metrics?: readonly MetricsSupplier[];
  /** More to answer: the dashboard's pages. @default - nothing */
  readonly routes?: readonly Route[];
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

/** One HTTP server for everything that the hands offer: models below the gateway's prefix, control everywhere else. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port, hostname = '127.0.0.1', control, gateway } = options;
  const metrics = async () => {
    const suppliers = [...(gateway === undefined ? [] : [() => gateway.metrics()]), ...(options.metrics ?? [])];
    return mergeExpositions(await Promise.all(suppliers.map((supply) => supply())));
  };
  const answer = httpListener([...controlRoutes(control, metrics), ...(options.routes ?? [])]);
  const server = createServer((request, response) => {
    if (gateway?.listener(request, response) === true) return;
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
