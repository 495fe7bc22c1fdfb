import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RestAuth } from './ports';
import { REPLAY_WINDOW } from './trigger-limits';

/** What a request presents. */
export interface Credentials {
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/** What a request was let in by. */
export type Admission =
  | { readonly by: 'nothing' | 'token' }
  /** The signature covers the body alone, so that the request can be sent again by whoever saw it. */
  | { readonly by: 'signature'; readonly signature: string }
  /** The signature covers an id and a time too. */
  | { readonly by: 'signed message'; readonly id: string };

/**
 * Whether a request may start what it asks for: it presents the token, or is signed.
 *
 * - A signature is `X-Hub-Signature-256: sha256=HEX` over the body, or by the headers of Standard Webhooks
 *   (`webhook-id`, `webhook-timestamp`, `webhook-signature: v1,BASE64`) over id, time and body, not older than five minutes.
 * - Comparisons take the same time wherever the difference is.
 * - A door with auth but no secret opens for nobody.
 *
 * @returns undefined where it may not
 */
export function mayTrigger(auth: RestAuth | undefined, given: Credentials, now: number): Admission | undefined {
  if (auth === undefined) return { by: 'nothing' };
  if (auth.missing !== undefined) return undefined;
  if (auth.token !== undefined && hasToken(auth.token, given.header('authorization'))) return { by: 'token' };
  if (auth.hmac === undefined || auth.hmac === '') return undefined;
  return signedMessage(auth.hmac, given, now) ?? signedBody(auth.hmac, given);
}

/** Whether a request presents anything at all, right or wrong. */
export function presentsAnything(given: Credentials): boolean {
  return ['authorization', BODY_SIGNATURE, 'webhook-signature'].some((name) => given.header(name) !== undefined);
}

/** Whether an Authorization header carries the token. */
export function hasToken(token: string, authorization: string | undefined): boolean {
  const presented = bearerToken(authorization);
  return token !== '' && presented !== undefined && equal(presented, token);
}

export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

const BODY_SIGNATURE = 'x-hub-signature-256';

function signedBody(secret: string, given: Credentials): Admission | undefined {
  const signature = /^sha256=([0-9a-f]{64})$/i.exec(given.header(BODY_SIGNATURE) ?? '')?.[1]?.toLowerCase();
  if (signature === undefined) return undefined;
  const expected = createHmac('sha256', secret).update(given.body).digest('hex');
  return equal(signature, expected) ? { by: 'signature', signature } : undefined;
}

/** https://www.standardwebhooks.com: a secret that begins with `whsec_` is the base64 of the key. */
function signedMessage(secret: string, given: Credentials, now: number): Admission | undefined {
  const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((n) => given.header(n));
  // An empty one would make all messages one event.
  if (!id || time === undefined || signatures === undefined || !/^\d{1,12}$/.test(time)) return undefined;
  if (Math.abs(now - Number(time) * 1000) > REPLAY_WINDOW) return undefined;
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(given.body).digest('base64');
  const signed = signatures.split(' ').some((one) => one.startsWith('v1,') && equal(one.slice('v1,'.length), expected));
  return signed ? { by: 'signed message', id } : undefined;
}

/** Digests have one length, so that not even the length of a secret shows. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
