import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { identify, whoIs } from '../../../lib/runtime/control/process-identity';
import { podLookup } from '../../../lib/runtime/control/pod-lookup';
import { readKeySet, verifyToken } from '../../../lib/runtime/control/token';
import { TokenKeys } from '../../../lib/runtime/control/token-keys';
import { labelValue } from '../../../lib/spec/derive/names';
import { KubeError } from '../../../lib/runtime/kube/kube';

const NOW = Date.parse('2024-05-06T07:08:09Z');
const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const EXPECTED = { issuer: ISSUER, audience: 'myelin', namespace: 'shop', now: NOW };

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });
const JWKS = { keys: [jwk(rsa.publicKey, 'rsa-1'), jwk(ec.publicKey, 'ec-1')] };
const KEYS = readKeySet(JWKS);

const CLAIMS = {
  aud: ['myelin'],
  exp: NOW / 1000 + 600,
  nbf: NOW / 1000,
  iss: ISSUER,
  'kubernetes.io': {
    namespace: 'shop',
    pod: { name: 'train-1', uid: 'u1' },
    serviceaccount: { name: 'digits-axon', uid: 'u2' },
  },
};
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(claims: object = {}, header: object = {}, key: KeyObject = rsa.privateKey): string {
  const text = `${part({ alg: 'RS256', kid: 'rsa-1', ...header })}.${part({ ...CLAIMS, ...claims })}`;
  const made = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${made.toString('base64url')}`;
}

describe('the token of a task', () => {
  const OWNER = { account: 'digits-axon', pod: { name: 'train-1', uid: 'u1' } };

  test.each([
    ['an RSA key', token()],
    ['an elliptic curve', token({}, { alg: 'ES256', kid: 'ec-1' }, ec.privateKey)],
    ['one audience that is no list', token({ aud: 'myelin' })],
    ['clocks that differ by some seconds', token({ exp: NOW / 1000 - 5, nbf: NOW / 1000 + 5 })],
  ])('says whose pod it is, with %s', (_, given) => {
    expect(verifyToken(given, KEYS, EXPECTED)).toEqual({ ok: true, owner: OWNER });
  });

  const [head, body, signature] = token().split('.') as [string, string, string];
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
  const hmacText = `${part({ alg: 'HS256', kid: 'rsa-1' })}.${part(CLAIMS)}`;
  test.each([
    ['no token', 'secret', 'the token is not a token of a ServiceAccount'],
    ['a part too many', `${token()}.x`, 'the token is not a token of a ServiceAccount'],
    ['no signature', `${head}.${body}`, 'the token is not a token of a ServiceAccount'],
    ['an empty signature', `${head}.${body}.`, 'the signature of the token is wrong'],
    ['another key', token({}, {}, other.privateKey), 'the signature of the token is wrong'],
    ['changed claims', `${head}.${part({ ...CLAIMS, exp: 9e9 })}.${signature}`, 'the signature of the token is wrong'],
    ['an algorithm of another kind of key', token({}, { alg: 'ES256' }), 'the signature of the token is wrong'],
    ['a curve of another algorithm', token({}, { alg: 'ES384', kid: 'ec-1' }, ec.privateKey), 'the signature of the token is wrong'],
    ['no algorithm', `${part({ alg: 'none', kid: 'rsa-1' })}.${body}.`, 'the token is signed by none, which is not taken'],
    [
      'the public key as a shared secret',
      `${hmacText}.${createHmac('sha256', pem).update(hmacText).digest('base64url')}`,
      'the token is signed by HS256, which is not taken',
    ],
    ['another issuer', token({ iss: 'https://evil' }), `the token is of the issuer https://evil, not of ${ISSUER}`],
    ['another audience', token({ aud: ['vault', 'api'] }), 'the token is for vault, api, not for myelin'],
    ['its time over', token({ exp: NOW / 1000 - 11 }), 'the token has expired: read its file each time'],
    ['no end', token({ exp: undefined }), 'the token has expired: read its file each time'],
    ['its time to come', token({ nbf: NOW / 1000 + 11 }), 'the token is not valid yet: compare the clocks'],
    [
      'another namespace',
      token({ 'kubernetes.io': { ...CLAIMS['kubernetes.io'], namespace: 'bank' } }),
      'the token is of the namespace bank, not of shop',
    ],
    ['no pod', token({ 'kubernetes.io': { namespace: 'shop', serviceaccount: {} } }), 'the token is not bound to a pod'],
  ])('is refused with %s', (_, given, reason) => {
    expect(verifyToken(given, KEYS, EXPECTED)).toEqual({ ok: false, reason });
  }); // prettier-ignore

  test('of an unknown key says so, for the key may be new', () => {
    expect(verifyToken(token({}, { kid: 'rsa-2' }), KEYS, EXPECTED)).toMatchObject({ ok: false, unknownKey: true });
  });
});

