import type { Address } from './address';
import { readJsonBody } from './body';
import { isFeedbackPath } from './feedback';
import { headerRecord, Refusal, type GatewayRequest, type GatewayResponse } from './message';
import { findBackend, type RoutedVersion } from './state';
import { UpstreamError } from './upstream';
import { join } from './node-target';
import { unanswered, type CallContext } from './version-call';
import { encode, forwardedHeaders } from './wire';

/**
 * Asks one model server directly, past rules and weights: any method and any path.
 *
 * - A POST that reads as JSON is sent in the server's own wire form, so that the same `curl -d` works at every address;
 *   any other body goes as it came.
 */
export async function callBackend(
  request: GatewayRequest,
  address: Extract<Address, { kind: 'backend' }>,
  version: RoutedVersion,
  context: CallContext,
): Promise<GatewayResponse> {
  const { model, backend, path } = address;
  const served = findBackend(version.served, model, backend);
  if (served === undefined) {
    const known = version.served.backends.map((one) => `${one.model}/${one.backend}`);
    throw new Refusal(404, `version ${version.name} has no backend ${model}/${backend}`, { backends: known });
  }
  if (served.address === undefined) {
    throw new Refusal(503, `backend ${backend} of model ${model} has no address yet`, {
      version: version.name,
      backend,
    });
  }
  const headers = headerRecord(request.headers);
  const { contentType, body } = await bodyFor(request, headers['content-type'], served.endpointRestType);
  try {
    const answer = await context.upstream.send({
      method: request.method,
      url: join(served.address, path),
      headers: { ...forwardedHeaders(headers), ...(contentType === undefined ? {} : { 'content-type': contentType }) },
      body,
      timeout: context.timeout,
      once: isFeedbackPath(path),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    const type = answer.contentType;
    return { status: answer.status, headers: type === undefined ? {} : { 'content-type': type }, body: answer.body };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    throw unanswered({ node: model, version: version.name, backend }, error);
  }
}

async function bodyFor(
  request: GatewayRequest,
  contentType: string | undefined,
  type: Parameters<typeof encode>[0],
): Promise<{ readonly contentType?: string | undefined; readonly body: string | Uint8Array }> {
  if (request.method !== 'POST' || request.body.length === 0) return { contentType, body: request.body };
  try {
    return encode(type, (await readJsonBody(request.body, contentType, new URLSearchParams())).text);
  } catch (error) {
    if (error instanceof Refusal) return { contentType, body: request.body };
    throw error;
  }
}
