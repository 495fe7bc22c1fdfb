import type { ModelGraph } from '../../lib/spec/axon';
import { Gateway, type GatewayOptions } from '../../lib/gateway/gateway';
import type { GatewayResponse } from '../../lib/gateway/message';
import type { ServedBackend, ServedVersion } from '../../lib/gateway/state';
import { modelServer, type Behaviour, type ModelServer } from './model-server';

/** A gateway in front of tiny model servers, all of them ended by `close`. */
export class Harness {
  readonly gateway: Gateway;
  private readonly servers: ModelServer[] = [];

  constructor(options: GatewayOptions = {}) {
    this.gateway = new Gateway(options);
  }

  async model(name: string, behave?: Behaviour): Promise<ModelServer> {
    const server = await modelServer(name, behave);
    this.servers.push(server);
    return server;
  }

  serve(graph: ModelGraph, ...versions: readonly ServedVersion[]): void {
    this.gateway.update({ deployers: [{ axon: 'digits', graph, versions }] });
  }

  /** POST of JSON, or of the text as it is. */
  async post(
    path: string,
    body: unknown = { data: { ndarray: [[1]] } },
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.ask('POST', path, typeof body === 'string' ? body : JSON.stringify(body), headers);
  }

  async ask(method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<Answer> {
    return read(await this.gateway.handle({ method, url: path, headers, body: Buffer.from(body) }));
  }

  async close(): Promise<void> {
    this.gateway.close();
    await Promise.all(this.servers.map((server) => server.close()));
  }
}

export interface Answer extends GatewayResponse {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of many shapes
  readonly json: any;
  readonly text: string;
}

function read(response: GatewayResponse): Answer {
  const text = Buffer.from(response.body).toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { ...response, text, json };
}

export function served(
  name: string,
  number: number,
  backends: readonly ServedBackend[],
  state: ServedVersion['state'] = 'Serving',
): ServedVersion {
  return { name, number, state, backends };
}

export function at(
  server: Pick<ModelServer, 'address'>,
  model = 'digits',
  backend = 'mlp',
  more: Partial<ServedBackend> = {},
): ServedBackend {
  return { model, backend, address: server.address, ready: true, endpointRestType: 'Multipart', ...more };
}
