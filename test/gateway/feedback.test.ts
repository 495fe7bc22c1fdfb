import { graph, model, node, route, split, toBackends } from './graphs';
import { at, Harness, served } from './harness';
import type { ModelServer } from './model-server';

const shared = graph({
  rollout: [split(0, 50, 1, 50)],
  models: [model('digits', ['a', 'b'], [{ ...toBackends({ a: 50, b: 50 }) }])],
});
const PREDICT = '/serve/digits/digits/predict';
const FEEDBACK = '/serve/digits/digits/send-feedback';

let it: Harness;
let servers: Record<string, ModelServer>;
beforeEach(async () => {
  it = new Harness();
  servers = {};
  for (const name of ['v2/a', 'v2/b', 'v1/a', 'v1/b']) servers[name] = await it.model(name);
  it.serve(
    shared,
    served('v2', 2, [at(servers['v2/a']!, 'digits', 'a'), at(servers['v2/b']!, 'digits', 'b')]),
    served('v1', 1, [at(servers['v1/a']!, 'digits', 'a'), at(servers['v1/b']!, 'digits', 'b')]),
  );
});
afterEach(() => it.close());

const got = () =>
  Object.fromEntries(
    Object.entries(servers).map(([name, { seen }]) => [
      name,
      seen.filter(({ path }) => path === '/send-feedback').length,
    ]),
  );

describe('feedback', () => {
  test('with the id in the header goes to the backend of the version that answered, every time', async () => {
    for (let n = 0; n < 8; n++) {
      const prediction = await it.post(PREDICT);
      const id = prediction.headers['myelin-prediction-id']!;
      const answer = await it.post(FEEDBACK, { reward: 1 }, { 'myelin-prediction-id': id });
      expect(answer.headers['myelin-feedback']).toBe('attributed');
      expect(answer.json).toEqual({ from: prediction.json.from });
    }
    expect(got()).toEqual({ 'v2/a': 2, 'v2/b': 2, 'v1/a': 2, 'v1/b': 2 });
  });

  test.each([
    ['the answer it is about', (prediction: object) => ({ request: {}, response: prediction, reward: 1 })],
    ['meta.puid', (prediction: { meta?: unknown }) => ({ reward: 1, meta: prediction.meta })],
  ])('finds the id in %s', async (_, feedback) => {
    await it.post(PREDICT);
    const prediction = await it.post(PREDICT);
    const answer = await it.post(FEEDBACK, feedback(prediction.json));
    expect(answer.headers['myelin-feedback']).toBe('attributed');
    expect(answer.json.from).toBe(prediction.json.from);
  });

  test('without an id goes by the weights and says so', async () => {
    for (let n = 0; n < 4; n++) {
      expect((await it.post(FEEDBACK, { reward: 1 })).headers['myelin-feedback']).toBe('unattributed');
    }
    expect(got()).toEqual({ 'v2/a': 1, 'v2/b': 1, 'v1/a': 1, 'v1/b': 1 });
  });

  test('with an id that is not ours goes by the weights', async () => {
    const answer = await it.post(FEEDBACK, { reward: 1, meta: { puid: 'k9v2m0c1t7' } });
    expect(answer).toMatchObject({ status: 200, headers: { 'myelin-feedback': 'unattributed' } });
  });

  test('is sent in the wire form of the backend, and its answer gets no id', async () => {
    const answer = await it.post(FEEDBACK, { reward: 1 });
    const [one] = Object.values(servers).flatMap(({ seen }) => seen);
    expect(one).toMatchObject({ form: 'multipart', json: { reward: 1 } });
    expect(answer.headers).not.toHaveProperty('myelin-prediction-id');
    expect(answer.json).not.toHaveProperty('meta');
  });

  test('for a version that is retired is 410, since nobody else can learn from it', async () => {
    it.serve(shared, served('v2', 2, [at(servers['v2/a']!, 'digits', 'a')]), served('v1', 1, [], 'Retired'));
    const id = 'AAAAAAAAAAA.v1.0';
    expect(await it.post(FEEDBACK, { reward: 1 }, { 'myelin-prediction-id': id })).toMatchObject({
      status: 410,
      json: { error: 'the prediction came from version v1 of digits, which does not serve any more', version: 'v1' },
    });
  });

  test('is counted by version and by whether it was attributed', async () => {
    const prediction = await it.post(PREDICT);
    await it.post(FEEDBACK, { response: prediction.json });
    await it.post(FEEDBACK, {});
    const lines = (await it.gateway.metrics())
      .split('\n')
      .filter((line) => line.startsWith('myelin_gateway_feedback_total{'));
    expect(lines).toEqual([
      'myelin_gateway_feedback_total{axon="digits",deployer="digits",version="v2",attributed="true"} 1',
      'myelin_gateway_feedback_total{axon="digits",deployer="digits",version="v1",attributed="false"} 1',
    ]);
  });

  test('goes to every node of its route that took part', async () => {
    const two = graph({
      models: [model('x', ['only']), model('y', ['only'])],
      routes: [
        route('/predict', node('x'), node('y', '/predict', { dependencies: [0] })),
        route('/send-feedback', node('x', '/send-feedback'), node('y', '/send-feedback', { dependencies: [0] })),
      ],
    });
    const x = await it.model('x');
    const y = await it.model('y');
    it.serve(two, served('v1', 1, [at(x, 'x', 'only'), at(y, 'y', 'only')]));
    const prediction = await it.post(PREDICT);
    const answer = await it.post(FEEDBACK, { response: prediction.json });
    expect(answer).toMatchObject({ status: 200, headers: { 'myelin-feedback': 'attributed' } });
    expect([x, y].map(({ seen }) => seen.at(-1)!.path)).toEqual(['/send-feedback', '/send-feedback']);
  });
});
