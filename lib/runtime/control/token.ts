import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';

/** Keys by their `kid`. */
export type KeySet = ReadonlyMap<string, KeyObject>;

/** Whom a projected token of a pod is of, as the API server says. */
export interface TokenOwner {
  readonly account: string;
  readonly pod: { readonly name: string; readonly uid: string };
}

export type VerifiedToken =
  | { readonly ok: true; readonly owner: TokenOwner }
  | {
      readonly ok: false;
      readonly reason: string;
      /** It is signed by a key that is not in the set: the API server may have a new one. */
      readonly unknownKey?: true;
    };

export interface ExpectedToken {
  readonly issuer: string;
  readonly audience: string;
  readonly namespace: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** By how much clocks of a cluster may differ, in seconds. */
const LEEWAY = 10;

/** What API servers sign with (RFC 7518, 3.1), and which kind of key that takes. */
const ALGORITHMS: Readonly<Record<string, { readonly hash: string; readonly key: string; readonly curve?: string }>> = {
  RS256: { hash: 'sha256', key: 'rsa' },
  RS384: { hash: 'sha384', key: 'rsa' },
  RS512: { hash: 'sha512', key: 'rsa' },
  ES256: { hash: 'sha256', key: 'ec', curve: 'prime256v1' },
  ES384: { hash: 'sha384', key: 'ec', curve: 'secp384r1' },
  ES512: { hash: 'sha512', key: 'ec', curve: 'secp521r1' },
};

/**
 * Verifies a projected token of a ServiceAccount (a JWS in compact form, RFC 7515, with the claims of Kubernetes).
 *
 * - The key says which algorithm it is for, not the token alone: nothing unsigned and no HMAC passes.
 * - It must be for this audience, of this issuer, of this namespace, in its time, and bound to a pod.
 */
export function verifyToken(token: string, keys: KeySet, expected: ExpectedToken): VerifiedToken {
  const refused = (reason: string): VerifiedToken => ({ ok: false, reason });
  const [header, claims, signature, ...more] = token.split('.');
  const read = { header: decoded(header), claims: decoded(claims) };
  if (read.header === undefined || read.claims === undefined || signature === undefined || more.length > 0) {
    return refused('the token is not a token of a ServiceAccount');
  }
  const { alg, kid } = read.header;
  const algorithm = Object.hasOwn(ALGORITHMS, String(alg)) ? ALGORITHMS[String(alg)] : undefined;
  if (algorithm === undefined) return refused(`the token is signed by ${String(alg)}, which is not taken`);
  const key = keys.get(String(kid));
  if (key === undefined)
    return { ok: false, reason: 'the token is signed by no key of this cluster', unknownKey: true };
  const fits = key.asymmetricKeyType === algorithm.key && key.asymmetricKeyDetails?.namedCurve === algorithm.curve;
  const signed = Buffer.from(`${header}.${claims}`);
  const signatureBytes = Buffer.from(signature, 'base64url');
  if (!fits || !verify(algorithm.hash, signed, { key, dsaEncoding: 'ieee-p1363' }, signatureBytes)) {
    return refused('the signature of the token is wrong');
  }
  return checkClaims(read.claims, expected);
}

function checkClaims(claims: Readonly<Record<string, unknown>>, expected: ExpectedToken): VerifiedToken {
  const refused = (reason: string): VerifiedToken => ({ ok: false, reason });
  const { iss, aud, exp, nbf } = claims;
  const now = expected.now / 1000;
  if (iss !== expected.issuer) return refused(`the token is of the issuer ${String(iss)}, not of ${expected.issuer}`);
  const audiences = Array.isArray(aud) ? (aud as unknown[]) : [aud];
  if (!audiences.includes(expected.audience)) {
    return refused(`the token is for ${audiences.map(String).join(', ')}, not for ${expected.audience}`);
  }
  if (typeof exp !== 'number' || exp + LEEWAY <= now) return refused('the token has expired: read its file each time');
  if (typeof nbf === 'number' && nbf - LEEWAY > now) return refused('the token is not valid yet: compare the clocks');
  const about = objectAt(claims, 'kubernetes.io');
  const [account, pod] = [objectAt(about, 'serviceaccount'), objectAt(about, 'pod')];
  if (about['namespace'] !== expected.namespace) {
    return refused(`the token is of the namespace ${String(about['namespace'])}, not of ${expected.namespace}`);
  }
  const [name, uid] = [pod['name'], pod['uid']];
  if (typeof name !== 'string' || typeof uid !== 'string') return refused('the token is not bound to a pod');
  return { ok: true, owner: { account: String(account['name']), pod: { name, uid } } };
}

/** The keys of a JWKS (RFC 7517) that can verify; others are left out. */
export function readKeySet(jwks: unknown): KeySet {
  const keys = new Map<string, KeyObject>();
  const listed = (jwks as { readonly keys?: unknown } | undefined)?.keys;
  for (const one of Array.isArray(listed) ? (listed as JsonWebKey[]) : []) {
    const { kid } = one;
    if (typeof kid !== 'string' || (one.kty !== 'RSA' && one.kty !== 'EC')) continue;
    try {
      keys.set(kid, createPublicKey({ key: one, format: 'jwk' }));
    } catch {
      // A key of a kind that this release of Node does not know: what it signs is refused as signed by no key.
    }
  }
  return keys;
}

function decoded(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function objectAt(value: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const found = value[name];
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
}
