import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gatewayListener } from '../../lib/gateway/listener';
import { graph } from './graphs';
import { at, Harness, served } from './harness';

let it: Harness;
let server: http.Server;
let base: string;
beforeEach(async () => {
  it = new Harness({ bodyLimit: 1000 });
  const listener = gatewayListener(it.gateway);
  server = http.createServer((request, response) => {
    if (!listener(request, response)) response.writeHead(200).end('not the gateway');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  await it.close();
});

test('requests below the prefix are the gateway’s, all others are not', async () => {
  const mlp = await it.model('mlp');
  it.serve(graph(), served('v1', 1, [at(mlp)]));
  const answer = await fetch(`${base}/serve/digits/digits/predict`, { method: 'POST', body: '{"a":1}' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Myelin-Prediction-Id')).toMatch(/\.v1\.0$/);
  expect(await answer.json()).toMatchObject({ from: 'mlp' });
  for (const path of ['/', '/served', '/axons/digits']) {
    expect(await (await fetch(base + path)).text()).toBe('not the gateway');
  }
});

test('forms, urlencoded and multipart, are read from the wire', async () => {
  const mlp = await it.model('mlp');
  it.serve(graph(), served('v1', 1, [at(mlp)]));
  const form = new FormData();
  form.set('json', '{"n":1}');
  for (const body of [form, new URLSearchParams({ json: '{"n":1}' })]) {
    expect((await fetch(`${base}/serve/digits/digits/predict`, { method: 'POST', body })).status).toBe(200);
  }
  expect(mlp.seen.map(({ json }) => json)).toEqual([{ n: 1 }, { n: 1 }]);
});

test.each([
  ['with a length', (text: string) => text],
  ['in chunks', (text: string) => new Blob([text]).stream()],
])('a body beyond the limit %s is answered 413', async (_, body) => {
  it.serve(graph());
  const answer = await fetch(`${base}/serve/digits/digits/predict`, {
    method: 'POST',
    body: body('1'.repeat(3_000_000)),
    duplex: 'half',
  } as RequestInit);
  expect(answer.status).toBe(413);
  expect(await answer.json()).toEqual({ error: 'the body is longer than 1000 bytes' });
});

test('a caller that hangs up ends the call of the model', async () => {
  let arrived: () => void;
  const asked = new Promise<void>((resolve) => (arrived = resolve));
  const mlp = await it.model('mlp', () => {
    arrived();
    return new Promise(() => undefined);
  });
  it.serve(graph(), served('v1', 1, [at(mlp)]));
  const caller = new AbortController();
  const call = fetch(`${base}/serve/digits/digits/predict`, { method: 'POST', body: '{}', signal: caller.signal });
  await asked;
  caller.abort();
  await expect(call).rejects.toThrow();
  for (let n = 0; !(await it.gateway.metrics()).includes('code="502"'); n++) {
    if (n === 200) throw new Error('the call of the model was not given up');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
});
