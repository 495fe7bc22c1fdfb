import { createHmac } from 'node:crypto';
import type { RunningServer } from '../../lib/control/server';
import { FakeHands, serve } from './fake-hands';

let hands: FakeHands;
let server: RunningServer;
let now: number;
beforeEach(async () => {
  hands = new FakeHands();
  now = Date.parse('2024-05-06T07:08:09Z');
  server = await serve(hands, () => now);
});
afterEach(() => server.close());

const call = (body: string | undefined, headers: Record<string, string> = {}, path = 'Retrain/Now') =>
  fetch(`${server.url}/axons/digits/triggers/${path}`, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body }),
  });

describe('a trigger call', () => {
  test('without a body or id is a new event every time', async () => {
    const ids = [];
    for (let n = 0; n < 2; n++) {
      const answer = await call(undefined);
      expect(answer.status).toBe(202);
      ids.push(((await answer.json()) as { id: string }).id);
    }
    expect(new Set(ids).size).toBe(2);
    expect(hands.calls).toEqual(
      ids.map((id) => ({ sensor: 'Retrain', trigger: 'Now', id, data: undefined, source: 'rest' })),
    );
  });

  test('delivered again under the same Idempotency-Key is answered 200 and heard once', async () => {
    const key = { 'idempotency-key': 'order-7' };
    const first = await call('{"rows": 10}', key);
    const second = await call('{"rows": 10}', key);
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(await first.json()).toEqual({ id: 'order-7' });
    expect(await second.json()).toEqual({ id: 'order-7', duplicate: true });
    expect(hands.calls).toMatchObject([{ id: 'order-7', data: { rows: 10 } }]);
  });

  test('may be a CloudEvent in binary mode; when its sender says that it happened is not read', async () => {
    const headers = {
      'ce-id': 'e1',
      'ce-source': '/uploads',
      'ce-time': '2024-05-06T07:08:09Z',
      'ce-specversion': '1.0',
    };
    expect(await (await call('[1]', headers)).json()).toEqual({ id: 'e1' });
    expect(hands.calls).toEqual([{ sensor: 'Retrain', trigger: 'Now', id: 'e1', source: '/uploads', data: [1] }]);
  });

  test.each([
    [{ data: { n: 1 } }, { n: 1 }],
    [{ data_base64: Buffer.from('{"n":2}').toString('base64') }, { n: 2 }],
    [{}, undefined],
  ])('may be a CloudEvent in structured mode with %j', async (content, data) => {
    const event = { specversion: '1.0', id: 'e2', source: '/uploads', type: 'uploaded', ...content };
    await call(JSON.stringify(event), { 'content-type': 'application/cloudevents+json' });
    expect(hands.calls).toEqual([{ sensor: 'Retrain', trigger: 'Now', id: 'e2', source: '/uploads', data }]);
  });

  test('keeps a body that merely has an id', async () => {
    await call('{"id": "mine"}');
    expect(hands.calls[0]).toMatchObject({ data: { id: 'mine' } });
    expect(hands.calls[0]!.id).not.toBe('mine');
  });

  test.each([
    ['not json', {}, 400],
    ['[]', { 'content-type': 'application/cloudevents-batch+json' }, 415],
    ['{}', { 'idempotency-key': 'x'.repeat(257) }, 400],
  ])('%j with %j is refused', async (body, headers, status) => {
    expect((await call(body, headers as Record<string, string>)).status).toBe(status);
    expect(hands.calls).toEqual([]);
  });

  test('of an unknown trigger is 404 with the known ones', async () => {
    const answer = await call('{}', {}, 'Retrain/Nwo');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      error: 'there is no Rest trigger Retrain/Nwo, did you mean Retrain/Now',
      triggers: ['Retrain/Now'],
    });
  });

  test('that is not taken is 409 with the reason', async () => {
    hands.triggerAnswer = { accepted: false, reason: 'the axon is stopped' };
    const answer = await call('{}', { 'idempotency-key': 'k' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toEqual({ error: 'the axon is stopped', id: 'k' });
  });
});

