import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabelMatcher } from '../../lib/spec/lang/promql';
import { MetricStore, type StoredMetrics } from '../../lib/control/metric-store';
import { SampleRing } from '../../lib/control/sample-ring';
import { openStore } from '../../lib/local/store/store';

const named = (name: string, rest: Record<string, string> = {}) => ({ __name__: name, ...rest });
const is = (name: string, value: string): LabelMatcher => ({ name, op: '=', value });
const accuracy = named('accuracy', { version: 'v1' });
const all: LabelMatcher[] = [{ name: '__name__', op: '!=', value: '' }];

/** A clock that a test turns. */
function clock(at = 0) {
  const time = { now: at };
  return { time, now: () => time.now };
}

describe('selecting', () => {
  test('series are chosen by every matcher, samples by time with both ends', () => {
    const store = new MetricStore(clock(10));
    store.push([{ labels: accuracy, v: 0.9 }], 1);
    store.push([{ labels: accuracy, v: 0.8 }], 2);
    store.push([{ labels: accuracy, v: 0.7 }], 3);
    store.push([{ labels: named('accuracy', { version: 'v2' }), v: 1 }], 2);
    store.push([{ labels: named('loss', { version: 'v1' }), v: 5 }], 2);

    expect(store.select([is('__name__', 'accuracy'), is('version', 'v1')], 2, 3)).toEqual([
      {
        labels: accuracy,
        samples: [
          { t: 2, v: 0.8 },
          { t: 3, v: 0.7 },
        ],
      },
    ]);
    expect(store.select([is('version', 'v1')], 0, 9)).toHaveLength(2);
    expect(store.select([{ name: '__name__', op: '=~', value: 'acc.*' }], 0, 9)).toHaveLength(2);
    expect(store.select([is('__name__', 'none')], 0, 9)).toEqual([]);
  });

  test('a series with no sample in the time asked for is left out', () => {
    const store = new MetricStore(clock(10));
    store.push([{ labels: accuracy, v: 0.9 }], 1);

    expect(store.select([is('__name__', 'accuracy')], 2, 10)).toEqual([]);
  });

  test('labels in another order are the same series', () => {
    const store = new MetricStore(clock(10));
    store.push([{ labels: { a: '1', __name__: 'm' }, v: 1 }], 1);
    store.push([{ labels: { __name__: 'm', a: '1' }, v: 2 }], 2);

    expect(store.select(all, 0, 9)[0]?.samples).toEqual([
      { t: 1, v: 1 },
      { t: 2, v: 2 },
    ]);
  });

  test('time does not run back within a series; a second value of one instant replaces the first', () => {
    const store = new MetricStore(clock(10));
    store.push([{ labels: accuracy, v: 1 }], 5);
    store.push([{ labels: accuracy, v: 2 }], 4);
    store.push([{ labels: accuracy, v: 3 }], 5);

    expect(store.select(all, 0, 9)[0]?.samples).toEqual([{ t: 5, v: 3 }]);
  });
});

describe('the end of a series', () => {
  const seen = (store: MetricStore) =>
    store.select(all, 0, 99).map(({ labels, samples }) => [labels['version'], samples]);

  test('what the next scrape of the same source no longer has ends there, once', () => {
    const store = new MetricStore(clock(50));
    store.scrape('gateway', [{ labels: accuracy, v: 1 }], 1);
    store.scrape('other', [], 2);
    store.scrape('gateway', [], 3);
    store.scrape('gateway', [], 4);

    expect(seen(store)).toEqual([
      [
        'v1',
        [
          { t: 1, v: 1 },
          { t: 3, v: NaN, stale: true },
        ],
      ],
    ]);
  });

  test('a series that comes back goes on', () => {
    const store = new MetricStore(clock(50));
    store.scrape('gateway', [{ labels: accuracy, v: 1 }], 1);
    store.scrape('gateway', [], 2);
    store.scrape('gateway', [{ labels: accuracy, v: 3 }], 3);
    store.scrape('gateway', [], 4);

    expect(seen(store)).toEqual([
      [
        'v1',
        [
          { t: 1, v: 1 },
          { t: 2, v: NaN, stale: true },
          { t: 3, v: 3 },
          { t: 4, v: NaN, stale: true },
        ],
      ],
    ]);
  });

  test('series can be ended by their labels', () => {
    const store = new MetricStore(clock(50));
    store.push([{ labels: accuracy, v: 1 }], 1);
    store.push([{ labels: named('accuracy', { version: 'v2' }), v: 2 }], 1);
    store.endSeries([is('version', 'v1')], 2);
    store.endSeries([is('version', 'v1')], 3);

    expect(seen(store)).toEqual([
      [
        'v1',
        [
          { t: 1, v: 1 },
          { t: 2, v: NaN, stale: true },
        ],
      ],
      ['v2', [{ t: 1, v: 2 }]],
    ]);
  });
});

