import { Agent, request } from 'node:http';

/** What one request got: the version and backend that answered, or why nobody did. */
export interface Hit {
  readonly status: number;
  readonly version?: string;
  readonly backend?: string;
  readonly fault?: string;
}

/** Predictions through the ingress gateway without a pause, as several callers with connections that are kept. */
export class Hammer {
  readonly hits: Hit[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private stopped = false;
  private readonly callers: Promise<void>[];

  constructor(
    private readonly door: string,
    private readonly host: string,
    callers: number,
  ) {
    this.callers = Array.from({ length: callers }, () => this.call());
  }

  get faults(): readonly Hit[] {
    return this.hits.filter(({ status }) => status !== 200);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.callers);
    this.agent.destroy();
  }

  private async call(): Promise<void> {
    while (!this.stopped) this.hits.push(await predict(this.door, this.host, '/predict', this.agent));
  }
}

export function predict(door: string, host: string, path = '/predict', agent?: Agent): Promise<Hit> {
  return new Promise((resolve) => {
    const headers = { host, 'content-type': 'application/json' };
    const options = { method: 'POST', headers, timeout: 20_000, ...(agent === undefined ? {} : { agent }) };
    const asked = request(new URL(path, door), options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const status = response.statusCode!;
        if (status !== 200) resolve({ status, fault: text.slice(0, 300) });
        else resolve({ status, ...(JSON.parse(text) as Partial<Hit>) });
      });
      response.on('error', (error) => resolve({ status: 0, fault: error.message }));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer within 20 s')));
    asked.on('error', (error) => resolve({ status: 0, fault: error.message }));
    asked.end('{"data":{"ndarray":[[1]]}}');
  });
}
