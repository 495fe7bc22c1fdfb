import { Buckets } from '../../lib/control/buckets';
import { HttpError } from '../../lib/control/http';
import { PushLimits } from '../../lib/control/push-limits';
import type { RunningServer } from '../../lib/control/server';
import { FakeHands, serve } from './fake-hands';

let now = 0;
beforeEach(() => {
  now = 0;
});

describe('buckets', () => {
  test('give a burst, then so much a second, and say how long to wait', () => {
    const buckets = new Buckets({ burst: 3, rate: 2 }, () => now);
    expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 500]);
    now += 250;
    expect(buckets.take('a')).toBe(250);
    now += 250;
    expect([buckets.take('a'), buckets.take('a'), buckets.take('b', 3), buckets.take('b', 3)]).toEqual([
      0, 500, 0, 1500,
    ]);
  });
  test('are never fuller for a clock that goes back', () => {
    const buckets = new Buckets({ burst: 1, rate: 1 }, () => now);
    expect(buckets.take('a')).toBe(0);
    now -= 10_000;
    expect(buckets.take('a')).toBe(1000);
  });
  test('are forgotten once they are full again', () => {
    const buckets = new Buckets({ burst: 10, rate: 1 }, () => now);
    for (let n = 0; n < 1000; n++) buckets.take(`attempt-${n}`);
    expect(buckets.size).toBe(1000);
    now += 1000;
    buckets.take('another');
    expect(buckets.size).toBe(1);
  });
});

describe('reports', () => {
  const taken = (limits: PushLimits, axon: string, pod: string | undefined, bytes = 100) => {
    for (let n = 0; ; n++) {
      try {
        limits.take(axon, pod, bytes);
      } catch (fault) {
        return { taken: n, ...(fault as HttpError) };
      }
    }
  };

  test('of one pod are held back, and no other pod is', () => {
    const limits = new PushLimits(() => now);
    expect(taken(limits, 'digits', 'a1')).toMatchObject({ taken: 500, status: 429 });
    expect(taken(limits, 'digits', 'a2')).toMatchObject({ taken: 500, headers: { 'retry-after': '1' } });
    now += 1000;
    expect(taken(limits, 'digits', 'a1')).toMatchObject({ taken: 50 });
  });
  test('of one axon are held back, and no other axon is', () => {
    const limits = new PushLimits(() => now);
    for (let n = 0; n < 10; n++) taken(limits, 'digits', `a${n}`);
    expect(taken(limits, 'digits', 'a10')).toMatchObject({ taken: 0, status: 429 });
    expect(taken(limits, 'fraud', 'a10')).toMatchObject({ taken: 500 });
  });
  test('count by their length, too', () => {
    const limits = new PushLimits(() => now);
    expect(taken(limits, 'digits', 'a1', 1024 * 1024)).toMatchObject({
      taken: 7,
      headers: { 'retry-after': '1' },
    });
  });
  test('of whoever has no name of his own are held back with his axon', () => {
    const limits = new PushLimits(() => now);
    expect(taken(limits, 'digits', undefined)).toMatchObject({ taken: 5000 });
  });
});

describe('over HTTP', () => {
  let hands: FakeHands;
  let server: RunningServer;
  beforeEach(async () => {
    hands = new FakeHands();
    server = await serve(hands, () => now);
  });
  afterEach(() => server.close());

  test('a report too many is answered 429 with when to come back, and is not heard; another pod of the attempt is', async () => {
    hands.who = { task: 'Train', attempt: 'a1' };
    const report = { metrics: [{ name: 'loss', value: 1 }] };
    // As long as sixty short ones.
    const push = () =>
      fetch(`${server.url}/axons/digits/metrics`, {
        method: 'POST',
        body: JSON.stringify(report).padEnd(60 * 16 * 1024),
      });
    for (let n = 0; n < 8; n += 1) expect((await push()).status).toBe(204);
    const held = await push();
    expect([held.status, held.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await held.json()).toEqual({ error: 'pod train-1 reports too often: come back in 1 s' });
    expect(hands.pushed).toHaveLength(8);
    hands.pod = 'train-2';
    expect((await push()).status).toBe(204);
    hands.pod = 'train-1';
    now += 1000;
    expect((await push()).status).toBe(204);
  }, 20_000);
});
