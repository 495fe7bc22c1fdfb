import { RuntimeMetrics } from '../../../lib/runtime/metrics/runtime-metrics';
import { keptSnapshot, readSnapshot } from '../../../lib/runtime/metrics/kept-snapshot';
import { axon, deployer } from '../../engine/axons';
import { BEGIN } from '../../engine/simulation';
import { FakeClock } from '../fake-clock';
import { LivedAxon } from '../lived-axon';
import { MemoryKube } from '../memory-kube';

const SENSORS = `
- {name: go, tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('d')}]}
- {name: again, triggers: [{name: now, type: Rest}], tasks: [{trainer: {task: T}}]}`;

let kube: MemoryKube;
let lived: LivedAxon;
let clock: FakeClock;
beforeEach(async () => {
  kube = new MemoryKube();
  clock = new FakeClock(BEGIN);
  lived = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
  await lived.own(kube);
});

/** A runtime that begins, with everything read. */
async function begin() {
  const metrics = new RuntimeMetrics(kube, clock).start(lived.open());
  await clock.pass(0);
  const pass = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 1000) {
      lived.now += 1000;
      await clock.pass(1000);
    }
  };
  const told = () =>
    metrics.reported.registry.samples().map(({ name, value, labels }) => [name, value, labels['newest']]);
  return { metrics, pass, told };
}
const writes = () => kube.requests.get('apply ConfigMap') ?? 0;

