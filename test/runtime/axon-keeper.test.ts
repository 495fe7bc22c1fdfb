import type { KubeObject } from '../../lib/runtime/kube/kube';
import { axon } from '../engine/axons';
import { FakeClock } from './fake-clock';
import { MemoryCluster } from './memory-cluster';
import { MemoryKube } from './memory-kube';
import { axonObject, axonOf, RuntimeProcess } from './runtime-process';

const GO = `
- {name: go, triggers: [{name: call, type: Rest}], policy: All, tasks: [{resourceExecutor: {task: P}}]}`;
const DOCUMENT = axon({ P: '' }, GO);
const EDITED = axon({ P: '', P2: '' }, GO);

/** A cluster in which a person applies and deletes, and one runtime after the other hears of it. */
class World {
  readonly clock = new FakeClock(Date.UTC(2026, 0, 1));
  readonly memory = new MemoryCluster();
  readonly person = new MemoryKube({ cluster: this.memory, manager: 'kubectl' });
  private process: RuntimeProcess | undefined;
  /** Of the process. */
  kube: MemoryKube | undefined;

  async start(): Promise<RuntimeProcess> {
    await this.process?.runtime.stop();
    this.kube = new MemoryKube({ cluster: this.memory });
    this.process = new RuntimeProcess(this.kube, this.clock);
    for (const object of this.memory.list('ConfigMap', { labels: { 'app.kubernetes.io/component': 'axon' } })) {
      this.process.runtime.see(object);
    }
    await this.clock.pass(100);
    return this.process;
  }

  async apply(object: KubeObject): Promise<void> {
    this.process?.runtime.see(await this.person.apply(object, { force: true }));
    await this.clock.pass(100);
  }

  async delete(name: string): Promise<void> {
    await this.person.delete('ConfigMap', name);
    this.process?.runtime.gone(name);
    await this.clock.pass(100);
  }
}

function call(process: RuntimeProcess, id: string, name = 'test') {
  return process.session(name).tell({ kind: 'call', sensor: 'go', trigger: 'call', id, body: {}, source: 'test' });
}

function withText(object: KubeObject, text: string): KubeObject {
  return { ...object, data: { 'axon.json': text } };
}

test.each([
  ['not JSON', withText(axonObject(DOCUMENT), '{'), /^SpecRefused: axon.json of ConfigMap test-axon is not JSON: /],
  [
    'JSON of something else',
    withText(axonObject(DOCUMENT), '{"hello": [1]}'),
    'SpecRefused: axon.json of ConfigMap test-axon is no spec of an axon',
  ],
  [
    'another spec than the label says',
    withText(axonObject(DOCUMENT), axonObject(EDITED)['data']['axon.json']),
    /^SpecRefused: axon.json of ConfigMap test-axon has the hash [0-9a-f]{16} and its label says [0-9a-f]{16}: it was edited by hand/,
  ],
  ['nothing', { ...axonObject(DOCUMENT), data: {} }, 'SpecRefused: ConfigMap test-axon has no axon.json'],
])(
  'a ConfigMap edited by hand so that it holds %s is a condition, and the loop goes on as it was',
  async (_, nonsense, told) => {
    const world = new World();
    const process = await world.start();
    await world.apply(axonObject(DOCUMENT));
    process.runtime.see({ ...nonsense, metadata: world.memory.get('ConfigMap', 'test-axon')!.metadata });
    await world.clock.pass(100);
    const [condition] = process.conditions('test');
    if (typeof told === 'string') expect(condition).toBe(told);
    else expect(condition).toMatch(told);
    await call(process, 'one');
    expect(process.hands[0]?.begun).toHaveLength(1);
    await world.apply(axonObject(DOCUMENT));
    expect(process.conditions('test')).toEqual([]);
  },
);

