import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeClient } from '../../lib/runtime/kube/client';
import type { KubeObject, WatchEvent } from '../../lib/runtime/kube/kube';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: '7' } };

function json(status: number, value: object, headers: Record<string, string> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}

const busy = (after: string, status = 429): Handler =>
  json(status, { kind: 'Status', reason: 'TooManyRequests', message: 'too many requests' }, { 'retry-after': after });

const cut: Handler = (request) => void request.socket.destroy();

/** What only a server of which every byte is chosen can show; what API servers do is told by the conformance suite. */
describe('the client of an API server', () => {
  let server: Server;
  let client: KubeClient;
  let answers: Handler[];
  let asked: string[];
  let bodies: string[];
  let tokens: string[];
  let token: () => string;

  beforeEach(async () => {
    [answers, asked, bodies, tokens] = [[], [], [], []];
    token = () => 't';
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      tokens.push(request.headers.authorization ?? '');
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        bodies.push(body);
        (answers.length > 1 ? answers.shift() : answers[0])?.(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new KubeClient({
      ...{ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, namespace: 'ml' },
      read: async () => ({ headers: { authorization: `Bearer ${token()}` }, tls: {} }),
    });
  });
  afterEach(async () => {
    client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('asks as Kubernetes is asked', async () => {
    answers = [json(200, OBJECT)];
    await client.get('ConfigMap', 'a');
    await client.create(OBJECT);
    await client.apply(OBJECT, { force: true });
    await client.delete('ConfigMap', 'a', { uid: 'u' });
    answers = [json(200, { items: [], metadata: { resourceVersion: '9' } })];
    await client.list('Event', { fields: { type: 'Warning' } });
    await client.list('HTTPRoute', { labels: { 'myelin.io/axon': 'digits', x: 'y' } });
    expect(asked).toEqual([
      'GET /api/v1/namespaces/ml/configmaps/a',
      'POST /api/v1/namespaces/ml/configmaps?fieldManager=myelin-runtime',
      'PATCH /api/v1/namespaces/ml/configmaps/a?fieldManager=myelin-runtime&force=true',
      'DELETE /api/v1/namespaces/ml/configmaps/a',
      'GET /api/v1/namespaces/ml/events?fieldSelector=type%3DWarning&limit=200',
      'GET /apis/gateway.networking.k8s.io/v1/namespaces/ml/httproutes?labelSelector=myelin.io%2Faxon%3Ddigits%2Cx%3Dy&limit=200',
    ]);
    expect(JSON.parse(bodies[3] as string)).toEqual({
      ...{ apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' },
      preconditions: { uid: 'u' },
    });
  });

  test('a list of many objects is asked for in pages', async () => {
    const page = (names: string[], more: string): Handler =>
      json(200, {
        metadata: { resourceVersion: '9', continue: more },
        items: names.map((name) => ({ metadata: { name, managedFields: [{}] } })),
      });
    answers = [page(['a', 'b'], 'there is more'), page(['c'], '')];
    const { items, resourceVersion } = await client.list('ConfigMap');
    expect(resourceVersion).toBe('9');
    expect(items).toEqual(['a', 'b', 'c'].map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })));
    expect(asked[1]).toBe('GET /api/v1/namespaces/ml/configmaps?limit=200&continue=there+is+more');
  });

  test('of each object of a list that is kept which is asked for', async () => {
    answers = [json(200, { metadata: { resourceVersion: '9' }, items: [{ ...OBJECT, data: { long: 'text' } }] })];
    const keep = ({ data: _, ...object }: KubeObject): KubeObject => ({ ...object, kind: object.kind });
    const { items } = await client.list('ConfigMap', { keep });
    const { apiVersion, kind, metadata } = OBJECT;
    expect(items).toMatchObject([{ apiVersion, kind, metadata }]);
    expect(items[0]).not.toHaveProperty('data');
  });

  test('one that is busy and says when to come back is asked again, by whoever writes too', async () => {
    answers = [busy('0'), busy('0', 503), json(201, OBJECT)];
    expect(await client.create(OBJECT)).toEqual(OBJECT);
    expect(asked).toHaveLength(3);
  });

  test('one that stays busy is an error that says when to come back', async () => {
    answers = [busy('0')];
    await expect(client.create(OBJECT)).rejects.toMatchObject({
      status: 429,
      reason: 'TooManyRequests',
      retryAfter: 0,
    });
    expect(asked).toHaveLength(4);
  });

  test.each([
    ['asks to come back in a minute', busy('60'), { status: 429, retryAfter: 60_000 }],
    ['does not say when', json(503, { reason: 'ServiceUnavailable' }), { status: 503, reason: 'ServiceUnavailable' }],
    ['failed', json(500, {}), { status: 500, reason: 'InternalError' }],
  ])('one that %s is not asked again', async (_, answer, error) => {
    answers = [answer];
    await expect(client.get('ConfigMap', 'a')).rejects.toMatchObject(error);
    expect(asked).toHaveLength(1);
  });

  test('credentials that are refused are read anew, and the request is made once more', async () => {
    let reads = 0;
    token = () => `t${(reads += 1)}`;
    answers = [json(401, { reason: 'Unauthorized' }), json(200, OBJECT)];
    expect(await client.get('ConfigMap', 'a')).toEqual(OBJECT);
    expect(tokens).toEqual(['Bearer t1', 'Bearer t2']);
    answers = [json(401, { reason: 'Unauthorized', message: 'Unauthorized' })];
    await expect(client.get('ConfigMap', 'a')).rejects.toMatchObject({ status: 401, reason: 'Unauthorized' });
    expect(tokens).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t2', 'Bearer t3']);
  });

  test('credentials are read anew each minute; the last ones serve while they cannot be read', async () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    let reads = 0;
    token = () => {
      if ((reads += 1) === 2) throw new Error('ENOENT: token');
      return `t${reads}`;
    };
    answers = [json(200, OBJECT)];
    for (now of [0, 59_999, 60_000, 60_001]) await client.get('ConfigMap', 'a');
    clock.mockRestore();
    expect(tokens).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1', 'Bearer t3']);
  });

  test('without credentials there is no request, but an error that says so', async () => {
    token = () => {
      throw new Error('ENOENT: /var/run/secrets/token');
    };
    await expect(client.get('ConfigMap', 'a')).rejects.toMatchObject({
      ...{ name: 'KubeError', status: 0, reason: 'Unreachable' },
      message: expect.stringMatching(/^no credentials for http:.*: ENOENT: \/var\/run\/secrets\/token$/),
    });
    expect(asked).toEqual([]);
  });

  test('a kept connection that the server has closed is no fault for who reads; who writes is told that nobody knows', async () => {
    answers = [json(200, OBJECT)];
    await client.get('ConfigMap', 'a');
    answers = [cut, json(200, OBJECT)];
    expect(await client.get('ConfigMap', 'a')).toEqual(OBJECT);
    answers = [cut];
    await expect(client.create(OBJECT)).rejects.toMatchObject({ name: 'KubeError', status: 0, reason: 'Unreachable' });
    expect(asked).toHaveLength(4);
  });

  test('an answer that breaks off in the middle is none', async () => {
    answers = [
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"apiVersion":');
        setTimeout(() => response.destroy(), 20);
      },
    ];
    await expect(client.get('ConfigMap', 'a')).rejects.toMatchObject({ name: 'KubeError', reason: 'Unreachable' });
  });

  test('an answer of something else than an API server is none', async () => {
    answers = [(_, response) => void response.end('<html>Welcome</html>')];
    await expect(client.get('ConfigMap', 'a')).rejects.toMatchObject({
      ...{ name: 'KubeError', status: 0, message: 'the answer is no JSON: <html>Welcome</html>' },
    });
  });

  test('nobody there is an error that says who was asked for what', async () => {
    server.close();
    server.closeAllConnections();
    const asking = client.create(OBJECT);
    await expect(asking).rejects.toMatchObject({ name: 'KubeError', status: 0, reason: 'Unreachable' });
    await expect(asking).rejects.toThrow(
      /^POST \/api\/v1\/namespaces\/ml\/configmaps at 127.0.0.1:\d+: no answer: connect/,
    );
  });

  test('an answer that does not come is an error after half a minute', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    answers = [() => undefined];
    const asking = client.get('ConfigMap', 'a').catch((error: unknown) => error);
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    jest.advanceTimersByTime(30_000);
    jest.useRealTimers();
    expect(await asking).toMatchObject({
      status: 0,
      reason: 'Timeout',
      message: expect.stringContaining('within 30 s'),
    });
  });

  test('who leads gets an answer, however many others wait for theirs', async () => {
    const held: (() => void)[] = [];
    const answer = json(200, OBJECT);
    answers = [
      (request, response) => {
        if (request.url?.includes('/leases/')) answer(request, response);
        else held.push(() => answer(request, response));
      },
    ];
    const others = Array.from({ length: 20 }, () => client.get('ConfigMap', 'a'));
    while (held.length < 16) await new Promise((resolve) => setImmediate(resolve));
    expect(await client.get('Lease', 'myelin-runtime')).toMatchObject({ metadata: { name: 'a' } });
    expect(held).toHaveLength(16);
    answers = [answer];
    for (const release of held) release();
    expect(await Promise.all(others)).toHaveLength(20);
  });

  test('once closed, what is under way and what comes after fail', async () => {
    answers = [() => undefined];
    const under = client.get('ConfigMap', 'a');
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    client.close();
    await expect(under).rejects.toMatchObject({ name: 'KubeError', status: 0 });
    await expect(client.get('ConfigMap', 'a')).rejects.toThrow('the client is closed');
  });

  test('once closed, what waits for a connection fails too', async () => {
    answers = [() => undefined];
    const gets = Array.from({ length: 20 }, () => client.get('ConfigMap', 'a'));
    while (asked.length < 16) await new Promise((resolve) => setImmediate(resolve));
    client.close();
    const ends = await Promise.allSettled(gets);
    expect(ends).toHaveLength(20);
    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: { name: 'KubeError', status: 0 } });
  });

  describe('a watch', () => {
    /** @param lines - each sent apart; a number waits for so many milliseconds */
    const streamed =
      (lines: readonly string[], end: 'end' | 'cut' | 'open'): Handler =>
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.flushHeaders();
        lines.forEach((line, index) => setTimeout(() => response.write(line), 5 * index));
        const last = (): void => void (end === 'end' ? response.end() : end === 'cut' ? response.destroy() : undefined);
        setTimeout(last, 5 * lines.length + 20);
      };

    function watch(on: (event: WatchEvent) => void = () => undefined, signal = new AbortController().signal) {
      return client.watch('ConfigMap', { resourceVersion: '5', signal }, on);
    }

    test('reads events however the bytes fall, and what the runtime has no use for is dropped', async () => {
      const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
      const named = (name: string) => ({ ...OBJECT, metadata: { name, managedFields: [{}] }, data: { é: 'ü' } });
      const whole = line('ADDED', named('a')) + line('BOOKMARK', { metadata: { resourceVersion: '8' } });
      const bytes = Buffer.from(whole + line('DELETED', named('b')));
      const middle = bytes.indexOf('ü') + 1;
      answers = [
        (_, response) => {
          response.write(bytes.subarray(0, middle));
          setTimeout(() => response.end(bytes.subarray(middle)), 20);
        },
      ];
      const events: WatchEvent[] = [];
      await watch((event) => events.push(event));
      const { metadata: _, ...rest } = named('a');
      expect(events).toEqual([
        { type: 'ADDED', object: { ...rest, metadata: { name: 'a' } } },
        { type: 'BOOKMARK', resourceVersion: '8' },
        { type: 'DELETED', object: { ...rest, metadata: { name: 'b' } } },
      ]);
      expect(asked[0]).toMatch(
        /^GET \/api\/v1\/namespaces\/ml\/configmaps\?watch=1&allowWatchBookmarks=true&timeoutSeconds=(2[4-9]\d|300)&resourceVersion=5$/,
      );
    });

    test('that the server ends as too old is Expired', async () => {
      const status = { kind: 'Status', code: 410, reason: 'Gone', message: 'too old resource version: 5 (9)' };
      answers = [streamed([`${JSON.stringify({ type: 'ERROR', object: status })}\n`], 'open')];
      await expect(watch()).rejects.toMatchObject({ name: 'KubeError', status: 410, reason: 'Expired' });
    });

    test('that is refused is the error of any request', async () => {
      answers = [json(403, { reason: 'Forbidden', message: 'no', details: {} })];
      await expect(watch()).rejects.toMatchObject({ status: 403, reason: 'Forbidden' });
    });

    test('that is refused by a proxy which never ends its answer ends within 30 s', async () => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
      try {
        let begun = (): void => undefined;
        const answered = new Promise<void>((resolve) => (begun = resolve));
        answers = [
          (_, response) => {
            response.writeHead(503, { 'content-type': 'text/html' });
            response.write('<html>');
            begun();
          },
        ];
        const refused = watch().catch((error: unknown) => error);
        await answered;
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
        jest.advanceTimersByTime(30_000);
        expect(await refused).toMatchObject({ status: 0, reason: 'Unreachable' });
      } finally {
        jest.useRealTimers();
      }
    });

    test.each(['cut', 'end'] as const)('whose server goes away (%s) ends, or fails as unreachable', async (end) => {
      answers = [streamed(['{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"8"}}}\n'], end)];
      const events: WatchEvent[] = [];
      const ended = await watch((event) => events.push(event)).catch((error: unknown) => error);
      if (end === 'cut') expect(ended).toMatchObject({ name: 'KubeError', status: 0, reason: 'Unreachable' });
      else expect(ended).toBeUndefined();
      expect(events).toEqual([{ type: 'BOOKMARK', resourceVersion: '8' }]);
    });

    test('that brings no JSON fails', async () => {
      answers = [streamed(['<html>\n'], 'end')];
      await expect(watch()).rejects.toMatchObject({ name: 'KubeError', status: 0, reason: 'Unreachable' });
    });

    test('is ended by its signal and by close, whether or not it has begun', async () => {
      answers = [streamed([], 'open')];
      const aborted = new AbortController();
      const first = watch(undefined, aborted.signal);
      aborted.abort();
      await first;
      const second = watch();
      while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
      client.close();
      await second;
    });
  });
});
