import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayServer } from '../../lib/gateway/gateway-server';
import { serveVersion, startGateway } from '../../lib/gateway/main';
import { readSettings } from '../../lib/gateway/settings';
import { ownChoices, versionGateway } from '../../lib/gateway/version-gateway';
import type { ModelGraph } from '../../lib/spec/axon';
import { versionBackendName, versionGatewayName, versionModelName } from '../../lib/spec/derive/names';
import { loadAxons } from '../../lib/spec/load';
import { backend, graph, model, node, route, split, toBackends } from './graphs';
import { modelServer, type ModelAnswer, type ModelServer, type Seen } from './model-server';

/** The gateways of versions of the deployer `digits`, each with servers in the place of the Services that it asks. */

const NEW = 'digits-0000000b';
const OLD = 'digits-0000000a';

const two = graph({
  rollout: [split(0, 10, 1, 90)],
  models: [
    model(
      'digits',
      ['a', 'b'],
      [{ ...toBackends({ b: 1 }), match: { query: { trial: '1' } } }, toBackends({ a: 70, b: 30 })],
    ),
  ],
});

let services: Map<string, string>;
let servers: { close(): Promise<void> }[];
beforeEach(() => ((services = new Map()), (servers = [])));
afterEach(async () => void (await Promise.all(servers.map((server) => server.close()))));

const address = (service: string) => services.get(service) ?? `http://${service}.invalid/`;

async function service(name: string, behave?: (seen: Seen) => ModelAnswer): Promise<ModelServer> {
  const server = await modelServer(name, behave);
  servers.push(server);
  services.set(name, server.address);
  return server;
}

async function gateway(version: string, meshed: boolean, of: ModelGraph = two): Promise<GatewayServer> {
  const served = { axon: 'x', deployer: 'digits', version, number: 1, graph: of, meshed, address };
  const server = await GatewayServer.start(versionGateway(served), { port: 0, metricsPort: 0, hostname: '127.0.0.1' });
  servers.push({ close: () => server.drain() });
  services.set(versionGatewayName('x', version), `http://127.0.0.1:${server.port}/`);
  return server;
}

async function post(
  server: GatewayServer,
  path: string,
  body: unknown = { n: 1 },
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of many shapes
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as any };
}

const modelName = versionModelName('x', NEW, 'digits');
const backendName = (name: string, version = NEW) => versionBackendName('x', version, 'digits', name);