describe('what code reports to the runtime', () => {
  test('is written at most every thirty seconds, when something changed, and at the end', async () => {
    const { metrics, pass } = await begin();
    metrics.push([{ name: 'accuracy', value: 0.9 }], { task: 'T' });
    await pass(29_000);
    expect(writes()).toBe(0);
    await pass(1000);
    expect(writes()).toBe(1);
    await pass(60_000);
    expect(writes()).toBe(1);
    metrics.push([{ name: 'accuracy', value: 0.8 }], { task: 'T' });
    await metrics.stop(1000);
    expect(writes()).toBe(2);
    const kept = await kube.get('ConfigMap', 'test-metrics');
    expect(kept?.metadata).toMatchObject({
      labels: { 'app.kubernetes.io/component': 'metrics', 'myelin.io/axon': 'test' },
      ownerReferences: [{ kind: 'ConfigMap', name: 'test-axon', uid: lived.owner.uid }],
    });
  });

  test('is not written over what another keeps that leads already', async () => {
    const { metrics } = await begin();
    metrics.push([{ name: 'accuracy', value: 0.9 }], { task: 'T' });
    await metrics.stop(0);
    expect(writes()).toBe(0);
  });

  test('is there for the next runtime', async () => {
    const first = await begin();
    first.metrics.push([{ name: 'accuracy', value: 0.9 }], { task: 'T', run: 'r1' });
    await first.metrics.stop(1000);
    const { told } = await begin();
    expect(told()).toEqual([['accuracy', 0.9, 'true']]);
  });

  test('is not heard by an axon of the same name that is made when the first one was deleted', async () => {
    const first = await begin();
    first.metrics.push([{ name: 'accuracy', value: 0.1 }], { task: 'T', run: 'r1' });
    await first.metrics.stop(1000);
    // The garbage collector is on its way.
    const next = await kube.create({ ...lived.owner, metadata: { name: 'of-the-next' } });
    lived.owner = { ...lived.owner, uid: next.metadata.uid! };
    const { metrics, told } = await begin();
    expect(told()).toEqual([]);
    expect(await kube.get('ConfigMap', 'test-metrics')).toBeUndefined();
    metrics.push([{ name: 'accuracy', value: 0.9 }], { task: 'T', run: 'r2' });
    await metrics.stop(1000);
    expect((await kube.get('ConfigMap', 'test-metrics'))?.metadata.ownerReferences).toEqual([lived.owner]);
  });

  test('that comes while nothing could be read yet is heard after it, and nothing is written over it', async () => {
    const first = await begin();
    first.metrics.push(
      [
        { name: 'accuracy', value: 0.9 },
        { name: 'loss', value: 1 },
      ],
      { task: 'T', run: 'r1' },
    );
    await first.metrics.stop(1000);
    kube.faults.down();
    const early = await begin();
    early.metrics.push([{ name: 'accuracy', value: 0.95 }], { task: 'T', run: 'r2' });
    expect(early.told()).toEqual([]);
    expect(early.metrics.conditions()).toMatchObject([{ reason: 'MetricsNotRead' }]);
    await early.metrics.stop(1000);
    expect(writes()).toBe(1);
    kube.faults.up();
    const { metrics, told } = await begin();
    metrics.push([{ name: 'accuracy', value: 0.95 }], { task: 'T', run: 'r2' });
    expect(told()).toEqual([['accuracy', 0.95, 'true']]);
    expect(metrics.conditions()).toEqual([]);
  });

  test('that somebody edited begins empty, says so, and is written anew', async () => {
    const first = await begin();
    first.metrics.push([{ name: 'accuracy', value: 0.9 }], { task: 'T', run: 'r1' });
    await first.metrics.stop(1000);
    const kept = (await kube.get('ConfigMap', 'test-metrics'))!;
    const { 'metrics.json': text } = kept['data'] as { 'metrics.json': string };
    await kube.apply(
      { ...kept, data: { 'metrics.json': text.replace('"value":0.9', '"value":null') } } as typeof kept,
      { force: true },
    );
    const { metrics, pass, told } = await begin();
    expect(told()).toEqual([]);
    expect(metrics.conditions()).toMatchObject([
      {
        reason: 'MetricsNotRead',
        message:
          'metrics.json of ConfigMap test-metrics was not written by a runtime: it is forgotten, code has to report anew',
      },
    ]);
    metrics.push([{ name: 'accuracy', value: 0.95 }], { task: 'T', run: 'r1' });
    await pass(30_000);
    expect(metrics.conditions()).toEqual([]);
    expect((await begin()).told()).toEqual([['accuracy', 0.95, 'true']]);
  });

  test('of an attempt counts at its end, as far as an entry of the journal has room', async () => {
    const { metrics } = await begin();
    const [attempt] = lived.loop.state.attempts.keys();
    const push = (n: number, value: number) => {
      const name = `m${n}_`.padEnd(200, 'x');
      return metrics.push([{ name, value }], { task: 'T', attempt: attempt! });
    };
    for (let n = 0; n < 200; n++) push(n, n);
    push(0, 0.5);
    const taken = metrics.reported.takePushed(attempt!);
    expect(Object.keys(taken)).toHaveLength(163);
    expect(taken['m0_'.padEnd(200, 'x')]).toBe(0.5);
    expect(metrics.reported.dropped).toBe(37);
  });

  test('waits for what is known in bounded room', async () => {
    kube.faults.down();
    const { metrics } = await begin();
    const metric = { name: 'accuracy', value: 1, labels: { text: 'x'.repeat(1024) } };
    const report = Array.from({ length: 900 }, () => metric);
    const taken = Array.from({ length: 6 }, () => metrics.push(report, { task: 'T' }));
    expect(taken).toEqual([true, true, true, true, false, false]);
  });

  test('of a version is the newest while no newer one serves, and goes with it', async () => {
    const { metrics, pass, told } = await begin();
    lived.succeed('T');
    lived.serve();
    const [first] = lived.loop.state.deployers.get('d')!.versions;
    metrics.push([{ name: 'errors', value: 1 }], { deployer: 'd', version: first!.name });
    expect(told()).toEqual([
      ['myelin_model_trained_timestamp_seconds', BEGIN / 1000, 'true'],
      ['errors', 1, 'true'],
    ]);
    await pass(30_000);
    const train = (id: string) => {
      lived.call('again', 'now', id);
      lived.succeed('T');
      lived.serve();
    };
    const errors = (from: typeof told) => from().filter(([name]) => name === 'errors');
    train('c1');
    expect(errors(told)).toEqual([['errors', 1, 'false']]);
    for (let n = 2; first!.phase !== 'Retired'; n++) train(`c${n}`);
    expect(errors(told)).toEqual([]);
    // The process died before this was written: the next one finds out by the state.
    const next = await begin();
    expect(errors(next.told)).toEqual([]);
  });

  const searching = () => {
    const search = `lossMetric: loss, hpTuning: {optimiser: RandomSearch, minBudget: 1, maxBudget: 1, numIteration: 2, concurrency: 2, seed: 1, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}`;
    const { owner } = lived;
    lived = new LivedAxon(axon({ T: search }, '- {name: go, tasks: [{trainer: {task: T}}]}'));
    lived.owner = owner;
  };

  test('of a search is that of the trial that won, once it has ended, to the next runtime too', async () => {
    searching();
    const { metrics, pass, told } = await begin();
    const [run] = lived.loop.state.runs.keys();
    const push = (loss: number) => metrics.push([{ name: 'loss', value: loss }], { task: 'T', run: run! });
    push(0.1);
    lived.succeed('T', { loss: 0.1 });
    push(0.7);
    await pass(30_000);
    expect(told()).toEqual([['loss', 0.7, 'true']]);
    lived.succeed('T', { loss: 0.7 });
    expect(told()).toEqual([['loss', 0.1, 'true']]);
    // The process died before this was written.
    expect((await begin()).told()).toEqual([['loss', 0.1, 'true']]);
  });

  test.each(['nothing', 'the winner'])(
    'so it is where the search ended before the ConfigMap could be read, with %s in it',
    async (kept) => {
      searching();
      const [run] = lived.loop.state.runs.keys();
      const loss = (value: number) => [[{ name: 'loss', value }], { task: 'T', run: run! }] as const;
      if (kept !== 'nothing') {
        const { metrics } = await begin();
        metrics.push(...loss(0.1));
        await metrics.stop(1000);
      }
      kube.faults.down();
      const { metrics, pass, told } = await begin();
      lived.succeed('T', { loss: 0.1 });
      metrics.push(...loss(0.7));
      lived.succeed('T', { loss: 0.7 });
      kube.faults.up();
      await pass(5000);
      expect(told()).toEqual([['loss', 0.1, 'true']]);
    },
  );

  test('while serving is an average of ten minutes to the loop', async () => {
    const { metrics, pass } = await begin();
    metrics.push([{ name: 'errors', value: 1 }], { deployer: 'd', version: 'v1', model: 'm' });
    await pass(60_000);
    metrics.push([{ name: 'errors', value: 2 }], { deployer: 'd', version: 'v1', model: 'm' });
    await pass(60_000);
    expect(metrics.live('d', 'v1')).toEqual({ errors: 1.5 });
    await pass(11 * 60_000);
    expect(metrics.live('d', 'v1')).toEqual({ errors: 2 });
    expect(metrics.live('d', 'v2')).toEqual({});
  });

  test('that cannot be written is a condition until it can', async () => {
    const { metrics, pass } = await begin();
    metrics.push([{ name: 'accuracy', value: 0.9 }], { task: 'T' });
    kube.faults.down();
    await pass(30_000);
    expect(metrics.conditions()).toMatchObject([{ kind: 'axon', name: 'test', reason: 'MetricsNotKept' }]);
    kube.faults.up();
    await pass(30_000);
    expect(metrics.conditions()).toEqual([]);
  });
});

