import { versionDigits, versionWithDigits } from '../engine/id';
import { isFeedbackPath } from './feedback';
import { headerRecord, Refusal, type GatewayRequest, type GatewayResponse } from './message';
import { join } from './node-target';
import type { DeployerState } from './state';
import { UpstreamError } from './upstream';
import type { CallContext } from './version-call';

/** Address of the gateway of a version that this gateway does not serve. */
export type VersionAddress = (deployer: DeployerState, version: string) => string;

/** Says that a gateway has handed the request on, and by its value which. */
const FORWARDED_HEADER = 'x-myelin-forwarded';

/** Of one connection only (RFC 9110, section 7.6.1), or told anew by whoever sends. */
const NOT_HANDED_ON = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Hands a request for another version to that version's gateway, as it came, and gives back what that answers.
 *
 * - Once: a request that was handed on before is not handed on again.
 *
 * @returns undefined where the version is nowhere
 */
export async function answerElsewhere(
  request: GatewayRequest,
  deployer: DeployerState,
  version: string,
  context: CallContext,
): Promise<GatewayResponse | undefined> {
  const headers = headerRecord(request.headers);
  const address = context.elsewhere?.(deployer, version);
  if (address === undefined || headers[FORWARDED_HEADER] !== undefined) return undefined;
  try {
    const answer = await context.upstream.send({
      method: request.method,
      url: join(address, request.url),
      headers: { ...handedOn(headers), [FORWARDED_HEADER]: deployer.versions[0]?.name ?? 'yes' },
      body: request.body,
      timeout: context.timeout,
      once: isFeedbackPath(new URL(`http://gateway${request.url}`).pathname),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    return { status: answer.status, headers: handedOn(headerRecord(answer.headers)), body: answer.body };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    // The name of its Service went with the version.
    if (error.fault === 'no such host') return undefined;
    const status = error.fault === 'timeout' ? 504 : 502;
    const reason = `version ${version} of ${deployer.graph.name} gave no answer: ${error.message}`;
    throw new Refusal(status, reason, { version, status: error.fault });
  }
}

/** The refusal for the address of a version that no gateway serves any more. */
export function gone({ graph }: DeployerState, version: string): Refusal {
  const reason = `version ${version} of ${graph.name} is gone: another version has taken its place`;
  return new Refusal(410, reason, { version });
}

/** Whether a version of this deployer could have such a name. */
export function couldBe({ graph }: DeployerState, version: string): boolean {
  return version === versionWithDigits(graph.name, versionDigits(version)) && /-[0-9a-f]{8}$/.test(version);
}

function handedOn(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !NOT_HANDED_ON.has(name));
  return Object.fromEntries(kept) as Record<string, string>;
}
