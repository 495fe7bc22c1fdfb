import { request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { metricsRoute } from '../../lib/control/metrics-route';
import { operatorRoutes } from '../../lib/control/operator-routes';
import { processRoutes } from '../../lib/control/process-routes';
import { startServer, PortError, type RunningServer } from '../../lib/control/server';
import { FakeHands, serve } from './fake-hands';

let hands: FakeHands;
let server: RunningServer;
beforeEach(async () => {
  hands = new FakeHands();
  server = await serve(hands);
});
/** What a test starts beside the server. */
let others: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all([server, ...others].map((one) => one.close()));
  others = [];
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });
const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

describe('the server', () => {
  test('listens on loopback, on a free port for 0', () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(server.port).toBeGreaterThan(0);
  });

  test('a port in use is an error that names it and the fix', async () => {
    const other = createServer();
    others.push({ close: () => new Promise((resolve) => other.close(() => resolve())) });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const starting = startServer({ port, routes: [] });
    await expect(starting).rejects.toThrow(PortError);
    await expect(starting).rejects.toMatchObject({
      message: `port ${port} of 127.0.0.1 is in use`,
      hint: 'end what listens there, or choose another with --port (0: any free one)',
    });
  });

  test('asks the gateway first, and adds up everybody’s metrics', async () => {
    const both = await startServer({
      port: 0,
      first: (request, response) => {
        if (!request.url!.startsWith('/serve/')) return false;
        response.end('a model');
        return true;
      },
      routes: [
        { method: 'GET', path: '/', handle: () => ({ status: 200, body: 'the page' }) },
        metricsRoute([
          () => Promise.resolve('# TYPE a counter\na 1\n'),
          () => '# HELP a later\n# TYPE a counter\na{x="2"} 2\n# TYPE b gauge\nb 3\n',
        ]),
      ],
    });
    others.push(both);
    expect(await (await fetch(`${both.url}/serve/digits`)).text()).toBe('a model');
    expect(await (await fetch(both.url)).text()).toBe('the page');
    const metrics = await fetch(`${both.url}/metrics`);
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await metrics.text()).toBe('# TYPE a counter\na 1\na{x="2"} 2\n# TYPE b gauge\nb 3\n');
  });

  test('health is always ok, ready once everything has been read', async () => {
    expect((await get('/health')).status).toBe(200);
    expect((await get('/ready')).status).toBe(200);
    hands.isReady = false;
    expect((await get('/ready')).status).toBe(503);
    expect((await get('/health')).status).toBe(200);
  });

  test('an unknown path is 404 with what there is, a wrong method 405 with the right one', async () => {
    const unknown = await get('/axon');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      error: 'there is nothing at /axon',
      routes: expect.arrayContaining(['GET /axons', 'POST /axons/:axon/triggers/:sensor/:trigger']),
    });
    const wrong = await get('/axons/digits/pause');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('POST');
  });

  test('to processes it offers nothing that commands, to operators nothing that a process says', () => {
    const told = (routes: readonly { method: string; path: string }[]) => routes.map((r) => `${r.method} ${r.path}`);
    expect(told(processRoutes(hands))).toEqual([
      'GET /health',
      'GET /ready',
      'POST /axons/:axon/metrics',
      'GET /axons/:axon/tasks/:task',
      'POST /axons/:axon/triggers/:sensor/:trigger',
    ]);
    expect(told(operatorRoutes(hands)).filter((route) => told(processRoutes(hands)).includes(route))).toEqual([]);
  });

  test('a failing port is 500, and the server lives on', async () => {
    hands.state = () => {
      throw new Error('the disk is gone');
    };
    const answer = await get('/axons/digits');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: 'the request failed: the disk is gone' });
    expect((await get('/health')).status).toBe(200);
  });

  test('a page of another origin may read and not change', async () => {
    const elsewhere = { origin: 'https://example.org' };
    expect((await post('/axons/digits/pause', undefined, elsewhere)).status).toBe(403);
    expect(hands.commands).toEqual([]);
    expect((await get('/axons', elsewhere)).status).toBe(200);
    expect((await post('/axons/digits/pause', undefined, { origin: server.url })).status).toBe(200);
  });

  test.each([
    ['localhost:1', 200],
    ['[::1]:1', 200],
    ['127.0.0.1', 200],
    ['rebound.example.org', 403],
    ['127.0.0.1.example.org:1', 403],
  ])('operators that call it %s are answered %i: a name may be anybody’s', async (host, status) => {
    const asked = (path: string) =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port: server.port, path, headers: { host } };
        request(options, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
    expect(await asked('/axons')).toBe(status);
    expect(await asked('/health')).toBe(200);
  });

  test('a body beyond the limit is 413', async () => {
    const answer = await post('/axons/digits/metrics', 'x'.repeat(2 * 1024 * 1024));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toEqual({ error: 'the body is longer than 1048576 bytes' });
  });
});

