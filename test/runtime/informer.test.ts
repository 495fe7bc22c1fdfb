import { Informer, type InformerOptions } from '../../lib/runtime/kube/informer';
import { Informers } from '../../lib/runtime/kube/informers';
import { KubeError, type KubeObject } from '../../lib/runtime/kube/kube';
import { MemoryCluster } from './memory-cluster';
import { MemoryKube } from './memory-kube';

const MINUTE = 60_000;

function configMap(name: string, value = '1', labels: Record<string, string> = { of: 'digits' }): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { value } };
}

describe('an informer', () => {
  let kube: MemoryKube;
  const informers: Informer[] = [];

  beforeEach(() => {
    jest.useFakeTimers();
    kube = new MemoryKube();
  });
  afterEach(() => {
    for (const informer of informers.splice(0)) informer.stop();
    jest.useRealTimers();
  });

  function inform(options: Partial<InformerOptions> = {}): Informer {
    const backoff = { random: () => 1 };
    const made = new Informer({ kube, kind: 'ConfigMap', labels: { of: 'digits' }, backoff, ...options });
    informers.push(made);
    return made;
  }

  /** Lets everything happen that needs no time, or as much of it as is given. */
  const pass = (milliseconds = 0): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);

  function told(informer: Informer): string[] {
    const lines: string[] = [];
    informer.onChange((names) => {
      const said = [...names].map((name) => `${name}=${informer.get(name)?.['data'].value ?? 'gone'}`);
      lines.push(said.join(' '));
    });
    return lines;
  }

  function requests(): Readonly<Record<string, number>> {
    return Object.fromEntries(kube.requests);
  }

  test('knows what there is, and tells it once', async () => {
    await kube.create(configMap('a'));
    await kube.create(configMap('b'));
    await kube.create(configMap('other', '1', { of: 'letters' }));
    const informer = inform();
    const lines = told(informer);
    await informer.synced;
    await pass();
    expect(informer.items().map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(lines).toEqual(['a=1 b=1']);
  });

  test('then tells what is made, changed and deleted, in one go what comes in one', async () => {
    const informer = inform();
    const lines = told(informer);
    await informer.synced;
    await kube.create(configMap('a'));
    await pass();
    await kube.patch('ConfigMap', 'a', { data: { value: '2' } });
    await pass();
    kube.cluster.patch('ConfigMap', 'a', { data: { value: '3' } }, 'x');
    kube.cluster.create(configMap('b'), 'x');
    kube.cluster.patch('ConfigMap', 'a', { data: { value: '4' } }, 'x');
    await pass();
    await kube.delete('ConfigMap', 'a');
    await pass();
    expect(lines).toEqual(['a=1', 'a=2', 'a=4 b=1', 'a=gone']);
    expect(informer.items().map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(requests()).toMatchObject({ 'list ConfigMap': 1, 'watch ConfigMap': 1 });
  });

  test('goes on from where a watch ended, without a list', async () => {
    const informer = inform();
    const lines = told(informer);
    await informer.synced;
    await pass(2000);
    await kube.create(configMap('a'));
    await pass();
    kube.cluster.history.endWatches();
    kube.cluster.create(configMap('b'), 'x');
    await pass();
    expect(lines).toEqual(['a=1', 'b=1']);
    expect(requests()).toMatchObject({ 'list ConfigMap': 1, 'watch ConfigMap': 2 });
    expect(informer.lastFault).toBeUndefined();
  });

  test('goes on from the version of a bookmark, which may be all that is left of the history', async () => {
    const informer = inform();
    await informer.synced;
    await pass(2000);
    await kube.create(configMap('other', '1', { of: 'letters' }));
    kube.cluster.history.bookmark();
    await pass();
    kube.cluster.history.compact();
    kube.cluster.history.endWatches();
    await pass();
    await kube.create(configMap('a'));
    await pass();
    expect(informer.get('a')).toBeDefined();
    expect(requests()).toMatchObject({ 'list ConfigMap': 1, 'watch ConfigMap': 2 });
  });

  test('lists again at once where the history is forgotten, and tells only what is not as it was', async () => {
    await kube.create(configMap('same'));
    await kube.create(configMap('changed'));
    await kube.create(configMap('gone'));
    const informer = inform();
    await informer.synced;
    await pass(2000);
    const lines = told(informer);
    const end = kube.faults.hang(1, { method: 'watch' });
    kube.cluster.history.endWatches();
    await pass();
    await kube.patch('ConfigMap', 'changed', { data: { value: '2' } });
    await kube.delete('ConfigMap', 'gone');
    await kube.create(configMap('new'));
    kube.cluster.history.compact();
    end();
    await pass();
    expect(lines).toEqual(['gone=gone changed=2 new=1']);
    expect(informer.lastFault).toBeUndefined();
    expect(requests()).toMatchObject({ 'list ConfigMap': 2, 'watch ConfigMap': 3 });
  });

  test('a watch that the server ends as expired is the same', async () => {
    const informer = inform();
    await informer.synced;
    await pass(2000);
    kube.cluster.history.endWatches(new KubeError(410, 'Expired', 'too old resource version: 5 (7)'));
    await pass();
    expect(requests()).toMatchObject({ 'list ConfigMap': 2, 'watch ConfigMap': 2 });
    expect(informer.lastFault).toBeUndefined();
  });

  test('an object that was deleted and made again under its name is told', async () => {
    await kube.create(configMap('a'));
    const informer = inform();
    await informer.synced;
    await pass(2000);
    const lines = told(informer);
    kube.faults.down();
    kube.cluster.history.endWatches(new KubeError(0, 'Unreachable', 'gone'));
    await pass();
    kube.cluster.delete('ConfigMap', 'a');
    kube.cluster.create(configMap('a', '2'), 'x');
    kube.faults.up();
    await pass(10_000);
    expect(lines).toEqual(['a=2']);
  });

  test('keeps what it knows and shows the fault while the server is away, asks less and less often, and goes on', async () => {
    jest.setSystemTime(new Date('2026-03-01T10:00:00Z'));
    await kube.create(configMap('a'));
    const informer = inform();
    await informer.synced;
    await pass(2000);
    const lines = told(informer);
    kube.requests.clear();
    kube.faults.down();
    kube.cluster.history.endWatches(new KubeError(0, 'Unreachable', 'the watch broke off'));
    await pass(10 * MINUTE);
    expect(informer.get('a')).toBeDefined();
    expect(informer.lastFault).toEqual({
      ...{ reason: 'Unreachable', message: 'connect ECONNREFUSED 10.0.0.1:443' },
      since: Date.parse('2026-03-01T10:00:02Z'),
    });
    // 0.5 + 1 + 2 + 4 + 8 + 16 s, then every 30 s.
    expect(requests()).toEqual({ 'list ConfigMap': 24 });
    kube.faults.up();
    kube.cluster.create(configMap('b'), 'x');
    await pass(32_000);
    expect(lines.at(-1)).toBe('b=1');
    expect(informer.lastFault).toBeUndefined();
  });

  test('waits as long as the server asks for', async () => {
    kube.faults.fail(1, new KubeError(429, 'TooManyRequests', 'too many requests', 7000), { method: 'list' });
    const informer = inform();
    await pass(6999);
    expect([requests(), informer.lastFault?.reason]).toEqual([{ 'list ConfigMap': 1 }, 'TooManyRequests']);
    await pass(1);
    await informer.synced;
  });

  test('a role that may list but not watch is a fault that stays, not a storm', async () => {
    kube.faults.fail(1000, new KubeError(403, 'Forbidden', 'cannot watch configmaps'), { method: 'watch' });
    await kube.create(configMap('a'));
    const informer = inform();
    await pass(5 * MINUTE);
    expect(informer.lastFault?.reason).toBe('Forbidden');
    expect(informer.get('a')).toBeDefined();
    expect(requests()['list ConfigMap']).toBeLessThan(20);
  });

  test('a proxy that ends each watch at once is not asked all the time', async () => {
    const informer = inform();
    await informer.synced;
    const ends = setInterval(() => kube.cluster.history.endWatches(), 1);
    await pass(5 * MINUTE);
    clearInterval(ends);
    expect(requests()['watch ConfigMap']).toBeLessThan(20);
  }, 30_000);

  test('a kind that the cluster does not have has no objects, is no fault, and is looked for again', async () => {
    kube = new MemoryKube({ cluster: new MemoryCluster({ absent: ['TFJob'] }) });
    const informer = inform({ kube, kind: 'TFJob', labels: {} });
    await informer.synced;
    expect([informer.absent, informer.items(), informer.lastFault]).toEqual([true, [], undefined]);
    await pass(10 * MINUTE - 1);
    expect(requests()).toEqual({ 'list TFJob': 10 });
    kube.cluster.absent.delete('TFJob');
    await kube.create({ apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata: { name: 'train' } });
    await pass(MINUTE);
    expect([informer.absent, informer.items().length]).toEqual([false, 1]);
  });

  test('a kind that is taken away takes its objects along', async () => {
    await kube.create({ apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata: { name: 'train' } });
    const informer = inform({ kind: 'TFJob', labels: {} });
    await informer.synced;
    await pass(2000);
    const names: string[] = [];
    informer.onChange((changed) => names.push(...changed));
    kube.cluster.absent.add('TFJob');
    kube.cluster.history.endWatches();
    await pass();
    expect([informer.absent, informer.items(), names]).toEqual([true, [], ['train']]);
  });

  test('tells everything from time to time, for those who missed their moment', async () => {
    await kube.create(configMap('a'));
    await kube.create(configMap('b'));
    const informer = inform();
    await informer.synced;
    await pass();
    const lines = told(informer);
    await pass(10 * MINUTE);
    expect(lines).toEqual(['a=1 b=1', 'a=1 b=1']);
  });

  test('that is asked for after all were stopped does not run', async () => {
    const all = new Informers(kube);
    await all.stop();
    const late = all.of('ConfigMap');
    await late.synced;
    expect(late.items()).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is silent once stopped, whatever it was doing', async () => {
    const release = kube.faults.hang(1, { method: 'list' });
    const informer = inform();
    const lines = told(informer);
    await kube.create(configMap('a'));
    await pass();
    informer.stop();
    await informer.synced;
    release();
    await pass(10 * MINUTE);
    expect(lines).toEqual([]);
    expect(requests()).toEqual({ 'create ConfigMap': 1, 'list ConfigMap': 1 });
    expect(jest.getTimerCount()).toBe(0);
  });
});
