import { randomBytes } from 'node:crypto';
import type { DeployTask } from '../spec/axon';

export type RestType = DeployTask['endpointRestType'];

/** The body of a request to a model, with its type. */
export interface WireBody {
  readonly contentType: string;
  readonly body: string;
}

/** Boundary of all multipart forms of this process; 128 random bits do not occur in a request by accident. */
const BOUNDARY = `myelin-${randomBytes(16).toString('hex')}`;
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;
const OPENING = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="json"\r\n\r\n`;
const CLOSING = `\r\n--${BOUNDARY}--\r\n`;

/** JSON in the form that a model reads: Multipart as the form field `json`, Json and V2 as the body. */
export function encode(type: RestType, json: string): WireBody {
  if (type === 'Multipart') return { contentType: MULTIPART, body: OPENING + json + CLOSING };
  return { contentType: 'application/json', body: json };
}

/** Headers that travel on to the models: those by which one request is followed through several processes. */
const FORWARDED = ['x-request-id', 'traceparent', 'tracestate', 'baggage', 'b3'];

export function forwardedHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && (FORWARDED.includes(name) || name.startsWith('x-b3-'))) forwarded[name] = value;
  }
  return forwarded;
}
