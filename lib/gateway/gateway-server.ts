import { METRICS_PATH } from '../spec/derive/ports';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gateway } from './gateway';
import { gatewayListener } from './listener';

export interface GatewayPorts {
  /** 0 chooses a free one. */
  readonly port: number;
  readonly metricsPort: number;
  /** @default - every address of the pod */
  readonly hostname?: string;
}

/** Longer than a proxy keeps an idle connection, so that it is never this side that ends one on which a request comes. */
const KEEP_ALIVE = 310_000;

/**
 * A gateway as a process: requests on one port, what is counted and whether it takes requests on another.
 *
 * - Every request is answered, whatever its address: one that is not would keep it from ever having drained.
 * - Draining loses nothing: what has begun is answered, connections end with their answer, and those that stand idle end
 *   at once. Whoever ends the process has seen to it that nobody new comes.
 */
export class GatewayServer {
  /** @throws the system's error where a port cannot be listened on */
  static async start(gateway: Gateway, ports: GatewayPorts): Promise<GatewayServer> {
    const server = new GatewayServer(gateway);
    await listen(server.requests, ports.port, ports.hostname);
    await listen(server.management, ports.metricsPort, ports.hostname);
    return server;
  }

  private draining = false;
  private readonly open = new Set<ServerResponse>();
  private readonly requests: Server;
  private readonly management: Server;

  private constructor(private readonly gateway: Gateway) {
    const answer = gatewayListener(gateway);
    this.requests = createServer((request, response) => {
      this.follow(response);
      if (!answer(request, response)) nothingHere(request, response);
    });
    this.requests.keepAliveTimeout = KEEP_ALIVE;
    this.requests.headersTimeout = KEEP_ALIVE + 10_000;
    this.management = createServer((request, response) => void this.manage(request, response));
  }

  get port(): number {
    return (this.requests.address() as AddressInfo).port;
  }

  get metricsPort(): number {
    return (this.management.address() as AddressInfo).port;
  }

  /** Resolves when the last request has been answered. */
  async drain(): Promise<void> {
    this.draining = true;
    for (const response of this.open) lastOfItsConnection(response);
    await close(this.requests);
    this.management.closeAllConnections();
    await close(this.management);
    this.gateway.close();
  }

  private follow(response: ServerResponse): void {
    this.open.add(response);
    response.once('close', () => this.open.delete(response));
    if (this.draining) lastOfItsConnection(response);
  }

  private async manage({ url }: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (url?.split('?')[0]) {
      case METRICS_PATH:
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
        response.end(await this.gateway.metrics());
        return;
      case '/health':
        response.writeHead(this.draining ? 503 : 200, { 'content-type': 'text/plain' });
        response.end(this.draining ? 'it takes no more requests\n' : 'ok\n');
        return;
      default:
        response.writeHead(404, { 'content-type': 'text/plain' });
        response.end('there is /metrics and /health\n');
    }
  }
}

/** An address that is no path: `*`, or one of another server, which only a proxy is asked for. */
function nothingHere(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(404, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: `there is nothing at ${request.url}: ask for a path` }));
}

function lastOfItsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function listen(server: Server, port: number, hostname: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