test('what was in force goes on in the next process too, whatever the ConfigMap holds by then', async () => {
  const world = new World();
  const first = await world.start();
  await world.apply(axonObject(DOCUMENT));
  await call(first, 'one');
  await world.apply(withText(axonObject(DOCUMENT), '{'));
  const second = await world.start();
  expect(second.conditions('test')).toEqual([expect.stringMatching(/^SpecRefused: axon.json of .* is not JSON/)]);
  expect(second.session('test').state).toEqual(first.hands[0]!.session.state);
  await call(second, 'two');
  expect(second.entries('test').filter(({ type }) => type === 'EventReceived')).toHaveLength(2);
  await world.apply(axonObject(EDITED));
  expect(second.conditions('test')).toEqual([]);
  expect(second.session('test').axon.hash).toBe(axonOf(EDITED).hash);
});

test('an edit that is withdrawn, or another one made, before its shapes have come is never in force', async () => {
  const world = new World();
  const process = await world.start();
  await world.apply(axonObject(DOCUMENT));
  process.restsIn = 20_000;
  await world.apply(axonObject(EDITED));
  await world.clock.pass(5000);
  const third = axonObject(axon({ P: '', P3: '' }, GO));
  await world.apply(third);
  await world.clock.pass(19_000);
  const hashes = () => process.entries('test').flatMap((entry) => (entry.type === 'AxonApplied' ? [entry.hash] : []));
  expect(hashes()).toEqual([axonOf(DOCUMENT).hash]);
  await world.clock.pass(1500);
  expect(hashes()).toEqual([axonOf(DOCUMENT).hash, third.metadata.labels?.['myelin.io/spec-hash']]);
});

test('what else changes of the ConfigMap does not cut the wait for shapes short, nor make it longer', async () => {
  const world = new World();
  const process = await world.start();
  process.restsIn = 20_000;
  await world.apply(axonObject(DOCUMENT));
  await world.clock.pass(10_000);
  const noted = { metadata: { annotations: { note: 'by a person' }, labels: { team: 'a' } } };
  process.runtime.see(await world.person.patch('ConfigMap', 'test-axon', noted));
  await world.clock.pass(9000);
  expect(process.runtime.session('test')).toBeUndefined();
  await world.clock.pass(1000);
  expect(process.session('test').started).toBe(true);
});

test('a spec that is wrong from the beginning has no loop, and gets one when it is right', async () => {
  const world = new World();
  const process = await world.start();
  await world.apply(withText(axonObject(DOCUMENT), 'nonsense'));
  expect(process.runtime.axons().map(({ name, session }) => [name, session])).toEqual([['test', undefined]]);
  await world.apply(axonObject(DOCUMENT));
  expect(process.conditions('test')).toEqual([]);
  await call(process, 'one');
});

test('a second ConfigMap with the same axon is refused, and disturbs nothing', async () => {
  const world = new World();
  const process = await world.start();
  await world.apply(axonObject(DOCUMENT));
  const copy = axonObject(DOCUMENT);
  await world.apply({ ...copy, metadata: { ...copy.metadata, name: 'copy' } });
  expect(process.runtime.axons().map(({ conditions }) => conditions.map(({ message }) => message))).toEqual([
    [],
    ['ConfigMap copy holds axon test, which belongs into test-axon'],
  ]);
  await call(process, 'one');
  expect(process.hands).toHaveLength(1);
});

test('an edit while a run is in flight: the run keeps its spec, and the next one has the new one', async () => {
  const world = new World();
  const process = await world.start();
  await world.apply(axonObject(DOCUMENT));
  await call(process, 'one');
  await world.apply(axonObject(EDITED));
  const session = process.session('test');
  const [name] = process.hands[0]!.begun;
  await session.tell({ kind: 'attemptEnded', name: name!, outcome: 'Succeeded', exitCode: 0, metrics: {} });
  await call(process, 'two');
  const [before, after] = [axonOf(DOCUMENT).hash, axonOf(EDITED).hash];
  expect([...session.state.runs.values()].map(({ hash }) => hash)).toEqual([before, after]);
  expect(session.axon.hash).toBe(after);
  const next = await world.start();
  expect(next.session('test').spec(before).hash).toBe(before);
  expect(next.session('test').state).toEqual(session.state);
});

