import { KubeError } from '../../lib/runtime/kube/kube';
import { Leadership } from '../../lib/runtime/kube/lease';
import { MemoryCluster } from './memory-cluster';
import { MemoryKube } from './memory-kube';

describe('runtimes of one namespace', () => {
  let cluster: MemoryCluster;
  let lines: string[];
  const candidates: Leadership[] = [];

  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z') });
    cluster = new MemoryCluster();
    lines = [];
  });
  afterEach(async () => {
    const stopped = Promise.all(candidates.splice(0).map((candidate) => candidate.stop()));
    await jest.advanceTimersByTimeAsync(60_000);
    await stopped;
    jest.useRealTimers();
  });

  /** Says what happens by the seconds since the start: `0 a leads`. */
  function candidate(identity: string, kube = new MemoryKube({ cluster })) {
    const start = Date.parse('2026-03-01T10:00:00Z');
    const say = (what: string) => void lines.push(`${Math.round((Date.now() - start) / 1000)} ${identity} ${what}`);
    const leadership = new Leadership({
      ...{ kube, identity },
      onLead: () => say('leads'),
      onLost: (why) => say(`lost: ${why}`),
    });
    candidates.push(leadership);
    return { kube, leadership };
  }

  const pass = (seconds: number): Promise<void> => jest.advanceTimersByTimeAsync(seconds * 1000);

  test('the first one leads, and goes on with one request each five seconds', async () => {
    const a = candidate('a');
    await pass(0);
    const b = candidate('b');
    await pass(600);
    expect(lines).toEqual(['0 a leads']);
    expect([a.leadership.leads, b.leadership.leads, b.leadership.holder]).toEqual([true, false, 'a']);
    expect(Object.fromEntries(a.kube.requests)).toEqual({
      ...{ 'get Lease': 1, 'create Lease': 1, 'update Lease': expect.any(Number) },
    });
    expect(a.kube.requests.get('update Lease')).toBeLessThanOrEqual(134);
    expect(Object.fromEntries(b.kube.requests)).toEqual({ 'get Lease': expect.any(Number) });
    expect(cluster.get('Lease', 'myelin-runtime')?.['spec']).toMatchObject({
      ...{ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 },
      acquireTime: '2026-03-01T10:00:00.000000Z',
    });
  });

  test('of several that start at once one leads', async () => {
    for (const name of ['a', 'b', 'c', 'd']) candidate(name);
    await pass(60);
    expect(lines).toHaveLength(1);
    expect(candidates.filter(({ leads }) => leads)).toHaveLength(1);
  });

  test('one that is stopped gives the lease up, and the next need not wait for it to run out', async () => {
    const a = candidate('a');
    await pass(0);
    candidate('b');
    await pass(7);
    await a.leadership.stop();
    await pass(2);
    expect(lines).toEqual(['0 a leads', expect.stringMatching(/^[789] b leads$/)]);
    expect(a.leadership.leads).toBe(false);
  });

  test('one that was killed is waited for; its container that is restarted goes on at once', async () => {
    const a = candidate('a');
    await pass(0);
    candidate('b');
    a.kube.faults.down();
    await pass(9);
    candidate('a', new MemoryKube({ cluster }));
    await pass(60);
    expect(lines).toEqual(['0 a leads', '9 a leads', '10 a lost: the lease could not be renewed for 10 s']);
  });

  test('one that cannot reach the API server has ceased to lead before the next one begins', async () => {
    const a = candidate('a');
    await pass(0);
    const b = candidate('b');
    await pass(20);
    a.kube.faults.down();
    let [last, first] = [0, Infinity];
    for (let tenths = 0; tenths < 400; tenths += 1) {
      await pass(0.1);
      if (a.leadership.leads) last = tenths;
      if (b.leadership.leads) first = Math.min(first, tenths);
    }
    expect(lines.map((line) => line.replace(/^\d+ /, ''))).toEqual([
      ...['a leads', 'a lost: the lease could not be renewed for 10 s', 'b leads'],
    ]);
    expect(first - last).toBeGreaterThan(40);
    expect(first).toBeLessThan(220);
    expect(a.leadership.lastFault?.reason).toBe('Unreachable');
    a.kube.faults.up();
    await pass(10);
    expect([a.leadership.holder, a.leadership.lastFault]).toEqual(['b', undefined]);
  });

  test('nobody leads while all wait for an answer that does not come', async () => {
    const a = candidate('a');
    await pass(0);
    const release = a.kube.faults.hang(100, { kind: 'Lease' });
    await pass(11);
    expect(a.leadership.leads).toBe(false);
    expect(a.leadership.lastFault).toMatchObject({ reason: 'Timeout' });
    release();
    await pass(5);
    expect(a.leadership.leads).toBe(true);
  });

  test('one answer that does not come costs nothing', async () => {
    const a = candidate('a');
    await pass(0);
    a.kube.faults.hang(1, { kind: 'Lease' });
    await pass(60);
    expect(lines).toEqual(['0 a leads']);
  });

  test('an answer that is lost after the work was done neither ends it nor makes two', async () => {
    const a = candidate('a');
    a.kube.faults.dropAnswers(1, { method: 'create' });
    await pass(0);
    candidate('b');
    await pass(10);
    a.kube.faults.dropAnswers(3, { method: 'update' });
    await pass(60);
    expect(lines).toEqual([expect.stringMatching(/^[012] a leads$/)]);
  });

  test('a change by hand, of a label say, costs nothing', async () => {
    candidate('a');
    await pass(0);
    for (let round = 0; round < 10; round += 1) {
      cluster.patch('Lease', 'myelin-runtime', { metadata: { labels: { round: `${round}` } } }, 'a-person');
      await pass(5);
    }
    expect(lines).toEqual(['0 a leads']);
  });

  test('a lease that was deleted is made again', async () => {
    candidate('a');
    await pass(0);
    cluster.delete('Lease', 'myelin-runtime');
    await pass(20);
    expect(lines).toEqual(['0 a leads']);
    expect(cluster.get('Lease', 'myelin-runtime')?.['spec'].holderIdentity).toBe('a');
  });

  test('a lease that a person gave to somebody else is no longer ours', async () => {
    const a = candidate('a');
    await pass(0);
    cluster.patch('Lease', 'myelin-runtime', { spec: { holderIdentity: 'nobody' } }, 'a-person');
    await pass(8);
    expect(lines).toEqual(['0 a leads', expect.stringMatching(/^[5-8] a lost: nobody holds the lease$/)]);
    await pass(20);
    expect(a.leadership.leads).toBe(true);
  });

  test('a role that does not allow it is shown', async () => {
    const kube = new MemoryKube({ cluster });
    kube.faults.fail(1000, new KubeError(403, 'Forbidden', 'cannot get leases'), { kind: 'Lease' });
    const { leadership } = candidate('a', kube);
    await pass(30);
    expect([lines, leadership.lastFault]).toEqual([
      [],
      { reason: 'Forbidden', message: 'cannot get leases', since: Date.parse('2026-03-01T10:00:00Z') },
    ]);
  });

  test('one that is stopped while it waits for an answer leads no more, and leaves the lease free', async () => {
    const kube = new MemoryKube({ cluster });
    const release = kube.faults.hang(1, { method: 'create' });
    const { leadership } = candidate('a', kube);
    await pass(0);
    const stopped = leadership.stop();
    release();
    await pass(10);
    await stopped;
    expect(lines).toEqual([]);
    expect(cluster.get('Lease', 'myelin-runtime')?.['spec'].holderIdentity).toBe('');
  });
});
