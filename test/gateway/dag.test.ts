import type { DagNode, Route } from '../../lib/spec/axon';
import { runRoute, type CallNode } from '../../lib/gateway/dag';
import { graph, model, node, route } from './graphs';
import { at, Harness, served } from './harness';

const diamond: Route = route(
  '/predict',
  node('A'),
  node('B', '/predict', { dependencies: [0] }),
  node('C', '/predict', { dependencies: [0], includeInput: true }),
  node('D', '/predict', { dependencies: [1, 2] }),
);

const answering =
  (answers: Record<string, string>, asked: Record<string, string> = {}): CallNode =>
  (one, payload) => {
    asked[one.model] = payload;
    return Promise.resolve({ body: Buffer.from(answers[one.model]!) });
  };

describe('a route of several nodes', () => {
  test('gives each node what it depends on, and answers with the sink’s', async () => {
    const asked: Record<string, string> = {};
    const answers = { A: '{"a":1.50}', B: '[2]', C: 'plain "text"', D: '"done"' };
    const answer = await runRoute(diamond, '{"in":0}', answering(answers, asked));
    expect(answer.body.toString()).toBe('"done"');
    expect(asked).toEqual({
      A: '{"in":0}',
      B: '{"A":{"a":1.50}}',
      C: '{"A":{"a":1.50},"INPUT":{"in":0}}',
      D: '{"B":[2],"C":"plain \\"text\\""}',
    });
  });

  test('asks nodes that do not wait for each other at once', async () => {
    const running = new Set<string>();
    const together: string[][] = [];
    const call: CallNode = async (one) => {
      running.add(one.model);
      await new Promise((resolve) => setImmediate(resolve));
      together.push([...running].sort());
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(one.model);
      return { body: Buffer.from('1') };
    };
    await runRoute(diamond, '{}', call);
    expect(together).toEqual([['A'], ['B', 'C'], ['B', 'C'], ['D']]);
  });

  test('fails with the first node that fails, cancels the others and never asks the sink', async () => {
    const asked: string[] = [];
    const cancelled: string[] = [];
    const call: CallNode = (one: DagNode, _, signal) => {
      asked.push(one.model);
      if (one.model === 'A') return Promise.resolve({ body: Buffer.from('1') });
      if (one.model === 'B') return Promise.reject(new Error('B broke'));
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          cancelled.push(one.model);
          reject(new Error('cancelled'));
        }),
      );
    };
    await expect(runRoute(diamond, '{}', call)).rejects.toThrow('B broke');
    expect({ asked, cancelled }).toEqual({ asked: ['A', 'B', 'C'], cancelled: ['C'] });
  });

  test('is given up when the caller hangs up', async () => {
    const caller = new AbortController();
    const call: CallNode = (_, __, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('gave up'))));
    const running = runRoute(route('/x', node('A')), '{}', call, caller.signal);
    caller.abort();
    await expect(running).rejects.toThrow('gave up');
  });
});

describe('over HTTP', () => {
  let it: Harness;
  beforeEach(() => (it = new Harness()));
  afterEach(() => it.close());

  const chain = graph({
    models: ['pixels', 'words', 'judge'].map((name) => model(name, ['only'])),
    routes: [
      route(
        '/predict',
        node('pixels'),
        node('words', '/classify'),
        node('judge', '/predict', { dependencies: [0, 1], includeInput: true }),
      ),
    ],
  });

  test('each backend is asked in its own wire form and the id names all of them', async () => {
    const pixels = await it.model('pixels', () => ({ body: { data: { ndarray: [1] } } }));
    const words = await it.model('words', () => ({ body: { label: 'cat' } }));
    const judge = await it.model('judge', () => ({ body: { verdict: 'cat', meta: { tags: { sure: true } } } }));
    it.serve(
      chain,
      served('v1', 12, [
        at(pixels, 'pixels', 'only'),
        at(words, 'words', 'only', { endpointRestType: 'Json' }),
        at(judge, 'judge', 'only'),
      ]),
    );
    const answer = await it.post('/serve/digits/digits/predict', { q: 'what is it' });
    expect(pixels.seen).toMatchObject([{ form: 'multipart', path: '/predict', json: { q: 'what is it' } }]);
    expect(words.seen).toMatchObject([{ form: 'application/json', path: '/classify', json: { q: 'what is it' } }]);
    expect(judge.seen[0]).toMatchObject({
      form: 'multipart',
      json: { pixels: { data: { ndarray: [1] } }, words: { label: 'cat' }, INPUT: { q: 'what is it' } },
    });
    const id = answer.headers['myelin-prediction-id'];
    expect(id).toMatch(/\.v1\.0-0-0$/);
    expect(answer.json).toEqual({ verdict: 'cat', meta: { tags: { sure: true }, puid: id } });
  });

  test('a failure names the node in the middle', async () => {
    const fine = await it.model('fine');
    const broken = await it.model('broken', () => ({ status: 503, body: { error: 'loading' } }));
    it.serve(
      chain,
      served('v1', 1, [at(fine, 'pixels', 'only'), at(broken, 'words', 'only'), at(fine, 'judge', 'only')]),
    );
    expect(await it.post('/serve/digits/digits/predict', {})).toMatchObject({
      status: 502,
      json: { error: 'model words answered 503', node: 'words', backend: 'only', version: 'v1', status: 503 },
    });
  });

  test('fullPath asks a model outside the axon, as a form unless told otherwise', async () => {
    const outside = await it.model('outside', () => ({ body: { outside: true } }));
    const inside = await it.model('inside');
    const mixed = graph({
      routes: [
        route(
          '/predict',
          node('elsewhere', '/', { fullPath: `${outside.address}v1/ask` }),
          node('digits', '/predict', { dependencies: [0] }),
        ),
      ],
    });
    it.serve(mixed, served('v1', 1, [at(inside)]));
    const answer = await it.post('/serve/digits/digits/predict', {});
    expect(outside.seen).toMatchObject([{ path: '/v1/ask', form: 'multipart' }]);
    expect(inside.seen[0]!.json).toEqual({ elsewhere: { outside: true } });
    expect(answer.headers['myelin-prediction-id']).toMatch(/\.v1\.0$/);
  });

  test('a failing model outside says where it is', async () => {
    const outside = await it.model('outside', () => ({ status: 404, body: {} }));
    const fullPath = `${outside.address}nowhere`;
    const inside = await it.model('inside');
    it.serve(
      graph({ routes: [route('/predict', node('elsewhere', '/', { fullPath }))] }),
      served('v1', 1, [at(inside)]),
    );
    expect((await it.post('/serve/digits/digits/predict', {})).json).toMatchObject({
      node: 'elsewhere',
      fullPath,
      status: 404,
    });
  });
});