test('an edit made while no runtime was there is heard at the next start', async () => {
  const world = new World();
  const first = await world.start();
  await world.apply(axonObject(DOCUMENT));
  await call(first, 'one');
  await first.runtime.stop();
  await world.apply(axonObject(EDITED));
  const second = await world.start();
  expect(second.entries('test').at(-1)).toMatchObject({ type: 'AxonApplied', hash: axonOf(EDITED).hash });
});

test('a part of the journal that was deleted stops that axon alone, until it is there again', async () => {
  const world = new World();
  const first = await world.start();
  const other = DOCUMENT.replace('name: test', 'name: other');
  await world.apply(axonObject(DOCUMENT));
  await world.apply(axonObject(other));
  await call(first, 'one');
  await call(first, 'two');
  await first.runtime.stop();
  const name = 'test-journal-0000000002';
  const lost = world.memory.get('ConfigMap', name)!;
  await world.person.delete('ConfigMap', name);
  const second = await world.start();
  expect(second.conditions('test')).toEqual([
    expect.stringMatching(
      /^JournalUnreadable: the journal lacks entries 2 to \d+, which should come before test-journal-\d+$/,
    ),
  ]);
  await call(second, 'one', 'other');
  const { resourceVersion: _version, uid: _uid, ...metadata } = lost.metadata;
  await world.person.create({ ...lost, metadata });
  await world.clock.pass(5000);
  expect(second.conditions('test')).toEqual([]);
  expect(second.entries('test').filter(({ type }) => type === 'EventReceived')).toHaveLength(2);
});

test('a loop that breaks again and again is opened ever more rarely, and soon again once it has held for a while', async () => {
  const world = new World();
  const process = await world.start();
  await world.apply(axonObject(DOCUMENT));
  /** @returns after how long it is open again, in milliseconds */
  const pause = async (id: string) => {
    const begin = world.clock.steady();
    process.breaks = true;
    await call(process, id);
    expect(process.conditions('test')).toEqual(['LoopBroken: a listener broke']);
    process.breaks = false;
    while (process.runtime.session('test') === undefined) await world.clock.pass(10);
    expect(process.conditions('test')).toEqual([]);
    return world.clock.steady() - begin;
  };
  const pauses: number[] = [];
  for (let n = 0; n < 8; n += 1) pauses.push(await pause(`${n}`));
  // Half of each is left to chance.
  const whole = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000];
  for (const [n, longest] of whole.entries()) {
    expect(pauses[n]).toBeGreaterThanOrEqual(longest / 2);
    expect(pauses[n]).toBeLessThanOrEqual(longest + 20);
  }
  await world.clock.pass(60_000);
  expect(await pause('later')).toBeLessThanOrEqual(1020);
  expect(process.entries('test').filter(({ type }) => type === 'EventReceived')).toHaveLength(9);
});

test('entries that cannot be shown break the loop of that axon alone, and are there when it is opened anew', async () => {
  const world = new World();
  const process = await world.start();
  await world.apply(axonObject(DOCUMENT));
  await call(process, 'one');
  const session = process.session('test');
  const [name] = process.hands[0]!.begun;
  session.state.attempts.get = () => {
    throw new Error('it cannot be shown');
  };
  await session.tell({ kind: 'attemptEnded', name: name!, outcome: 'Succeeded', exitCode: 0, metrics: {} });
  expect(process.conditions('test')).toEqual(['LoopBroken: it cannot be shown']);
  await world.clock.pass(2000);
  expect(process.conditions('test')).toEqual([]);
  expect(process.entries('test').filter(({ type }) => type === 'AttemptEnded')).toHaveLength(1);
});