describe('in a mesh', () => {
  const byMesh = (name: string) => (): ModelAnswer => ({ body: { from: name }, headers: { 'x-myelin-backend': name } });

  test('the model is asked with the rule that is for the request, and the answer tells the backend', async () => {
    const digits = await service(modelName, byMesh('b'));
    const server = await gateway(NEW, true);
    const answer = await post(server, '/predict');
    expect(answer).toMatchObject({ status: 200, json: { from: 'b' } });
    expect(answer.headers.get('myelin-prediction-id')).toMatch(/^[\w-]{11}\.0000000b\.1$/);
    expect((await post(server, '/predict?trial=1')).status).toBe(200);
    expect(digits.seen.map(({ path, headers }) => [path, headers['x-myelin-rule']])).toEqual([
      ['/predict', '1'],
      ['/predict', '0'],
    ]);
  });

  test('feedback goes to the backend that answered, past all rules', async () => {
    const [a, b] = [await service(backendName('a')), await service(backendName('b'))];
    await service(modelName, byMesh('b'));
    const server = await gateway(NEW, true);
    const prediction = await post(server, '/predict');
    const feedback = await post(server, '/send-feedback', { response: prediction.json, reward: 1 });
    expect(feedback.headers.get('myelin-feedback')).toBe('attributed');
    expect([a.seen.length, b.seen.length]).toEqual([0, 1]);
  });

  test('feedback is heard once, by a model too that dies of it', async () => {
    let heard = 0;
    const dying = http.createServer((request, response) => {
      heard += 1;
      if (heard === 2) request.socket.destroy();
      else response.end('{}');
    });
    await new Promise<void>((resolve) => dying.listen(0, '127.0.0.1', resolve));
    services.set(modelName, `http://127.0.0.1:${(dying.address() as AddressInfo).port}/`);
    const server = await gateway(NEW, true);
    const statuses = [];
    for (let n = 0; n < 2; n++) statuses.push((await post(server, '/send-feedback', { reward: 1 })).status);
    expect([statuses, heard]).toEqual([[200, 502], 2]);
    dying.closeAllConnections();
    dying.close();
  });

  test('feedback that reached another version goes to the one that answered, once', async () => {
    await service(versionModelName('x', OLD, 'digits'), byMesh('a'));
    const a = await service(backendName('a', OLD));
    const [young, old] = [await gateway(NEW, true), await gateway(OLD, true)];
    const prediction = await post(old, '/predict');
    const id = prediction.headers.get('myelin-prediction-id')!;
    const feedback = await post(young, '/send-feedback', { reward: 1 }, { 'myelin-prediction-id': id });
    expect(feedback.status).toBe(200);
    expect(feedback.headers.get('myelin-feedback')).toBe('attributed');
    expect(a.seen.map(({ json }) => json)).toEqual([{ reward: 1 }]);
    const counted = async (server: GatewayServer) =>
      (await (await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`)).text())
        .split('\n')
        .filter((line) => line.startsWith('myelin_gateway_requests_total{') && line.includes('send-feedback'));
    expect(await counted(young)).toEqual([]);
    expect(await counted(old)).toHaveLength(1);
    const again = { 'myelin-prediction-id': id, 'x-myelin-forwarded': OLD };
    expect((await post(young, '/send-feedback', { reward: 1 }, again)).status).toBe(410);
  });

  test('feedback for a version that is gone is 410', async () => {
    const server = await gateway(NEW, true);
    const id = 'AAAAAAAAAAA.0000000a.0';
    expect(await post(server, '/send-feedback', { reward: 1 }, { 'myelin-prediction-id': id })).toMatchObject({
      status: 410,
      json: { error: `the prediction came from version ${OLD} of digits, which does not serve any more`, version: OLD },
    });
  });

  test('a model whose backends are asked in two forms is split here, since the form goes by the backend', async () => {
    const [a, b] = [await service(backendName('a')), await service(backendName('b'))];
    const mixed = { ...model('digits', []), backends: [backend('a', 'Json'), backend('b', 'Multipart')] };
    const server = await gateway(NEW, true, graph({ models: [mixed] }));
    for (const _ of [1, 2]) await post(server, '/predict');
    expect([...a.seen, ...b.seen].map(({ form }) => form)).toEqual(['application/json', 'multipart']);
  });
});

describe('without a mesh', () => {
  test('the gateway splits between backends itself', async () => {
    const [a, b] = [await service(backendName('a')), await service(backendName('b'))];
    const server = await gateway(NEW, false);
    for (let n = 0; n < 10; n++) await post(server, '/predict');
    expect([a.seen.length, b.seen.length]).toEqual([7, 3]);
    await post(server, '/predict?trial=1');
    expect(b.seen.at(-1)!.headers).not.toHaveProperty('x-myelin-rule');
    expect(b.seen.length).toBe(4);
  });

  test('a backend that takes no connections gives its share to the others until it does, and none is left out where none does', async () => {
    const [a, b] = [await service(backendName('a')), await service(backendName('b'))];
    const served = { axon: 'x', deployer: 'digits', version: NEW, number: 1, graph: two, meshed: false, address };
    const server = await serveVersion({ ...served, port: 0, metricsPort: 0, hostname: '127.0.0.1' });
    servers.push({ close: () => server.drain() });
    const ready = async () => {
      const health = await fetch(`http://127.0.0.1:${server.port}/health`);
      const { versions } = (await health.json()) as { versions: { backends: { ready: boolean }[] }[] };
      return versions[0]!.backends.map((one) => one.ready);
    };
    const until = async (wanted: readonly boolean[]) => {
      while (JSON.stringify(await ready()) !== JSON.stringify(wanted)) await sleep(50);
    };
    expect(await ready()).toEqual([true, true]);
    await a.close();
    await until([false, true]);
    for (let n = 0; n < 5; n++) expect((await post(server, '/predict')).status).toBe(200);
    expect(b.seen).toHaveLength(5);
    await a.listen();
    await until([true, true]);
    await Promise.all([a.close(), b.close()]);
    // Whoever asks then is told whom nobody reaches.
    await sleep(2500);
    expect(await ready()).toEqual([true, true]);
    expect((await post(server, '/predict')).status).toBe(502);
  }, 30_000);

  test('only where the gateway chooses itself it looks which backends take connections', () => {
    const served = { axon: 'x', deployer: 'digits', version: NEW, number: 1, graph: two, address };
    expect(ownChoices({ ...served, meshed: false })).toEqual([address(backendName('a')), address(backendName('b'))]);
    expect(ownChoices({ ...served, meshed: true })).toEqual([]);
    const alone = graph({ models: [model('digits', ['a'])] });
    expect(ownChoices({ ...served, meshed: false, graph: alone })).toEqual([]);
  });
});

describe('addresses at the root', () => {
  test('are those of the version, whatever the rollout says', async () => {
    const [a] = [await service(backendName('a')), await service(backendName('b'))];
    const server = await gateway(NEW, false);
    expect((await post(server, `/versions/${NEW}/predict`)).json.from).toBe(backendName('a'));
    expect((await post(server, `/versions/${NEW}/models/digits/a/x?y=1`)).status).toBe(200);
    expect(a.seen.at(-1)!.path).toBe('/x?y=1');
  });

  test('of another version are handed on, of one that is gone are 410, of none are 404', async () => {
    await service(backendName('a', OLD));
    await service(backendName('b', OLD));
    const [young] = [await gateway(NEW, false), await gateway(OLD, false)];
    const answer = await post(young, `/versions/${OLD}/predict`);
    expect(answer.json.from).toBe(backendName('a', OLD));
    expect(answer.headers.get('myelin-prediction-id')).toMatch(/\.0000000a\.0$/);
    expect(await post(young, '/versions/digits-00000009/predict')).toMatchObject({
      status: 410,
      json: { error: 'version digits-00000009 of digits is gone: another version has taken its place' },
    });
    expect((await post(young, '/versions/digits-older/predict')).status).toBe(404);
    expect((await post(young, '/x/digits/predict')).status).toBe(404);
  });

  test('/health tells of the version, or is the axon’s where it has such a route', async () => {
    const server = await gateway(NEW, true);
    const answer = await fetch(`http://127.0.0.1:${server.port}/health`);
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { deployer: 'digits', versions: [{ name: NEW }] },
    ]);
    const own = await gateway(OLD, true, graph({ routes: [route('/health', node('digits'))] }));
    expect((await fetch(`http://127.0.0.1:${own.port}/health`)).status).toBe(405);
    expect((await fetch(`http://127.0.0.1:${own.metricsPort}/health`)).status).toBe(200);
  });
});