describe('a snapshot', () => {
  const snapshot = {
    series: ['a', 'b', 'c'].map((name) => ({
      axon: 'x',
      name,
      value: 1,
      source: { kind: 'task' as const },
      labels: {},
    })),
    runs: { 'x/T': 'r1' },
    earlierRuns: [],
    retired: [],
  };

  test('has as many series as there is room for, and says how many it has not', () => {
    const whole = keptSnapshot(snapshot);
    expect(whole.dropped).toBe(0);
    expect(readSnapshot(whole.text)).toEqual(snapshot);
    const cut = keptSnapshot(snapshot, Buffer.byteLength(whole.text) - 1);
    expect(Buffer.byteLength(cut.text)).toBeLessThan(Buffer.byteLength(whole.text));
    expect(cut.dropped).toBe(1);
    expect(readSnapshot(cut.text)).toEqual({ ...snapshot, series: snapshot.series.slice(0, 2) });
  });

  const edited = (change: object) => JSON.stringify({ ...snapshot, ...change });
  const one = (change: object) => edited({ series: [{ ...snapshot.series[0], ...change }] });
  test.each([
    ...['', '{', 'null', '[]', '{"series": 1}', '{"series":[],"earlierRuns":[],"retired":[]}'],
    ...[edited({ runs: null }), edited({ runs: { 'x/T': 1 } }), edited({ retired: [1] }), edited({ series: [null] })],
    ...[one({ value: null }), one({ value: '1' }), one({ type: 'Histogram' }), one({ labels: null })],
    ...[one({ source: { kind: 'none' } }), one({ name: 1 })],
  ])('that somebody edited into %s counts as none', (text) => expect(readSnapshot(text)).toBeUndefined());
});
