import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { prometheus } from '../../../lib/runtime/alerts/prometheus';

let server: Server;
let address: string;
let answer: { status: number; body: string } | 'nothing';
let received: string;
beforeEach(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received = `${request.method} ${request.url} ${body}`;
      if (answer !== 'nothing') response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const says = (status: number, body: unknown) =>
  (answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) });
const ask = (timeout = 2000) => prometheus(`${address}/prefix/`)('up > 0', { timeout, at: 1500 });

test('a query is asked below the address, with its time', async () => {
  says(200, {
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: { a: '1' }, value: [1.5, '-Inf'] }] },
  });
  expect(await ask()).toEqual({ kind: 'vector', samples: [{ labels: { a: '1' }, value: -Infinity }] });
  expect(received).toBe('POST /prefix/api/v1/query query=up+%3E+0&timeout=2000ms&time=1.5');
});

test.each([
  [200, { status: 'success', data: { resultType: 'scalar', result: [1.5, '2'] } }, { kind: 'scalar', value: 2 }],
  [
    200,
    { status: 'success', data: { resultType: 'matrix', result: [] } },
    { kind: 'error', message: 'a matrix is no condition' },
  ],
  [422, { status: 'error', errorType: 'execution', error: 'many-to-many' }, { kind: 'error', message: 'many-to-many' }],
  [400, { status: 'error', errorType: 'bad_data', error: 'parse error' }, { kind: 'error', message: 'parse error' }],
])('%i is an answer', async (status, body, expected) => {
  says(status, body);
  expect(await ask()).toEqual(expected);
});

test.each([
  [503, { status: 'error', errorType: 'timeout', error: 'query timed out' }, 'answers 503: query timed out'],
  [502, '<html>', 'answers 502: no answer of a Prometheus'],
  [200, '<html>', 'answers 200: no answer of a Prometheus'],
  [200, 'null', 'answers 200: no answer of a Prometheus'],
  [200, '{"status":"success","data":{}}', 'answers 200: no answer of a Prometheus'],
  [200, '{"status":"success"}', 'answers 200: no answer of a Prometheus'],
  [200, '{"status":"success","data":{"resultType":"scalar"}}', 'answers 200: no answer of a Prometheus'],
  [
    200,
    '{"status":"success","data":{"resultType":"vector","result":[null]}}',
    'answers 200: no answer of a Prometheus',
  ],
  [
    200,
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}',
    'answers 200: no answer of a Prometheus',
  ],
])('%i with %j says nothing of the condition', async (status, body, message) => {
  says(status, body);
  await expect(ask()).rejects.toMatchObject({ name: 'PrometheusAway', message: expect.stringContaining(message) });
});

test('one that takes too long, or is not there, is away', async () => {
  answer = 'nothing';
  await expect(ask(50)).rejects.toMatchObject({
    name: 'PrometheusAway',
    message: `${address}/prefix/ does not answer: not within 50 ms`,
  });
  await new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining('ECONNREFUSED') });
});

test('a name and password in the address are sent, and are in no reason', async () => {
  let authorization: string | undefined;
  server.prependListener('request', ({ headers }) => (authorization = headers.authorization));
  says(502, '');
  const asked = prometheus(address.replace('//', '//ada:pass@'))('up', { timeout: 2000 });
  await expect(asked).rejects.toMatchObject({ message: `${address}/ answers 502: no answer of a Prometheus` });
  expect(authorization).toBe(`Basic ${Buffer.from('ada:pass').toString('base64')}`);
});