test('a gateway that ends answers what has begun, and ends connections that stand idle', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow = await modelServer('slow', () => held.then(() => ({ body: { late: true } })));
  servers.push(slow);
  services.set(modelName, slow.address);
  const server = await gateway(NEW, true);
  const { port } = server;
  const agent = new http.Agent({ keepAlive: true });
  const ask = (path: string, method = 'GET') =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path, method, agent }, resolve);
      request.on('error', reject);
      request.end('{}');
    });
  const idle = await ask('/health');
  idle.resume();
  const begun = ask('/predict', 'POST');
  while (slow.seen.length === 0) await sleep(5);
  const drained = server.drain();
  expect(await Promise.race([drained.then(() => 'ended'), sleep(50, 'waits')])).toBe('waits');
  release();
  const answer = await begun;
  answer.resume();
  expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close']);
  await drained;
  await expect(ask('/health')).rejects.toThrow(/ECONNREFUSED/);
  agent.destroy();
});

test.each([
  ['OPTIONS', '*'],
  ['GET', 'http://elsewhere/predict'],
])('%s %s is answered, and keeps nobody from draining', async (method, path) => {
  const server = await GatewayServer.start(
    versionGateway({ axon: 'x', deployer: 'digits', version: NEW, number: 1, graph: two, meshed: true, address }),
    { port: 0, metricsPort: 0, hostname: '127.0.0.1' },
  );
  const asked = http.request({ port: server.port, host: '127.0.0.1', method, path, agent: false, timeout: 2000 });
  const status = new Promise((resolve, reject) => {
    asked.on('response', (answer) => resolve(answer.resume().statusCode));
    asked.on('timeout', () => asked.destroy(new Error('nobody answers')));
    asked.on('error', reject);
  });
  asked.end();
  expect(await status).toBe(404);
  await server.drain();
});

