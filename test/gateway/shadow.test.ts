import { graph, model, split, toBackends } from './graphs';
import { at, Harness, served } from './harness';
import type { Seen } from './model-server';

const PREDICT = '/serve/digits/digits/predict';
const shadowed = graph({ rollout: [{ ...split(1, 100), shadow: { index: 0 } }] });

/** Resolves when `count` more requests have arrived. */
function arrivals(count: number) {
  let arrived: () => void = () => undefined;
  let left = count;
  const done = new Promise<void>((resolve) => (arrived = resolve));
  return { done, note: (_: Seen) => void (--left === 0 && arrived()) };
}

const shadowCounts = async (harness: Harness) =>
  Object.fromEntries(
    [...(await harness.gateway.metrics()).matchAll(/^myelin_gateway_shadow_total\{.*outcome="(\w+)"\} (\d+)$/gm)].map(
      ([, outcome, count]) => [outcome, Number(count)],
    ),
  );

async function eventually(check: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await check();
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

let it: Harness;
beforeEach(() => (it = new Harness()));
afterEach(() => it.close());

describe('a shadow', () => {
  test('gets a copy, and its answer is thrown away', async () => {
    const copies = arrivals(1);
    const old = await it.model('old');
    const young = await it.model('young', (seen) => {
      copies.note(seen);
      return { body: { from: 'young' } };
    });
    it.serve(shadowed, served('v2', 2, [at(young)]), served('v1', 1, [at(old)]));
    const answer = await it.post(PREDICT, { n: 7 });
    await copies.done;
    expect(answer.json).toMatchObject({ from: 'old' });
    expect(answer.headers['myelin-prediction-id']).toMatch(/\.v1\.0$/);
    expect(young.seen).toMatchObject([{ path: '/predict', json: { n: 7 } }]);
    await eventually(async () => expect(await shadowCounts(it)).toEqual({ sent: 1 }));
  });

  test('that hangs never delays the answer, and at most 64 are in flight', async () => {
    const copies = arrivals(64);
    const old = await it.model('old');
    const stuck = await it.model('stuck', (seen) => {
      copies.note(seen);
      return new Promise(() => undefined);
    });
    it.serve(shadowed, served('v2', 2, [at(stuck)]), served('v1', 1, [at(old)]));
    for (let n = 0; n < 70; n++) expect((await it.post(PREDICT)).json).toMatchObject({ from: 'old' });
    await copies.done;
    expect(stuck.seen).toHaveLength(64);
    expect(await shadowCounts(it)).toEqual({ dropped: 6 });
  });

  test('that fails changes nothing but its count, and is no request', async () => {
    const old = await it.model('old');
    const broken = await it.model('broken', () => ({ status: 500, body: {} }));
    it.serve(shadowed, served('v2', 2, [at(broken)]), served('v1', 1, [at(old)]));
    expect(await it.post(PREDICT)).toMatchObject({ status: 200, json: { from: 'old' } });
    await eventually(async () => expect(await shadowCounts(it)).toEqual({ failed: 1 }));
    expect(await it.gateway.metrics()).not.toMatch(/requests_total\{.*version="v2"/);
  });

  test('among the backends of a model gets a copy of what the node was sent', async () => {
    const copies = arrivals(1);
    const a = await it.model('a');
    const b = await it.model('b', (seen) => {
      copies.note(seen);
      return { body: {} };
    });
    const routing = [{ ...toBackends({ a: 100 }), shadow: { backend: 'b' } }];
    it.serve(
      graph({ models: [model('digits', ['a', 'b'], routing)] }),
      served('v1', 1, [at(a, 'digits', 'a'), at(b, 'digits', 'b', { endpointRestType: 'Json' })]),
    );
    expect((await it.post(PREDICT, { n: 1 })).json).toMatchObject({ from: 'a' });
    await copies.done;
    expect(b.seen).toMatchObject([{ form: 'application/json', json: { n: 1 } }]);
  });

  test('gets no feedback: the reward is for somebody else’s answer', async () => {
    const old = await it.model('old');
    const young = await it.model('young');
    it.serve(shadowed, served('v2', 2, [at(young)]), served('v1', 1, [at(old)]));
    expect((await it.post('/serve/digits/digits/send-feedback', { reward: 1 })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect({ old: old.seen.length, young: young.seen.length }).toEqual({ old: 1, young: 0 });
  });

  test('is dropped when it is the version that answers', async () => {
    const only = await it.model('only');
    it.serve(shadowed, served('v1', 1, [at(only)]));
    await it.post(PREDICT);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(only.seen).toHaveLength(1);
  });
});