describe('axons', () => {
  test('are listed and shown', async () => {
    expect(await (await get('/axons')).json()).toEqual({ axons: ['digits', 'fraud'] });
    expect(await (await get('/axons/digits')).json()).toEqual({ name: 'digits', deployers: {} });
  });

  test('an unknown one is 404 with the likely one', async () => {
    const answer = await get('/axons/digit');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      error: 'there is no axon digit, did you mean digits',
      axons: ['digits', 'fraud'],
    });
  });

  test('are submitted with parameters', async () => {
    const answer = await post('/axons?p=rate=0.1&p=query=a%3Db', 'kind: Axon');
    expect(await answer.json()).toEqual({ axon: 'digits', changed: true, issues: [] });
    expect(hands.submitted).toEqual([{ document: 'kind: Axon', parameters: { rate: '0.1', query: 'a=b' } }]);
    expect((await post('/axons?p=rate', 'kind: Axon')).status).toBe(400);
  });

  test('with errors are 400 with all of them', async () => {
    const issues = [{ code: 'MYL0001', severity: 'error', path: ['spec'], message: 'a tab' }] as const;
    hands.submitAnswer = { ok: false, issues: issues as never };
    const answer = await post('/axons', '\t');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: 'the axon has errors', issues });
  });

  test('are paused, resumed, restarted and stopped, whole or one sensor', async () => {
    for (const path of ['pause', 'resume?sensor=Retrain', 'restart', 'stop']) {
      expect((await post(`/axons/digits/${path}`)).status).toBe(200);
    }
    expect(hands.commands).toEqual([
      { kind: 'pause' },
      { kind: 'resume', sensor: 'Retrain' },
      { kind: 'restart' },
      { kind: 'stop' },
    ]);
    hands.commandAnswer = { ok: false, reason: 'there is no sensor Retrian' };
    const refused = await post('/axons/digits/pause?sensor=Retrian');
    expect(refused.status).toBe(409);
    expect(await refused.json()).toEqual({ error: 'there is no sensor Retrian' });
  });
});

describe('a spec that the journal speaks of', () => {
  test('is told by its hash, and an unknown one is 404', async () => {
    expect(await (await get('/axons/digits/specs/h1')).json()).toEqual({ kind: 'Axon' });
    const unknown = await get('/axons/digits/specs/h2');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({ error: 'the journal of digits speaks of no spec h2' });
  });
});

describe('the paths of a task', () => {
  test('are those of its last Succeeded run', async () => {
    expect(await (await get('/axons/digits/tasks/Train')).json()).toEqual({
      task: 'Train',
      data_path: '/store/data/r1/',
      model_path: '/store/models/t1/',
    });
  });

  test.each([
    ['Prepare', 'task Prepare has not Succeeded yet, so it has no paths'],
    ['Trian', 'there is no task Trian, did you mean Train'],
  ])('%s is 404', async (task, error) => {
    const answer = await get(`/axons/digits/tasks/${task}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error });
  });
});

describe('pushed metrics', () => {
  const report = {
    metrics: [{ name: 'accuracy', value: 0.97 }],
    source: { task: 'Train', run: 'r1', attempt: 'a1' },
  };

  test('reach the hands with who reports them', async () => {
    const answer = await post('/axons/digits/metrics', report);
    expect(answer.status).toBe(204);
    expect(hands.pushed).toEqual([
      { axon: 'digits', pushes: [{ name: 'accuracy', value: 0.97, labels: {} }], source: report.source },
    ]);
  });

  test('are those of whoever reports, not of whom it says that it is', async () => {
    hands.who = { deployer: 'Digits', version: 'v1' };
    await post('/axons/digits/metrics', report);
    expect(hands.pushed).toMatchObject([{ source: { deployer: 'Digits', version: 'v1' } }]);
    expect(hands.pushed[0]!.source).not.toHaveProperty('task');
  });

  test('that are wrong are 400 with everything that is', async () => {
    const answer = await post('/axons/digits/metrics', { metrics: [{ name: 'a-b', value: '1' }] });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ faults: [expect.any(String), expect.any(String)] });
    expect((await post('/axons/digits/metrics', '{"metrics": NaN}')).status).toBe(400);
    expect(hands.pushed).toEqual([]);
  });

  test('take the process’s token where there is one, as do paths', async () => {
    hands.token = 'secret';
    for (const authorization of ['', 'Bearer wrong', 'Basic secret']) {
      const answer = await post('/axons/digits/metrics', report, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await get('/axons/digits/tasks/Train')).status).toBe(401);
    const authorization = 'Bearer secret';
    expect((await post('/axons/digits/metrics', report, { authorization })).status).toBe(204);
    expect((await get('/axons/digits/tasks/Train', { authorization })).status).toBe(200);
  });
});
