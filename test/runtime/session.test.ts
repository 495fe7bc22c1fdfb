import { KubeError } from '../../lib/runtime/kube/kube';
import { emptyState } from '../../lib/engine/state';
import { AxonLoop } from '../../lib/engine/axon-loop';
import { axon } from '../engine/axons';
import { FakeClock, settled } from './fake-clock';
import { MemoryCluster } from './memory-cluster';
import { MemoryKube } from './memory-kube';
import { axonObject, axonOf, RuntimeProcess } from './runtime-process';

const DOCUMENT = axon(
  { P: '' },
  `
- {name: go, triggers: [{name: call, type: Rest}], policy: All, tasks: [{resourceExecutor: {task: P}}]}`,
);
const BEGIN = Date.UTC(2026, 0, 1);

async function cluster(document = DOCUMENT) {
  const clock = new FakeClock(BEGIN);
  const memory = new MemoryCluster();
  const person = new MemoryKube({ cluster: memory, manager: 'kubectl' });
  const object = await person.create(axonObject(document));
  const start = async () => {
    const kube = new MemoryKube({ cluster: memory });
    const process = new RuntimeProcess(kube, clock);
    process.runtime.see(memory.get('ConfigMap', object.metadata.name)!);
    await settled();
    await settled();
    return { kube, process };
  };
  return { clock, memory, person, object, start };
}

function call(id: string) {
  return { kind: 'call', sensor: 'go', trigger: 'call', id, body: {}, source: 'test' } as const;
}

function segments(memory: MemoryCluster): string[] {
  return memory
    .list('ConfigMap', { labels: { 'app.kubernetes.io/component': 'journal' } })
    .map(({ metadata }) => metadata.name);
}

test('the axon is submitted, with its spec kept before the journal speaks of it', async () => {
  const { start, memory } = await cluster();
  const { process } = await start();
  const { hash } = axonOf(DOCUMENT);
  expect(process.entries('test').map(({ type }) => type)).toEqual(['AxonApplied']);
  expect(memory.get('ConfigMap', `test-spec-${hash}`)?.['immutable']).toBe(true);
  expect(segments(memory)).toEqual(['test-journal-0000000001']);
});

test('what is decided is shown and acted upon once it is durable', async () => {
  const { start } = await cluster();
  const { kube, process } = await start();
  const [hand] = process.hands;
  const session = process.session('test');
  const letGo = kube.faults.hang(1, { method: 'create' });
  let answered = false;
  const answer = session.tell(call('one')).then((entries) => {
    answered = true;
    return entries;
  });
  await settled();
  expect([answered, hand?.begun, session.state.runs.size, session.wanted.attempts.length]).toEqual([false, [], 0, 0]);
  letGo();
  expect((await answer).map(({ type }) => type)).toEqual([
    'EventReceived',
    'RunStarted',
    'TaskRunStarted',
    'AttemptStarted',
  ]);
  expect([hand?.begun.length, session.state.runs.size, session.wanted.attempts.length]).toEqual([1, 1, 1]);
});

test('an event that is delivered again is answered for when the first delivery is durable', async () => {
  const { start } = await cluster();
  const { kube, process } = await start();
  const letGo = kube.faults.hang(1, { method: 'create' });
  const answers: string[] = [];
  const session = process.session('test');
  void session.tell(call('one')).then(() => answers.push('first'));
  await settled();
  void session.tell(call('one')).then(() => answers.push('again'));
  await settled();
  expect(answers).toEqual([]);
  letGo();
  await settled();
  expect(answers).toEqual(['first', 'again']);
});

test('a thousand events at once are a few writes, and all are recorded', async () => {
  const { start, clock, memory } = await cluster();
  const { kube, process } = await start();
  const before = kube.requests.get('create ConfigMap') ?? 0;
  const session = process.session('test');
  const answers = Promise.all(Array.from({ length: 1000 }, (_, index) => session.tell(call(`e${index}`))));
  await clock.pass(5000);
  await answers;
  const received = process.entries('test').filter(({ type }) => type === 'EventReceived');
  expect(new Set(received).size).toBe(1000);
  expect((kube.requests.get('create ConfigMap') ?? 0) - before).toBeLessThanOrEqual(16);
  const { process: next } = await start();
  expect(next.session('test').state).toEqual(session.state);
  expect(segments(memory).length).toBeLessThanOrEqual(18);
});

