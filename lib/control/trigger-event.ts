import { parseJson } from './answers';
import { HttpError } from './http';

/** A Rest event as a request describes it. */
export interface DescribedEvent {
  /** @default - the sender named none, and every delivery is a new event */
  readonly id?: string | undefined;
  readonly source: string;
  /** @default - there was no body */
  readonly data?: unknown;
}

const ID_LIMIT = 256;

/**
 * Reads the event of a trigger call: a CloudEvent, in binary mode (`ce-*` headers) or structured mode (the body is the
 * event), or any JSON, or nothing. `Idempotency-Key` names the event before anything else does. When it says that it happened is
 * not read: a sensor counts by the loop's clock, and no sender may move it.
 *
 * @throws HttpError 400 for a body that is not JSON, 415 for a batch
 */
export function describeEvent(header: (name: string) => string | undefined, body: Uint8Array): DescribedEvent {
  const type = (header('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'application/cloudevents-batch+json') {
    throw new HttpError(415, 'a batch of events is not taken: send one event per request');
  }
  const parsed = parse(body);
  const event = isCloudEvent(parsed) ? structured(parsed) : binary(header, parsed);
  const id = header('idempotency-key') ?? event.id;
  return { ...event, id: id === undefined || id === '' ? undefined : takenId(id) };
}

/** The id of an event as it goes into the journal. @throws HttpError 400 for one that is too long */
export function takenId(id: string): string {
  if (id.length <= ID_LIMIT) return id;
  throw new HttpError(400, `an event's id has at most ${ID_LIMIT} characters, got ${id.length}`);
}

type CloudEvent = Readonly<Record<string, unknown>> & { readonly specversion: string; readonly id: string };

function isCloudEvent(value: unknown): value is CloudEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { specversion, id } = value as Record<string, unknown>;
  return typeof specversion === 'string' && typeof id === 'string';
}

function structured(event: CloudEvent): DescribedEvent {
  const base64 = event['data_base64'];
  const data = typeof base64 === 'string' ? parse(Buffer.from(base64, 'base64')) : event['data'];
  return described(event.id, event['source'], data);
}

function binary(header: (name: string) => string | undefined, data: unknown): DescribedEvent {
  return described(header('ce-id'), header('ce-source'), data);
}

function described(id: string | undefined, source: unknown, data: unknown): DescribedEvent {
  return {
    source: typeof source === 'string' && source !== '' ? source : 'rest',
    ...(id === undefined ? {} : { id }),
    ...(data === undefined ? {} : { data }),
  };
}

function parse(body: Uint8Array): unknown {
  return body.length === 0 ? undefined : parseJson(body);
}