describe('the environment of a gateway', () => {
  let folder: string;
  const file = () => join(folder, 'axon.json');
  const variables = () => ({
    MYELIN_AXON: 'by-hand',
    MYELIN_DEPLOYER: 'api',
    MYELIN_VERSION: 'api-0000000a',
    MYELIN_VERSION_NUMBER: '3',
    MYELIN_SPEC: file(),
    MYELIN_MESH: 'istio',
    PORT: '0',
    MYELIN_METRICS_PORT: '0',
  });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-'));
    const text = await readFile('test/fixtures/by-hand/axon.yaml', 'utf8');
    await writeFile(file(), JSON.stringify(loadAxons(text, { file: 'axon.yaml' }).axons[0]!.axon!.spec));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('makes the gateway of the version', async () => {
    const server = await startGateway(variables());
    const health = await fetch(`http://127.0.0.1:${server.port}/health`);
    expect(await health.json()).toMatchObject({
      axon: 'by-hand',
      deployer: 'api',
      versions: [{ name: 'api-0000000a', number: 3 }],
    });
    await server.drain();
  });

  test('is told by its resolver where names of the namespace end', async () => {
    const resolver = join(folder, 'resolv.conf');
    await writeFile(
      resolver,
      'nameserver 10.96.0.10\nsearch team.svc.cluster.local svc.cluster.local\noptions ndots:5\n',
    );
    expect(await readSettings(variables(), resolver)).toMatchObject({ domain: 'team.svc.cluster.local' });
    await writeFile(resolver, 'search example.com\n');
    expect(await readSettings(variables(), resolver)).not.toHaveProperty('domain');
  });

  test.each([
    [
      { MYELIN_VERSION: '' },
      'MYELIN_VERSION is not set: it is the name of the version, which the runtime gives to its copy',
    ],
    [{ MYELIN_VERSION_NUMBER: 'x' }, 'MYELIN_VERSION_NUMBER must be a whole number, got x'],
    [{ MYELIN_DEPLOYER: 'web' }, 'MYELIN_DEPLOYER: by-hand has no deployer web, it has api'],
    [{ MYELIN_MESH: 'linkerd' }, 'MYELIN_MESH must be one of istio, gateway-api and none, got linkerd'],
    [{ MYELIN_SPEC: '/nowhere.json' }, /^MYELIN_SPEC: \/nowhere\.json cannot be read: ENOENT/],
  ])('with %j is refused', async (change, message) => {
    await expect(readSettings({ ...variables(), ...change })).rejects.toThrow(message);
  });
});

test.each(['//', '//predict', '//elsewhere/predict', '///'])(
  '%s is the path that it says, and not the address of another server',
  async (url) => {
    const gateway = versionGateway({
      axon: 'x',
      deployer: 'digits',
      version: NEW,
      number: 1,
      graph: two,
      meshed: true,
    });
    const { status, body } = await gateway.handle({ method: 'POST', url, headers: {}, body: Buffer.from('{}') });
    gateway.close();
    expect([status, JSON.parse(String(body)).error]).toEqual([
      404,
      expect.stringContaining(`digits has no route ${url}`),
    ]);
  },
);