describe('a trigger with auth', () => {
  const signed = (body: string, secret = 'shared') => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  });
  const close = (auth: object) => (hands.doors = [{ sensor: 'Retrain', trigger: 'Now', auth }]);

  test.each([
    ['the token', { token: 't0ken' }, { authorization: 'Bearer t0ken' }, 202],
    ['the token in another case of Bearer', { token: 't0ken' }, { authorization: 'bearer t0ken' }, 202],
    ['another token', { token: 't0ken' }, { authorization: 'Bearer t0kem' }, 401],
    ['a longer token', { token: 't0ken' }, { authorization: 'Bearer t0ken2' }, 401],
    ['no token', { token: 't0ken' }, {}, 401],
    ['an empty token that matches an empty secret', { token: '' }, { authorization: 'Bearer ' }, 401],
    ['a signature', { hmac: 'shared' }, signed('{"a": 1}'), 202],
    ['a signature with another secret', { hmac: 'shared' }, signed('{"a": 1}', 'other'), 401],
    ['a signature of another body', { hmac: 'shared' }, signed('{"a":1}'), 401],
    ['no signature', { hmac: 'shared' }, {}, 401],
    ['a malformed signature', { hmac: 'shared' }, { 'x-hub-signature-256': 'sha256=abc' }, 401],
    ['a signature with an empty secret', { hmac: '' }, signed('{"a": 1}', ''), 401],
    ['either of both', { token: 't0ken', hmac: 'shared' }, signed('{"a": 1}'), 202],
    ['anything when it names no secret', {}, { authorization: 'Bearer x' }, 401],
  ])('and %s', async (_, auth, headers, status) => {
    close(auth);
    const answer = await call('{"a": 1}', headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(hands.calls).toHaveLength(status === 202 ? 1 : 0);
  });

  test('whose secret nobody has given stays shut and says so', async () => {
    close({ token: 't0ken', missing: 'secret hooks, key token' });
    const answer = await call('{}', { authorization: 'Bearer t0ken' });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      error: 'trigger Retrain/Now is shut: nobody has given secret hooks, key token',
    });
  });

  test('tells one that gave nothing from one that gave the wrong thing', async () => {
    close({ token: 't0ken' });
    const trigger = 'trigger Retrain/Now takes a token, and';
    expect(await (await call('{}')).json()).toEqual({ error: `${trigger} none was given` });
    const wrong = await call('{}', { authorization: 'Bearer t0kem' });
    expect(await wrong.json()).toEqual({ error: `${trigger} this is not it` });
  });

  test.each([
    [{ hmac: 'key' }, 'a signature'],
    [{ token: 't0ken', hmac: 'key' }, 'a token or a signature'],
  ])('says what it takes, with %j', async (auth, taken) => {
    close(auth);
    const error = `trigger Retrain/Now takes ${taken}, and none was given`;
    expect(await (await call('{}')).json()).toEqual({ error });
  });

  test('is checked before the body is read as JSON', async () => {
    close({ token: 't0ken' });
    expect((await call('not json')).status).toBe(401);
  });
});

describe('a signed call that is sent again', () => {
  const body = '{"a": 1}';
  const digest = (text: string, encoding: 'hex' | 'base64', key: string | Buffer = 'shared') =>
    createHmac('sha256', key).update(text).digest(encoding);
  const seconds = () => String(Math.floor(now / 1000));
  beforeEach(() => (hands.doors = [{ sensor: 'Retrain', trigger: 'Now', auth: { hmac: 'shared' } }]));

  test('is the same event for five minutes, whatever it calls itself', async () => {
    const signature = { 'x-hub-signature-256': `sha256=${digest(body, 'hex')}` };
    const first = (await (await call(body, signature)).json()) as { id: string };
    now += 299_000;
    const again = await call(body, { ...signature, 'idempotency-key': 'another' });
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ id: first.id, duplicate: true });
    now += 2000;
    expect((await call(body, signature)).status).toBe(202);
    expect(hands.calls).toHaveLength(2);
  });

  test.each([
    ['with the key as it is', 'shared', 'shared'],
    ['with a key in base64', 'whsec_c2hhcmVk', Buffer.from('shared')],
  ])('by Standard Webhooks is the event that it was signed as, %s', async (_, hmac, key) => {
    hands.doors = [{ sensor: 'Retrain', trigger: 'Now', auth: { hmac } }];
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': seconds(),
      'webhook-signature': `v1,AAAA v1,${digest(`msg_1.${seconds()}.${body}`, 'base64', key)}`,
    };
    expect(await (await call(body, { ...headers, 'idempotency-key': 'another' })).json()).toEqual({ id: 'msg_1' });
    expect(await (await call(body, headers)).json()).toEqual({ id: 'msg_1', duplicate: true });
    expect((await call('{"a": 2}', headers)).status).toBe(401);
    expect((await call(body, { ...headers, 'webhook-id': 'msg_2' })).status).toBe(401);
    now += 301_000;
    expect((await call(body, headers)).status).toBe(401);
  });

  test.each([
    ['', 401],
    ['x'.repeat(256), 202],
    ['x'.repeat(257), 400],
  ])('by Standard Webhooks has an id that fits into the journal: %s', async (id, status) => {
    hands.doors = [{ sensor: 'Retrain', trigger: 'Now', auth: { hmac: 'shared' } }];
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': seconds(),
      'webhook-signature': `v1,${digest(`${id}.${seconds()}.${body}`, 'base64')}`,
    };
    expect((await call(body, headers)).status).toBe(status);
  });
});

describe('too many calls', () => {
  test('of one trigger are 429 with when to come back, and hold no other trigger up', async () => {
    hands.doors = [
      { sensor: 'Retrain', trigger: 'Now' },
      { sensor: 'Retrain', trigger: 'Later' },
    ];
    const statuses = new Set<number>();
    for (let n = 0; n < 1000; n += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => call(undefined)));
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses]).toEqual([202]);
    const held = await call(undefined);
    expect(held.status).toBe(429);
    expect(held.headers.get('retry-after')).toBe('1');
    expect(await held.json()).toEqual({ error: 'trigger Retrain/Now is called too often: come back in 1 s' });
    expect((await call(undefined, {}, 'Retrain/Later')).status).toBe(202);
    now += 20;
    expect((await call(undefined)).status).toBe(202);
    expect((await call(undefined)).status).toBe(429);
  }, 60_000);

  test('without the token take nothing from those with it', async () => {
    hands.doors = [{ sensor: 'Retrain', trigger: 'Now', auth: { token: 't0ken' } }];
    for (let n = 0; n < 1100; n += 50) await Promise.all(Array.from({ length: 50 }, () => call(undefined)));
    expect((await call(undefined, { authorization: 'Bearer t0ken' })).status).toBe(202);
  }, 60_000);
});
