/** A request as the gateway reads it, whatever server brought it. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query as they came, prefix included. */
  readonly url: string;
  /** By lower-case name, as Node's servers give them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  /** Aborted when nobody waits for the answer any more. @default - somebody always does */
  readonly signal?: AbortSignal;
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/**
 * A request that cannot be answered, as the answer that says so: `{"error": ..., ...details}`.
 *
 * - `error` is a sentence for a person; the details are for programs.
 */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }

  response(): GatewayResponse {
    return json(this.status, { error: this.message, ...this.details }, this.headers);
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): GatewayResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** One value per header name: of several, all of them in one line as HTTP joins them. */
export function headerRecord(headers: GatewayRequest['headers']): Record<string, string | undefined> {
  const record: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) {
    record[name.toLowerCase()] = typeof value === 'string' || value === undefined ? value : value.join(', ');
  }
  return record;
}
