import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorRoutes } from '../../../lib/control/operator-routes';
import type { ProcessAnswer } from '../../../lib/control/ports';
import { processRoutes } from '../../../lib/control/process-routes';
import { startServer, type RunningServer } from '../../../lib/control/server';
import type { AxonHere, OpenAxon } from '../../../lib/runtime/control/open-axon';
import { RuntimeControl } from '../../../lib/runtime/control/runtime-control';
import { startRuntimeServers } from '../../../lib/runtime/control/runtime-servers';
import { TriggerSecrets } from '../../../lib/runtime/control/trigger-secrets';
import { KubeError } from '../../../lib/runtime/kube/kube';
import { RuntimeMetrics } from '../../../lib/runtime/metrics/runtime-metrics';
import { axon, deployer } from '../../engine/axons';
import { BEGIN } from '../../engine/simulation';
import { FakeClock } from '../fake-clock';
import { LivedAxon } from '../lived-axon';
import { MemoryKube } from '../memory-kube';

const SENSORS = `
- {name: go, tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('d')}]}
- {name: again, filter: 'event.data.wanted != false', triggers: [{name: now, type: Rest}], tasks: [{trainer: {task: T}}]}
- {name: shut, triggers: [{name: now, type: Rest, auth: {token: {name: hooks, key: token}}}], tasks: [{trainer: {task: T}}]}`;

const CONDITION = { kind: 'axon', name: 'broken', reason: 'SpecRefused', message: 'no spec', since: BEGIN } as const;

