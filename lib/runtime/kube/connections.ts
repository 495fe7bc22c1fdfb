import * as http from 'node:http';
import * as https from 'node:https';
import type { Access, Credentials } from './access';
import { KubeError } from './kube';

/** How old credentials may be: the kubelet replaces a token well before it ends, other clients look each minute too. */
const CREDENTIALS_FOR = 60_000;

/**
 * How long a connection that nobody uses is kept. Servers and balancers close theirs after minutes, some without a word, and
 * a write on such a connection is one of which nobody knows whether it was done.
 */
const IDLE_FOR = 30_000;

/** So many requests are under way at once: a connection of TLS costs more than waiting for one that is there. */
const AT_ONCE = 16;

/** Beside them: who leads has seconds to say so, whatever else is under way. */
const FOR_LEASES = 2;

export interface Connection {
  readonly agent: http.Agent;
  readonly leases: http.Agent;
  /** For answers that go on: they would keep requests waiting. */
  readonly streams: http.Agent;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Connections to one API server.
 *
 * - Kept alive and used again; made anew once the certificates are others.
 * - Credentials are read again after a minute, and at once after they were refused; where they cannot be read, the last ones
 *   serve.
 * - After `close` no connection is left that would keep the process.
 */
export class Connections {
  #known: { readonly readAt: number; readonly tls: string; readonly connection: Connection } | undefined;
  #stale = false;
  #reading: Promise<Connection> | undefined;
  readonly #agents = new Set<http.Agent>();

  constructor(private readonly access: Access) {}

  /** @throws KubeError where there are no credentials */
  async get(): Promise<Connection> {
    const known = this.#known;
    if (known !== undefined && !this.#stale && performance.now() - known.readAt < CREDENTIALS_FOR)
      return known.connection;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** The server did not take the credentials. */
  refused(): void {
    this.#stale = true;
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
    this.#agents.clear();
  }

  async #read(): Promise<Connection> {
    const known = this.#known;
    let credentials: Credentials;
    try {
      credentials = await this.access.read();
    } catch (error) {
      if (known !== undefined) return known.connection;
      throw new KubeError(0, 'Unreachable', `no credentials for ${this.access.server}: ${(error as Error).message}`);
    }
    const tls = JSON.stringify(credentials.tls);
    const { agent, leases, streams } =
      tls === known?.tls
        ? known.connection
        : {
            agent: this.#agent(credentials, AT_ONCE),
            leases: this.#agent(credentials, FOR_LEASES),
            streams: this.#agent(credentials, Infinity),
          };
    this.#known = {
      readAt: performance.now(),
      tls,
      connection: { agent, leases, streams, headers: credentials.headers },
    };
    this.#stale = false;
    return this.#known.connection;
  }

  #agent({ tls, agent }: Credentials, maxSockets: number): http.Agent {
    const kept = { keepAlive: true, timeout: IDLE_FOR, maxSockets };
    const secure = this.access.server.startsWith('https:');
    const made = agent ?? (secure ? new https.Agent({ ...kept, ...tls }) : new http.Agent(kept));
    this.#agents.add(made);
    return made;
  }
}
