import { randomBytes } from 'node:crypto';
import type { ModelGraph } from '../spec/axon';
import { isObject } from '../spec/plain-object';

/** Which version and which backends gave an answer. */
export interface Answered {
  /** Digits of the version: the end of its name. */
  readonly version: string;
  /** Backend by model; models that had no part in the answer are absent. */
  readonly backends: ReadonlyMap<string, string>;
}

/**
 * The id of one prediction: `UNIQUE.VERSION.BACKENDS`, for example `kX0c2mQ7d3A.4be1c20f.0-1-`.
 *
 * - UNIQUE: 11 characters of base64url, 64 random bits.
 * - VERSION: the end of the version's name, from which a gateway that knows no other version can tell its address.
 * - BACKENDS: for every model of the graph, in its order, the position of the backend that answered in base 36, nothing
 *   when the model had no part; separated by `-`.
 *
 * It says who answered, so that feedback finds the way back without any memory. It proves nothing: a client may make one.
 */
export function encodePredictionId(graph: Pick<ModelGraph, 'models'>, answered: Answered): string {
  const backends = graph.models.map((model) => {
    const position = model.backends.findIndex(({ name }) => name === answered.backends.get(model.name));
    return position === -1 ? '' : position.toString(36);
  });
  return `${randomBytes(8).toString('base64url')}.${answered.version}.${backends.join('-')}`;
}

const FORM = /^[\w-]{11}\.([0-9a-z]{1,10})\.([0-9a-z-]*)$/;

/** What an id says; undefined for what is no id of this graph (other systems fill `puid` too). */
export function decodePredictionId(graph: Pick<ModelGraph, 'models'>, id: string): Answered | undefined {
  const [, version, positions] = FORM.exec(id) ?? [];
  if (version === undefined || positions === undefined) return undefined;
  const parts = positions.split('-');
  if (parts.length !== graph.models.length) return undefined;
  const backends = new Map<string, string>();
  for (const [at, model] of graph.models.entries()) {
    if (parts[at] === '') continue;
    const backend = model.backends[parseInt(parts[at]!, 36)];
    if (backend === undefined) return undefined;
    backends.set(model.name, backend.name);
  }
  return { version, backends };
}

/** The id that feedback is about: the header's, else `response.meta.puid`, else `meta.puid`. */
export function predictionIdOf(header: string | undefined, body: unknown): string | undefined {
  if (header !== undefined && header !== '') return header;
  return puid(field(body, 'response')) ?? puid(body);
}

/**
 * A JSON answer with `meta.puid` set. Only an object gets one, and its text is otherwise left as the model wrote it where
 * that is possible (numbers keep their digits).
 */
export function withPredictionId(text: string, id: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  if (!isObject(value)) return text;
  if (!('meta' in value)) {
    const end = text.lastIndexOf('}');
    const separator = Object.keys(value).length === 0 ? '' : ',';
    return `${text.slice(0, end)}${separator}"meta":{"puid":"${id}"}${text.slice(end)}`;
  }
  if (!isObject(value['meta'])) return text;
  return JSON.stringify({ ...value, meta: { ...value['meta'], puid: id } });
}

function puid(message: unknown): string | undefined {
  const id = field(field(message, 'meta'), 'puid');
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