describe('bounds', () => {
  test('of one series the latest samples are kept', () => {
    const store = new MetricStore({ ...clock(500), capacity: 100 });
    for (let t = 1; t <= 500; t++) store.push([{ labels: accuracy, v: t }], t);

    const samples = store.select(all, 0, 999)[0]?.samples ?? [];
    expect([samples.length, samples[0], samples.at(-1)]).toEqual([100, { t: 401, v: 401 }, { t: 500, v: 500 }]);
  });

  test('series beyond the limit are refused and counted, those known go on', () => {
    const store = new MetricStore({ ...clock(10), maxSeries: 2 });
    for (const version of ['a', 'b', 'c']) store.push([{ labels: named('m', { version }), v: 1 }], 1);
    store.push([{ labels: named('m', { version: 'a' }), v: 2 }], 2);

    expect(store.refused).toBe(1);
    expect(store.select(all, 0, 9).map(({ samples }) => samples.length)).toEqual([2, 1]);
  });

  test('what is older than the retention is neither found nor kept, and makes room', () => {
    const { time, now } = clock(1000);
    const store = new MetricStore({ now, retention: 100, maxSeries: 1 });
    store.push([{ labels: accuracy, v: 1 }]);
    time.now = 1101;
    expect(store.select(all, 0, 9999)).toEqual([]);

    store.push([{ labels: named('loss'), v: 2 }]);
    expect(store.refused).toBe(0);
    expect(store.select(all, 0, 9999)).toEqual([{ labels: named('loss'), samples: [{ t: 1101, v: 2 }] }]);
  });

  test('a series that nobody scrapes any more makes room without a disk too', () => {
    const { time, now } = clock(1000);
    const store = new MetricStore({ now, retention: 100, maxSeries: 1 });
    for (const version of ['v1', 'v2', 'v3']) {
      store.scrape('pushed', [{ labels: named('accuracy', { version }), v: 1 }]);
      expect(store.select(all, 0, 9999)).toMatchObject([{ labels: { version } }]);
      time.now += 10;
      store.scrape('pushed', []);
      time.now += 101;
    }
    expect(store.refused).toBe(0);
  });

  test('a ring answers the same as a list, whatever was forgotten', () => {
    const ring = new SampleRing(300);
    const list: { t: number; v: number }[] = [];
    for (let t = 0; t < 2000; t += 2) {
      ring.add({ t, v: -t });
      list.push({ t, v: -t });
      if (t % 700 === 0) ring.forgetBefore(t - 401);
    }
    const kept = list.slice(-300).filter(({ t }) => t >= 1400 - 401);

    expect(ring.between(-Infinity, Infinity)).toEqual(kept);
    expect(ring.between(1501, 1900)).toEqual(kept.filter(({ t }) => t >= 1501 && t <= 1900));
    expect(ring.size).toBe(kept.length);
  });
});

describe('on disk', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'myelin-metrics-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test('what was flushed is there after a restart, ends and all', () => {
    const { now } = clock(1000);
    const before = openStore(dir);
    const store = new MetricStore({ now, storage: before.metrics });
    store.scrape('gateway', [{ labels: accuracy, v: 0.5 }], 10);
    store.scrape('gateway', [{ labels: accuracy, v: NaN }], 20);
    store.scrape('gateway', [], 30);
    store.flush();
    store.push([{ labels: accuracy, v: 9 }], 40);
    before.close();

    const after = openStore(dir);
    const restored = new MetricStore({ now, storage: after.metrics });
    expect(restored.select(all, 0, 999)).toEqual([
      {
        labels: accuracy,
        samples: [
          { t: 10, v: 0.5 },
          { t: 20, v: NaN },
          { t: 30, v: NaN, stale: true },
        ],
      },
    ]);
    restored.push([{ labels: accuracy, v: 1 }], 50);
    restored.flush();
    expect([...after.metrics.read({ from: 31, to: 999 })]).toEqual([{ labels: accuracy, t: 50, v: 1 }]);
    after.close();
  });

  test('a restart forgets what is older than the retention', () => {
    const { time, now } = clock(1000);
    const storage = openStore(dir);
    const store = new MetricStore({ now, storage: storage.metrics, retention: 100 });
    store.push([{ labels: accuracy, v: 1 }]);
    time.now = 1080;
    store.push([{ labels: accuracy, v: 2 }]);
    store.flush();
    time.now = 1150;

    const restored = new MetricStore({ now, storage: storage.metrics, retention: 100 });
    expect(restored.select(all, 0, 9999)[0]?.samples).toEqual([{ t: 1080, v: 2 }]);
    storage.close();
  });

  test('a disk that is full does not stop the loop, and the next flush writes what is missing', () => {
    const written: number[] = [];
    let full = true;
    const storage: StoredMetrics = {
      append(samples) {
        if (full) throw new Error('the disk is full');
        written.push(...samples.map(({ t }) => t));
      },
      read: () => [][Symbol.iterator](),
      prune: () => undefined,
    };
    const store = new MetricStore({ ...clock(100), storage });
    store.push([{ labels: accuracy, v: 1 }], 1);
    store.flush();
    expect(store.fault).toEqual(new Error('the disk is full'));
    expect(store.select(all, 0, 9)).toHaveLength(1);

    full = false;
    store.push([{ labels: accuracy, v: 2 }], 2);
    store.flush();
    expect(store.fault).toBeUndefined();
    expect(written).toEqual([1, 2]);
  });
});