test('one that breaks while it begins is opened ever more rarely too, and its condition says why', async () => {
  const world = new World();
  const process = await world.start();
  process.breaksAtOnce = true;
  await world.apply(axonObject(axon({ P: '' }, '- {name: boot, tasks: [{resourceExecutor: {task: P}}]}')));
  expect(process.conditions('test')).toEqual(['LoopBroken: nobody knows the code']);
  await world.clock.pass(30_000);
  expect(process.conditions('test')).toEqual(['LoopBroken: nobody knows the code']);
  // After 1, 2, 4, 8 and 16 seconds, half of each left to chance.
  expect(process.hands.length).toBeGreaterThanOrEqual(5);
  expect(process.hands.length).toBeLessThanOrEqual(7);
  process.breaksAtOnce = false;
  await world.clock.pass(60_000);
  expect(process.conditions('test')).toEqual([]);
  expect(process.hands.at(-1)?.begun).toHaveLength(1);
});

test('an axon that is deleted and applied anew begins anew', async () => {
  const world = new World();
  const process = await world.start();
  await world.apply(axonObject(DOCUMENT));
  await call(process, 'one');
  await world.delete('test-axon');
  expect(process.runtime.axons()).toEqual([]);
  expect(process.hands[0]?.stopped).toBe(true);
  expect(world.memory.list('ConfigMap', {})).toEqual([]);
  await world.apply(axonObject(DOCUMENT));
  expect(process.entries('test').map(({ type }) => type)).toEqual(['AxonApplied']);
});

test.each(['before it is applied anew', 'at once, as one sees that looks later'])(
  'for an axon that is deleted nothing is written any more: %s',
  async (when) => {
    const world = new World();
    const process = await world.start();
    await world.apply(axonObject(DOCUMENT));
    await call(process, 'one');
    world.kube?.faults.down();
    const told = call(process, 'two');
    await world.person.delete('ConfigMap', 'test-axon');
    if (when === 'before it is applied anew') process.runtime.gone('test-axon');
    else process.runtime.see(await world.person.apply(axonObject(DOCUMENT), { force: true }));
    await world.clock.pass(100);
    expect(process.hands[0]).toMatchObject({ stopped: true, grace: 0 });
    expect(await told).toEqual([]);
  },
);

test("what a deleted axon of the same name left is in nobody's way", async () => {
  const world = new World();
  const process = await world.start();
  await world.apply(axonObject(DOCUMENT));
  await call(process, 'one');
  const left = world.memory.list('ConfigMap', { labels: { 'app.kubernetes.io/component': 'journal' } });
  await process.runtime.stop();
  await world.person.delete('ConfigMap', 'test-axon');
  for (const object of left) {
    const { resourceVersion: _version, uid: _uid, ownerReferences: owners, ...metadata } = object.metadata;
    // As the garbage collector has not seen it yet: its owner is gone.
    const owner = { ...owners![0]!, uid: 'gone' };
    await world.person.create({ ...object, metadata: { ...metadata, ownerReferences: [owner] } });
  }
  const next = await world.start();
  await world.apply(axonObject(DOCUMENT));
  await call(next, 'one');
  expect(next.conditions('test')).toEqual([]);
  expect(next.entries('test').filter(({ type }) => type === 'EventReceived')).toHaveLength(1);
});

test('an entry of a newer release stops that axon, and says which release is needed', async () => {
  const world = new World();
  const first = await world.start();
  await world.apply(axonObject(DOCUMENT));
  await first.runtime.stop();
  const [segment] = world.memory.list('ConfigMap', { labels: { 'app.kubernetes.io/component': 'journal' } });
  const { uid: _uid, resourceVersion: _version, ...metadata } = segment!.metadata;
  const text = '{"time":1,"reason":"","type":"FromTheFuture"}\n';
  await world.person.create({
    ...segment!,
    metadata: { ...metadata, name: 'test-journal-0000000002' },
    data: { ...segment!['data'], first: '2', count: '1', 'journal.jsonl': text },
  });
  const second = await world.start();
  expect(second.conditions('test')[0]).toMatch(
    /^JournalOfNewerRelease: the journal has an entry of type FromTheFuture .*; run the release that wrote it/,
  );
});