test('more than ten writes at once have to wait: two a second', async () => {
  const { start, clock } = await cluster();
  const { kube, process } = await start();
  const session = process.session('test');
  const begun = clock.steady();
  const before = kube.requests.get('create ConfigMap') ?? 0;
  for (let index = 0; index < 100; index += 1) {
    void session.tell(call(`e${index}`));
    await clock.pass(100);
  }
  const seconds = (clock.steady() - begun) / 1000;
  expect((kube.requests.get('create ConfigMap') ?? 0) - before).toBeLessThanOrEqual(10 + 2 * seconds);
  await clock.pass(2000);
  expect(session.state.sensors.get('go')?.counted.get('call')?.size).toBe(100);
});

test('while the API server is away nothing is begun and the reason is shown; afterwards it goes on', async () => {
  const { start, clock } = await cluster();
  const { kube, process } = await start();
  const session = process.session('test');
  kube.faults.down();
  const answer = session.tell(call('one'));
  await clock.pass(60_000);
  expect(process.hands[0]?.begun).toEqual([]);
  expect(process.conditions('test')).toEqual([
    'JournalNotWritten: the journal cannot be written, so nothing is begun: connect ECONNREFUSED 10.0.0.1:443',
  ]);
  kube.faults.up();
  await clock.pass(10_000);
  await answer;
  expect(process.hands[0]?.begun).toHaveLength(1);
  expect(process.conditions('test')).toEqual([]);
});

test('a quota that is full is a condition, and nothing is lost', async () => {
  const { start, clock } = await cluster();
  const { kube, process } = await start();
  const full = new KubeError(403, 'Forbidden', 'exceeded quota: objects, requested: count/configmaps=1');
  kube.faults.fail(3, full, { method: 'create' });
  const answer = process.session('test').tell(call('one'));
  await settled();
  expect(process.conditions('test')[0]).toContain('exceeded quota');
  await clock.pass(10_000);
  await answer;
  expect(process.hands[0]?.begun).toHaveLength(1);
});

test('an answer that was lost is not a second entry', async () => {
  const { start, clock } = await cluster();
  const { kube, process } = await start();
  kube.faults.dropAnswers(1, { method: 'create' });
  const answer = process.session('test').tell(call('one'));
  await clock.pass(1000);
  await answer;
  expect(process.entries('test').filter(({ type }) => type === 'EventReceived')).toHaveLength(1);
  const { process: next } = await start();
  expect(next.session('test').state).toEqual(process.session('test').state);
});

test('of two runtimes at once the one that writes second ceases to lead, and begins nothing', async () => {
  const { start } = await cluster();
  const { process: first } = await start();
  const { process: second } = await start();
  await second.session('test').tell(call('one'));
  const stale = first.session('test');
  expect(await stale.tell(call('two'))).toEqual([]);
  expect([first.fenced, second.fenced]).toEqual([true, false]);
  expect([first.hands[0]?.begun.length, second.hands[0]?.begun.length]).toEqual([0, 1]);
  await settled();
  expect(first.hands[0]?.stopped).toBe(true);
  expect(await stale.tell(call('three'))).toEqual([]);
});

test('a successor knows what the predecessor knew, and acts on it', async () => {
  const { start } = await cluster();
  const { process: first } = await start();
  await first.session('test').tell(call('one'));
  await first.runtime.stop();
  const { process: second } = await start();
  expect(second.session('test').state).toEqual(first.hands[0] === undefined ? emptyState() : replayed(second));
  expect(second.hands[0]?.begun).toEqual(first.hands[0]?.begun);
  expect(second.entries('test')).toHaveLength(5);
});

function replayed(process: RuntimeProcess) {
  return AxonLoop.replay(process.entries('test'), () => axonOf(DOCUMENT)).state;
}

test('time goes on from the last entry, whatever the clock of the next machine says', async () => {
  const { start, clock } = await cluster();
  const { process: first } = await start();
  await first.session('test').tell(call('one'));
  const last = first.entries('test').at(-1)?.time ?? 0;
  await first.runtime.stop();
  clock.set(BEGIN - 3_600_000);
  const { process: second } = await start();
  const session = second.session('test');
  expect(session.now()).toBe(last);
  await clock.pass(5000);
  expect(session.now()).toBe(last + 5000);
  expect(second.conditions('test')).toEqual([
    'ClockBehind: the clock of this machine is 3600 seconds behind the last entry of the journal',
  ]);
});

test('it wakes itself, also when the clock jumps over the time that was waited for', async () => {
  const nightly = axon(
    { P: '' },
    `
- {name: night, triggers: [{name: three, type: Calendar, schedule: "0 3 * * *"}], tasks: [{resourceExecutor: {task: P}}]}`,
  );
  const { start, clock } = await cluster(nightly);
  const { process } = await start();
  clock.set(BEGIN + 3 * 3_600_000);
  await clock.pass(31_000);
  expect(process.hands[0]?.begun).toHaveLength(1);
});
