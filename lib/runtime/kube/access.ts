import type { Agent } from 'node:http';

/** What a connection to an API server is made with. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: Tls;
  /** Makes the connections, by way of a proxy say. @default - connections straight to the server, kept alive */
  readonly agent?: Agent;
}

export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the server's certificate has to bear. @default - the host of its address */
  readonly servername?: string;
  /** @default true */
  readonly rejectUnauthorized?: boolean;
}

/** Where an API server is, and who asks. */
export interface Access {
  /** `https://192.0.2.1:443`, with a path where the server is behind one. */
  readonly server: string;
  /** Of which the runtime speaks if nobody names another. */
  readonly namespace: string;
  /** As they are now: tokens and certificates are replaced while a process runs. */
  read(): Promise<Credentials>;
}
