import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RestAuth } from './ports';

/** What a request presents. */
export interface Credentials {
  /** The Authorization header. */
  readonly authorization?: string | undefined;
  /** The X-Hub-Signature-256 header: `sha256=` and the HMAC of the raw body in hexadecimal digits. */
  readonly signature?: string | undefined;
  readonly body: Uint8Array;
}

/**
 * Whether a request may start what it asks for: it presents the token, or its body is signed.
 *
 * - Comparisons take the same time wherever the difference is.
 * - A door with auth but no secret opens for nobody.
 */
export function mayTrigger(auth: RestAuth | undefined, given: Credentials): boolean {
  if (auth === undefined) return true;
  if (auth.missing !== undefined) return false;
  if (auth.token !== undefined && hasToken(auth.token, given.authorization)) return true;
  return auth.hmac !== undefined && auth.hmac !== '' && isSigned(auth.hmac, given);
}

/** Whether an Authorization header carries the token. */
export function hasToken(token: string, authorization: string | undefined): boolean {
  const [, presented] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  return token !== '' && presented !== undefined && equal(presented, token);
}

function isSigned(secret: string, { signature, body }: Credentials): boolean {
  const [, presented] = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '') ?? [];
  if (presented === undefined) return false;
  return equal(presented.toLowerCase(), createHmac('sha256', secret).update(body).digest('hex'));
}

/** Digests have one length, so that not even the length of a secret shows. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