describe('the keys of the API server', () => {
  let now: number;
  let published: object;
  let asked: number;
  let away: boolean;
  let keys: TokenKeys;
  beforeEach(() => {
    [now, published, asked, away] = [NOW, JWKS, 0, false];
    const raw = (path: string) => {
      if (path === '/openid/v1/jwks') asked += 1;
      if (away) return Promise.reject(new KubeError(0, 'Unreachable', 'the API server does not answer'));
      return Promise.resolve(path === '/openid/v1/jwks' ? published : { issuer: ISSUER });
    };
    keys = new TokenKeys({ namespace: 'shop', raw }, () => now);
  });
  const NEW = token({}, { kid: 'rsa-2' }, other.privateKey);

  test('are read once for many tokens', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => keys.verify(token())));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(asked).toBe(1);
  });

  test('that rotate are found by the first token of the new one', async () => {
    await keys.verify(token());
    published = { keys: [...JWKS.keys, jwk(other.publicKey, 'rsa-2')] };
    now += 10_000;
    expect(await keys.verify(NEW)).toMatchObject({ ok: true });
    expect(asked).toBe(2);
  });

  test('are not read again and again for tokens that anybody can make', async () => {
    for (let n = 0; n < 100; n++) await keys.verify(NEW);
    expect(asked).toBe(1);
  });

  test('that are withdrawn open nothing after ten minutes', async () => {
    await keys.verify(token());
    published = { keys: [] };
    now += 9 * 60_000;
    expect(await keys.verify(token())).toMatchObject({ ok: true });
    now += 60_000;
    expect(await keys.verify(token({ exp: now }))).toMatchObject({ ok: false, unknownKey: true });
  });

  test('are those of before while the API server is away', async () => {
    await keys.verify(token());
    away = true;
    now += 11 * 60_000;
    expect(await keys.verify(token({ exp: now }))).toMatchObject({ ok: true });
  });

  test('that were never read are asked for again a second later', async () => {
    away = true;
    await expect(keys.verify(token())).rejects.toThrow('the API server does not answer');
    away = false;
    now += 1000;
    expect(await keys.verify(token())).toMatchObject({ ok: true });
  });
});

describe('who a process is', () => {
  const verified = () => Promise.resolve(verifyToken(token(), KEYS, EXPECTED));
  const labels = { 'myelin.io/axon': 'digits', 'myelin.io/task': 'Train', 'myelin.io/run': 'r1' };
  const ask = (authorization: string | undefined, pod: Readonly<Record<string, string>> | undefined) =>
    identify('digits', authorization, verified, () => Promise.resolve(pod));

  test('is what its pod is, not what it says', async () => {
    const answer = await ask('Bearer x', labels);
    if (!answer.ok) throw new Error(answer.reason);
    expect(answer.who?.({ task: 'Other', run: 'r1', deployer: 'Digits' })).toEqual({ task: 'Train', run: 'r1' });
    expect(answer.pod).toBe('train-1');
  });

  test.each([
    [undefined, labels, 'this takes the token in the file MYELIN_TOKEN_FILE: Authorization: Bearer TOKEN'],
    ['Basic x', labels, 'this takes the token in the file MYELIN_TOKEN_FILE: Authorization: Bearer TOKEN'],
    ['Bearer x', undefined, 'there is no pod train-1 any more'],
    ['Bearer x', { ...labels, 'myelin.io/axon': 'fraud' }, 'pod train-1 is of axon fraud, not of digits'],
    ['Bearer x', {}, 'pod train-1 is of no axon, not of digits'],
  ])('%p with labels %j is refused', async (authorization, pod, reason) => {
    expect(await ask(authorization, pod)).toEqual({ ok: false, reason });
  });

  test('has its whole name where the label had no room for it', () => {
    const version = 'v'.repeat(70);
    expect(whoIs({ 'myelin.io/version': labelValue(version) }, { version })).toEqual({ version });
    expect(whoIs({ 'myelin.io/version': 'v1' }, { version })).toEqual({ version: 'v1' });
  });
});

describe('labels of pods', () => {
  test('are asked for once in a while, and those of another pod of the name do not count', async () => {
    let [now, asked] = [NOW, 0];
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', uid: 'u1', labels: { x: '1' } } };
    const get = () => Promise.resolve(((asked += 1), pod));
    const podOf = podLookup({ get }, () => now);
    expect(await podOf('a', 'u1')).toEqual({ x: '1' });
    expect(await podOf('a', 'u1')).toEqual({ x: '1' });
    expect(asked).toBe(1);
    expect(await podOf('a', 'u2')).toBeUndefined();
    now += 30_000;
    await podOf('a', 'u1');
    expect(asked).toBe(3);
  });
});