let lived: LivedAxon;
let folder: string;
let leads: boolean;
let heard: boolean;
let answer: () => Promise<ProcessAnswer>;
let metrics: RuntimeMetrics;
let session: OpenAxon;
let control: RuntimeControl;
let server: RunningServer;
beforeEach(async () => {
  lived = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
  folder = mkdtempSync(join(tmpdir(), 'myelin-secrets-'));
  leads = true;
  heard = true;
  answer = () => Promise.resolve({ ok: true, who: () => ({ task: 'T', run: 'r1' }) });
  const clock = new FakeClock(BEGIN);
  metrics = new RuntimeMetrics(new MemoryKube(), clock);
  session = lived.open();
  metrics.start(session);
  await clock.pass(0);
  const axons: AxonHere[] = [
    { name: 'test', session, conditions: [] },
    { name: 'broken', conditions: [CONDITION] },
  ];
  control = new RuntimeControl({
    axons: () => (heard ? axons.map(({ name }) => name) : undefined),
    axon: (asked) => axons.find(({ name }) => name === asked),
    leadership: () => ({ leads, ...(leads ? {} : { leader: 'myelin-runtime-2' }) }),
    listen: () => () => undefined,
    metrics,
    secrets: new TriggerSecrets(folder),
    identify: () => answer(),
    directories: ({ data, model }) => ({ data_path: `/data/${data}/`, model_path: `/models/${model}/` }),
    endpoints: () => ({ d: 'http://d/' }),
    publicEndpoints: () => ({ d: 'http://d.example.com/' }),
  });
  server = await startServer({ port: 0, routes: [...processRoutes(control), ...operatorRoutes(control)] });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function get(path: string) {
  const response = await fetch(server.url + path);
  return { status: response.status, body: JSON.parse(await response.text()) as Record<string, unknown> };
}
async function post(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const init = { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(server.url + path, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

describe('the runtime shows', () => {
  test('every axon of the namespace, also one whose loop is not open, and why', async () => {
    expect((await get('/axons')).body).toEqual({ axons: ['test', 'broken'] });
    expect((await get('/axons/test')).body).toMatchObject({
      axon: 'test',
      status: 'Running',
      endpoints: { d: 'http://d/' },
      publicEndpoints: { d: 'http://d.example.com/' },
      conditions: [],
    });
    expect((await get('/axons/broken')).body).toMatchObject({ waits: ['no spec'], conditions: [CONDITION] });
    expect((await get('/axons/broken/specs/h')).body).toEqual({ error: 'the loop of broken is not open: no spec' });
  });

  test('journal and specs, by which a reader replays the loop', async () => {
    const lines = (await (await fetch(`${server.url}/axons/test/journal`)).text()).trim().split('\n');
    const [first] = lines.map((line) => JSON.parse(line) as { type: string; hash: string; seq: number });
    expect(first).toMatchObject({ seq: 1, type: 'AxonApplied' });
    expect((await get('/axons/test')).body).toMatchObject({ seq: lines.length });
    expect(await (await fetch(`${server.url}/axons/test/journal?after=${lines.length}`)).text()).toBe('');
    expect((await get(`/axons/test/specs/${first!.hash}`)).body).toEqual(
      JSON.parse(JSON.stringify(lived.axon(first!.hash).spec)),
    );
    expect((await get('/axons/test/specs/other')).status).toBe(404);
  });

  test('no axon as absent before it has heard which there are: whoever calls comes again', async () => {
    heard = false;
    const error = 'this runtime leads, and has not heard yet which axons there are';
    expect(await get('/axons')).toEqual({ status: 503, body: { error } });
    expect(await post('/axons/test/triggers/again/now')).toEqual({ status: 503, body: { error } });
    expect(await post('/axons/test/metrics', { metrics: [] })).toEqual({ status: 503, body: { error } });
    expect(await get('/ready')).toEqual({ status: 503, body: { status: 'not ready', reason: error } });
    expect((await get('/health')).status).toBe(200);
  });

  test('nothing while another leads, but which one does', async () => {
    leads = false;
    const expected = {
      status: 503,
      body: { error: 'this runtime does not lead, myelin-runtime-2 does', leader: 'myelin-runtime-2' },
    };
    expect(await get('/axons')).toEqual(expected);
    expect(await get('/axons/test')).toEqual(expected);
    expect(await post('/axons/test/triggers/again/now')).toEqual(expected);
    expect((await get('/ready')).status).toBe(503);
    expect((await get('/health')).status).toBe(200);
  });
});

describe('a trigger', () => {
  const call = (body: unknown, key = 'k1') => post('/axons/test/triggers/again/now', body, { 'idempotency-key': key });

  test('is answered once it is durable, and says when it had come before', async () => {
    expect(await call({ wanted: true })).toEqual({ status: 202, body: { id: 'k1' } });
    expect(lived.entries('EventReceived').at(-1)).toMatchObject({ sensor: 'again', event: { id: 'k1' } });
    expect(await call({ wanted: true })).toEqual({ status: 200, body: { id: 'k1', duplicate: true } });
  });

  test('that the filter keeps out is told so', async () => {
    const { status, body } = await call({ wanted: false });
    expect(status).toBe(409);
    expect(body['error']).toContain('is false');
  });

  test('that could not be made durable is to be sent again', async () => {
    lived.ended = true;
    expect(await call({})).toEqual({
      status: 503,
      body: { error: 'the event could not be made durable: send it again' },
    });
  });

  test('with auth opens by a mounted Secret, as soon as it is there', async () => {
    const knock = (token: string) => post('/axons/test/triggers/shut/now', {}, { authorization: `Bearer ${token}` });
    expect(await knock('t0ken')).toEqual({
      status: 503,
      body: {
        error:
          'trigger shut/now is shut: nobody has given secret hooks, key token; ' +
          'the runtime reads it once hooks is among the secrets that it was installed with',
      },
    });
    mkdirSync(join(folder, 'hooks'));
    writeFileSync(join(folder, 'hooks', 'token'), 't0ken\n');
    expect((await knock('t0kem')).status).toBe(401);
    expect((await knock('t0ken')).status).toBe(202);
  });
});

describe('a process', () => {
  const report = { metrics: [{ name: 'accuracy', value: 0.9 }], source: { task: 'Other' } };

  test('reports as who it is', async () => {
    expect((await post('/axons/test/metrics', report)).status).toBe(204);
    expect(metrics.of(session).reported.registry.samples()).toMatchObject([
      { name: 'accuracy', labels: { task: 'T' } },
    ]);
  });

  test('that serves reports for the deployer of its version, and one of no version that is known for nobody', async () => {
    lived.succeed('T');
    const [version] = lived.loop.state.deployers.get('d')!.versions;
    const serving = { task: 'D', model: 'm', backend: 'b' };
    answer = () => Promise.resolve({ ok: true, who: () => ({ ...serving, version: version!.name }) });
    expect((await post('/axons/test/metrics', report)).status).toBe(204);
    answer = () => Promise.resolve({ ok: true, who: () => ({ ...serving, version: 'gone' }) });
    expect((await post('/axons/test/metrics', report)).status).toBe(204);
    const labels = metrics
      .of(session)
      .reported.registry.samples()
      .map((one) => one.labels);
    expect(labels).toEqual([
      {
        axon: 'test',
        newest: 'false',
        source: 'serving',
        deployer: 'd',
        version: version!.name,
        model: 'm',
        backend: 'b',
      },
    ]);
  });

  test('that may not speak for the axon is refused with the reason', async () => {
    answer = () => Promise.resolve({ ok: false, reason: 'pod p is of axon fraud, not of test' });
    expect(await post('/axons/test/metrics', report)).toEqual({
      status: 401,
      body: { error: 'pod p is of axon fraud, not of test' },
    });
  });

  test('that cannot be verified is to come back', async () => {
    answer = () => Promise.reject(new KubeError(0, 'Unreachable', 'connect ECONNREFUSED'));
    expect(await get('/axons/test/tasks/T')).toEqual({
      status: 503,
      body: { error: 'who asks cannot be verified now: connect ECONNREFUSED' },
    });
  });

  test('finds what a task left', async () => {
    expect((await get('/axons/test/tasks/T')).status).toBe(404);
    lived.succeed('T');
    const { body } = await get('/axons/test/tasks/T');
    expect(body).toEqual({
      task: 'T',
      data_path: expect.stringMatching(/^\/data\/.+\/$/),
      model_path: expect.stringMatching(/^\/models\/.+\/$/),
    });
  });
});

describe('a command', () => {
  test('is in the journal when it is answered', async () => {
    expect(await post('/axons/test/pause?sensor=again')).toEqual({ status: 200, body: { ok: true } });
    expect(lived.entries('Paused')).toMatchObject([{ sensor: 'again' }]);
  });

  test.each([
    ['pause?sensor=agian', 'there is no sensor agian, did you mean again'],
    ['stop', 'an axon ends with its objects: myelin delete test, or kubectl delete what was applied'],
  ])('%s is refused', async (path, error) => {
    expect(await post(`/axons/test/${path}`)).toEqual({ status: 409, body: { error } });
  });

  test('to roll back and to promote is answered with what follows, or why nothing does', async () => {
    lived.succeed('T');
    lived.serve();
    const asked = (verb: string, query: string) => post(`/axons/test/${verb}?${query}`);
    expect(await asked('rollback', 'deployer=d&by=ada')).toEqual({
      status: 409,
      body: { error: 'd has no version before 1 to go back to; to start nothing more: myelin pause test' },
    });
    lived.call('again', 'now', 'second', { wanted: true });
    lived.succeed('T');
    lived.serve();
    expect(await asked('rollback', 'deployer=d&by=ada&reason=it+is+slow')).toEqual({
      status: 200,
      body: { ok: true, news: 'version 1 of d answers in place of version 2' },
    });
    expect(lived.entries('RolledBack')).toMatchObject([{ by: 'ada', reason: 'asked by ada: it is slow' }]);
    expect(await asked('promote', 'deployer=d&version=2')).toEqual({
      status: 200,
      body: { ok: true, news: 'version 2 of d comes up again, and answers everything once it is ready' },
    });
    expect(await asked('promote', 'deployer=d&version=2')).toMatchObject({
      body: { news: 'version 2 of d comes up again already' },
    });
    expect(lived.entries('PromotionStarted')).toMatchObject([{ by: 'an operator' }]);
    expect(await asked('rollback', '')).toEqual({
      status: 400,
      body: { error: 'say of which deployer: ?deployer=NAME' },
    });
    expect(await asked('rollback', `deployer=d&reason=${'x'.repeat(501)}`)).toEqual({
      status: 400,
      body: { error: 'a reason has at most 500 characters, got 501' },
    });
  });

  test('that could not be made durable is to be given again', async () => {
    lived.succeed('T');
    lived.serve();
    lived.call('again', 'now', 'second', { wanted: true });
    lived.succeed('T');
    lived.serve();
    lived.ended = true;
    expect(await post('/axons/test/rollback?deployer=d')).toEqual({
      status: 503,
      body: { error: 'the command could not be made durable: give it again' },
    });
  });

  test('to submit a document is refused with what to do', async () => {
    expect(await post('/axons', 'kind: Axon')).toEqual({
      status: 409,
      body: {
        error:
          'an axon comes into a cluster by its manifests, not by its document: myelin synth axon.yaml | kubectl apply -f -',
      },
    });
  });
});

describe('the ports of the runtime', () => {
  test('operators are answered on loopback alone, and each port answers its own askers', async () => {
    const servers = await startRuntimeServers(control, [() => '# TYPE a gauge\na 1\n'], {
      processes: 0,
      metrics: 0,
      operators: 0,
    });
    const { processes, metrics: scraped, operators } = servers.ports;
    const status = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect([
      await status(processes, '/ready'),
      await status(scraped, '/ready'),
      await status(operators, '/ready'),
    ]).toEqual([200, 404, 404]);
    expect([
      await status(processes, '/axons'),
      await status(scraped, '/axons'),
      await status(operators, '/axons'),
    ]).toEqual([404, 404, 200]);
    expect([await status(processes, '/metrics'), await status(scraped, '/metrics')]).toEqual([404, 200]);
    const own = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.internal === false && one.family === 'IPv4');
    if (own !== undefined) {
      expect((await fetch(`http://${own.address}:${processes}/health`)).status).toBe(200);
      await expect(fetch(`http://${own.address}:${operators}/axons`)).rejects.toThrow();
    }
    await servers.close();
  });
});
