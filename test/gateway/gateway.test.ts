import { graph, model, node, route, split, toBackends } from './graphs';
import { at, Harness, served } from './harness';

let it: Harness;
beforeEach(() => (it = new Harness({ timeout: 5000 })));
afterEach(() => it.close());

const tally = (names: readonly string[]) =>
  names.reduce<Record<string, number>>((counts, name) => ({ ...counts, [name]: (counts[name] ?? 0) + 1 }), {});

describe('a request on a route', () => {
  test('reaches the model as the form field json and comes back with an id', async () => {
    const mlp = await it.model('mlp', () => ({ body: { data: { ndarray: [[7]] } } }));
    it.serve(graph(), served('digits-a1', 4, [at(mlp)]));
    const answer = await it.post('/serve/digits/digits/predict', { data: { ndarray: [[1, 2]] } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(mlp.seen).toMatchObject([
      { method: 'POST', path: '/predict', form: 'multipart', json: { data: { ndarray: [[1, 2]] } } },
    ]);
    const id = answer.headers['myelin-prediction-id'];
    expect(id).toMatch(/^[\w-]{11}\.a1\.0$/);
    expect(answer.json).toEqual({ data: { ndarray: [[7]] }, meta: { puid: id } });
  });

  test('reaches a Json model as the body, with every digit as it was sent', async () => {
    const mlp = await it.model('mlp', () => ({ text: '{"sum": 1.0, "id": 12345678901234567890}' }));
    it.serve(graph(), served('v1', 1, [at(mlp, 'digits', 'mlp', { endpointRestType: 'Json' })]));
    const answer = await it.post('/serve/digits/digits/predict', '{"n": 1.0, "id": 12345678901234567890}');
    expect(mlp.seen[0]).toMatchObject({ form: 'application/json', text: '{"n": 1.0, "id": 12345678901234567890}' });
    expect(answer.text).toMatch(/^\{"sum": 1\.0, "id": 12345678901234567890,"meta":\{"puid":"[^"]+"\}\}$/);
  });

  test('is sent as the node says where it says so', async () => {
    const mlp = await it.model('mlp');
    const routes = [route('/predict', node('digits', '/v2/models/digits/infer', { endpointRestType: 'V2' }))];
    it.serve(graph({ routes }), served('v1', 1, [at(mlp)]));
    await it.post('/serve/digits/digits/predict');
    expect(mlp.seen[0]).toMatchObject({ form: 'application/json', path: '/v2/models/digits/infer' });
  });

  test('passes an answer that is not JSON on as it is, with the id in the header only', async () => {
    const mlp = await it.model('mlp', () => ({ text: 'seven', contentType: 'text/plain' }));
    it.serve(graph(), served('v1', 1, [at(mlp)]));
    const answer = await it.post('/serve/digits/digits/predict');
    expect(answer).toMatchObject({ status: 200, text: 'seven' });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', 'myelin-prediction-id': expect.any(String) });
  });

  test('takes trace headers along and no others', async () => {
    const mlp = await it.model('mlp');
    it.serve(graph(), served('v1', 1, [at(mlp)]));
    const headers = { 'x-request-id': 'r1', 'x-b3-traceid': 't1', authorization: 'Bearer secret', cookie: 'a=b' };
    await it.post('/serve/digits/digits/predict', {}, headers);
    expect(mlp.seen[0]!.headers).toMatchObject({ 'x-request-id': 'r1', 'x-b3-traceid': 't1' });
    expect(mlp.seen[0]!.headers).not.toHaveProperty('authorization');
    expect(mlp.seen[0]!.headers).not.toHaveProperty('cookie');
  });

  test('may be a GET with the query field json, and nothing else', async () => {
    const mlp = await it.model('mlp');
    it.serve(graph(), served('v1', 1, [at(mlp)]));
    const path = '/serve/digits/digits/predict';
    expect((await it.ask('GET', `${path}?json=${encodeURIComponent('{"a":1}')}`)).status).toBe(200);
    expect(mlp.seen[0]).toMatchObject({ method: 'POST', json: { a: 1 } });
    expect(await it.ask('GET', path)).toMatchObject({ status: 405, headers: { allow: 'POST, GET' } });
    expect((await it.ask('DELETE', path)).status).toBe(405);
    expect(mlp.seen).toHaveLength(1);
  });
});

describe('what cannot be answered', () => {
  test('without a version that can answer is 503, with what they are up to', async () => {
    it.serve(graph(), served('v2', 2, [], 'Starting'), served('v1', 1, [], 'Failed'));
    const answer = await it.post('/serve/digits/digits/predict');
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    expect(answer.json).toEqual({
      error: 'no version of digits can answer yet',
      versions: [
        { name: 'v2', number: 2, state: 'Starting' },
        { name: 'v1', number: 1, state: 'Failed' },
      ],
    });
  });

  test.each([
    ['/serve', 'there is nothing here: ask /serve/AXON/DEPLOYER/ROUTE'],
    ['/serve/digits/../../etc', 'there is nothing here: ask /serve/AXON/DEPLOYER/ROUTE'],
    ['/serve/digits/digit/predict', 'there is no deployer digits/digit, did you mean digits/digits'],
    ['/serve/digits/digits/predct', 'digits has no route /predct, did you mean /predict'],
    ['/serve/digits/digits/predict/', 'digits has no route /predict/, did you mean /predict'],
    ['/serve/digits/digits/versions/v9/predict', 'digits has no version v9'],
  ])('%s is 404', async (path, error) => {
    it.serve(graph(), served('v1', 1, []));
    const answer = await it.post(path);
    expect(answer.status).toBe(404);
    expect(answer.json.error).toBe(error);
  });

  test('an unknown route names the known ones', async () => {
    it.serve(graph());
    expect((await it.post('/serve/digits/digits/x')).json.routes).toEqual(['/predict', '/send-feedback']);
  });

  test('a request for which there is no rule is 404', async () => {
    const mlp = await it.model('mlp');
    it.serve(graph({ rollout: [{ match: { headers: { 'x-a': 'b' } }, ...split(0, 1) }] }), served('v1', 1, [at(mlp)]));
    expect((await it.post('/serve/digits/digits/predict')).status).toBe(404);
    expect((await it.post('/serve/digits/digits/predict', {}, { 'X-A': 'b' })).status).toBe(200);
  });

  test('bad JSON is 400 with the place', async () => {
    it.serve(graph());
    expect((await it.post('/serve/digits/digits/predict', '{"a": 1,\n "b" 2}')).json).toEqual({
      error: 'the body is not JSON: line 2, column 6: expected ":", got "2"',
      line: 2,
      column: 6,
      offset: 14,
    });
  });

  test('a body beyond the limit is 413', async () => {
    const small = new Harness({ bodyLimit: 10 });
    small.serve(graph());
    expect(await small.post('/serve/digits/digits/predict', '[1,2,3,4,5,6]')).toMatchObject({
      status: 413,
      json: { error: 'the body is longer than 10 bytes' },
    });
    await small.close();
  });
});

describe('a node that fails', () => {
  test('makes the answer 502 with node, version, backend and status', async () => {
    const mlp = await it.model('mlp', () => ({ status: 500, text: 'shapes (1,2) and (64,) not aligned' }));
    it.serve(graph(), served('digits-a1', 1, [at(mlp)]));
    expect(await it.post('/serve/digits/digits/predict')).toMatchObject({
      status: 502,
      json: {
        error: 'model digits answered 500',
        node: 'digits',
        version: 'digits-a1',
        backend: 'mlp',
        status: 500,
        answer: 'shapes (1,2) and (64,) not aligned',
      },
    });
  });

  test('that hangs makes it 504 at the time limit', async () => {
    const slow = new Harness({ timeout: 50 });
    const mlp = await slow.model('mlp', () => new Promise(() => undefined));
    slow.serve(graph(), served('v1', 1, [at(mlp)]));
    expect(await slow.post('/serve/digits/digits/predict')).toMatchObject({
      status: 504,
      json: { error: 'model digits gave no answer: no answer within 50 ms', status: 'timeout', backend: 'mlp' },
    });
    await slow.close();
  });

  test('that is not there makes it 502', async () => {
    const gone = await it.model('gone');
    await gone.close();
    it.serve(graph(), served('v1', 1, [at(gone)]));
    expect(await it.post('/serve/digits/digits/predict')).toMatchObject({
      status: 502,
      json: { status: 'unreachable', node: 'digits' },
    });
  });
});

describe('traffic', () => {
  test('is split over versions and backends exactly, 1000 requests', async () => {
    const names = ['v2/a', 'v2/b', 'v1/a', 'v1/b'];
    const [newA, newB, oldA, oldB] = await Promise.all(names.map((name) => it.model(name)));
    const shared = graph({
      rollout: [split(0, 10, 1, 90)],
      models: [model('digits', ['a', 'b'], [toBackends({ a: 70, b: 30 })])],
    });
    it.serve(
      shared,
      served('v2', 2, [at(newA!, 'digits', 'a'), at(newB!, 'digits', 'b')]),
      served('v1', 1, [at(oldA!, 'digits', 'a'), at(oldB!, 'digits', 'b')]),
    );
    const from: string[] = [];
    for (let n = 0; n < 100; n++) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => it.post('/serve/digits/digits/predict')));
      from.push(...answers.map(({ json }) => json.from as string));
    }
    expect(tally(from)).toEqual({ 'v2/a': 70, 'v2/b': 30, 'v1/a': 630, 'v1/b': 270 });
  });

  test('goes on where it was after an update that keeps the weights', async () => {
    const [two, one] = await Promise.all([it.model('v2'), it.model('v1')]);
    const versions = [served('v2', 2, [at(two!)]), served('v1', 1, [at(one!)])];
    const rollout = [split(0, 1, 1, 3)];
    const from: string[] = [];
    for (let n = 0; n < 8; n++) {
      it.serve(graph({ rollout }), ...versions);
      from.push((await it.post('/serve/digits/digits/predict')).json.from as string);
    }
    expect(tally(from)).toEqual({ v2: 2, v1: 6 });
  });

  test('changes at once with the weights, without a new version', async () => {
    const [two, one] = await Promise.all([it.model('v2'), it.model('v1')]);
    const versions = [served('v2', 2, [at(two!)]), served('v1', 1, [at(one!)])];
    it.serve(graph({ rollout: [split(0, 100)] }), ...versions);
    expect((await it.post('/serve/digits/digits/predict')).json.from).toBe('v2');
    it.serve(graph({ rollout: [split(1, 100)] }), ...versions);
    expect((await it.post('/serve/digits/digits/predict')).json.from).toBe('v1');
  });

  test('leaves out versions that start, failed or are retired, and goes round a backend that is not ready', async () => {
    const [a, b] = await Promise.all([it.model('a'), it.model('b')]);
    it.serve(
      graph({ models: [model('digits', ['a', 'b'], [toBackends({ a: 100 })])] }),
      served('v4', 4, [at(a!, 'digits', 'a')], 'Starting'),
      served('v3', 3, [at(a!, 'digits', 'a')], 'Failed'),
      served('v2', 2, [at(a!, 'digits', 'a', { ready: false }), at(b!, 'digits', 'b')], 'Ready'),
      served('v1', 1, [at(a!, 'digits', 'a')], 'Retired'),
    );
    expect((await it.post('/serve/digits/digits/predict')).json.from).toBe('b');
  });
});

describe('the URL of a version', () => {
  test('asks that version whatever the weights say', async () => {
    const [two, one] = await Promise.all([it.model('v2'), it.model('v1')]);
    it.serve(graph(), served('v2', 2, [at(two!)]), served('v1', 1, [at(one!)]));
    const answer = await it.post('/serve/digits/digits/versions/v1/predict');
    expect(answer.json).toMatchObject({ from: 'v1' });
    expect(answer.headers['myelin-prediction-id']).toMatch(/\.v1\.0$/);
  });

  test('is 410 with the reason once it is retired', async () => {
    it.serve(graph(), served('v1', 1, [], 'Retired'));
    for (const path of ['predict', 'health', 'models/digits/mlp/predict']) {
      expect(await it.post(`/serve/digits/digits/versions/v1/${path}`)).toMatchObject({
        status: 410,
        json: {
          error: 'version v1 of digits is retired: newer versions have taken its place',
          version: 'v1',
          number: 1,
          state: 'Retired',
        },
      });
    }
  });

  test('is 410 once it was rolled back, and asks one that stands by, which gets nothing else', async () => {
    const [two, one] = await Promise.all([it.model('v2'), it.model('v1')]);
    const split = graph({ rollout: [{ destinations: [{ index: 1, weight: 100 }] }] });
    const old = { ...served('v1', 1, [at(one!)]), standsBy: true };
    it.serve(split, served('v3', 3, [], 'RolledBack'), served('v2', 2, [at(two!)]), old);
    expect(await it.post('/serve/digits/digits/versions/v3/predict')).toMatchObject({
      status: 410,
      json: {
        error: 'version v3 of digits was rolled back: an older version has taken its place',
        state: 'RolledBack',
      },
    });
    expect((await it.post('/serve/digits/digits/predict')).json).toMatchObject({ from: 'v2' });
    expect((await it.post('/serve/digits/digits/versions/v1/predict')).json).toMatchObject({ from: 'v1' });
  });

  test('is 503 before it is ready and when it failed', async () => {
    it.serve(graph(), served('v2', 2, [], 'Starting'), served('v1', 1, [], 'Failed'));
    expect(await it.post('/serve/digits/digits/versions/v2/predict')).toMatchObject({
      status: 503,
      json: { error: 'version v2 is not ready yet', state: 'Starting' },
    });
    expect(await it.post('/serve/digits/digits/versions/v1/predict')).toMatchObject({
      status: 503,
      json: { error: 'version v1 failed to come up', state: 'Failed' },
    });
  });
});

describe('the URL of a backend', () => {
  const base = '/serve/digits/digits/versions/v1/models/digits/mlp';

  test('asks that server: POSTed JSON in its wire form, anything else as it came', async () => {
    const mlp = await it.model('mlp');
    it.serve(graph(), served('v1', 1, [at(mlp)]));
    await it.post(`${base}/predict?debug=1`, { a: 1 });
    await it.ask('GET', `${base}/health`);
    await it.ask('POST', `${base}/raw`, 'not json', { 'content-type': 'text/plain' });
    expect(mlp.seen).toMatchObject([
      { method: 'POST', path: '/predict?debug=1', form: 'multipart', json: { a: 1 } },
      { method: 'GET', path: '/health', text: '' },
      { method: 'POST', path: '/raw', form: 'text/plain', text: 'not json' },
    ]);
  });

  test('hands the answer back as it is, whatever its status', async () => {
    const mlp = await it.model('mlp', () => ({ status: 418, body: { short: true } }));
    it.serve(graph(), served('v1', 1, [at(mlp)]));
    const answer = await it.post(`${base}/predict`);
    expect(answer).toMatchObject({ status: 418, json: { short: true } });
    expect(answer.headers).not.toHaveProperty('myelin-prediction-id');
  });

  test('is 404 with the known ones, and 503 without an address', async () => {
    it.serve(graph(), served('v1', 1, [{ model: 'digits', backend: 'mlp', ready: false, endpointRestType: 'Json' }]));
    expect(await it.post('/serve/digits/digits/versions/v1/models/digits/svm/predict')).toMatchObject({
      status: 404,
      json: { backends: ['digits/mlp'] },
    });
    expect((await it.post(`${base}/predict`)).status).toBe(503);
  });
});

describe('health', () => {
  test('is 200 with a version that can answer, else 503', async () => {
    const mlp = await it.model('mlp');
    const path = '/serve/digits/digits/health';
    it.serve(graph(), served('v1', 1, [at(mlp)]));
    expect(await it.ask('GET', path)).toMatchObject({
      status: 200,
      json: {
        status: 'ok',
        versions: [{ name: 'v1', state: 'Serving', backends: [{ model: 'digits', backend: 'mlp', ready: true }] }],
      },
    });
    it.serve(graph(), served('v1', 1, [at(mlp, 'digits', 'mlp', { ready: false })]));
    expect(await it.ask('GET', path)).toMatchObject({ status: 503, json: { status: 'unavailable' } });
    expect(await it.ask('GET', '/serve/digits/digits/versions/v1/health')).toMatchObject({ status: 503 });
  });

  test('is the axon’s own where it has a route of that name', async () => {
    const mlp = await it.model('mlp');
    it.serve(graph({ routes: [route('/health', node('digits', '/health'))] }), served('v1', 1, [at(mlp)]));
    expect((await it.post('/serve/digits/digits/health')).json).toMatchObject({ from: 'mlp' });
  });
});
