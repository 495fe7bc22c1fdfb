import { findJsonFault } from './json-fault';
import { Refusal } from './message';

/** A request's JSON: the text as it came, which is what models are sent, and what it says. */
export interface JsonBody {
  readonly text: string;
  readonly value: unknown;
}

/**
 * The JSON of a request: its body, whatever Content-Type says (published examples use `curl -d`), or the form field
 * `json`, multipart or urlencoded, or the query field `json`.
 *
 * @throws Refusal 400 with the line and column of the fault
 */
export async function readJsonBody(
  body: Uint8Array,
  contentType: string | undefined,
  query: URLSearchParams,
): Promise<JsonBody> {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  if (body.length === 0) {
    const field = query.get('json');
    if (field !== null) return parseJson(field, 'the query field json');
    throw new Refusal(400, 'the request is empty: send a JSON body, or a form or query field named json');
  }
  if (type === 'multipart/form-data') return parseJson(await multipartField(body, contentType!), 'the form field json');
  const text = decode(body);
  if (type === 'application/x-www-form-urlencoded' && findJsonFault(text) !== undefined) {
    const field = new URLSearchParams(text).get('json');
    if (field !== null) return parseJson(field, 'the form field json');
  }
  return parseJson(text, 'the body');
}

function parseJson(text: string, where: string): JsonBody {
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    const fault = findJsonFault(text);
    if (fault === undefined) throw new Refusal(400, `${where} is not JSON`);
    const { line, column, offset, message } = fault;
    throw new Refusal(400, `${where} is not JSON: line ${line}, column ${column}: ${message}`, {
      line,
      column,
      offset,
    });
  }
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Refusal(400, 'the body is not UTF-8 text');
  }
}

async function multipartField(body: Uint8Array, contentType: string): Promise<string> {
  let field: ReturnType<FormData['get']>;
  try {
    const form = await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': contentType },
    }).formData();
    field = form.get('json');
  } catch {
    throw new Refusal(400, 'the body is not the multipart form that its content type promises');
  }
  if (field === null) throw new Refusal(400, 'the form has no field named json');
  return typeof field === 'string' ? field : field.text();
}
