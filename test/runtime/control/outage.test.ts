import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { HttpError } from '../../../lib/control/http';
import { Intake } from '../../../lib/runtime/control/intake';
import { RuntimeControl } from '../../../lib/runtime/control/runtime-control';
import { TriggerSecrets } from '../../../lib/runtime/control/trigger-secrets';
import { faultOf, type KubeFault } from '../../../lib/runtime/kube/fault';
import { KubeError } from '../../../lib/runtime/kube/kube';
import { RuntimeMetrics } from '../../../lib/runtime/metrics/runtime-metrics';
import { axon } from '../../engine/axons';
import { FakeClock, settled } from '../fake-clock';
import { MemoryCluster } from '../memory-cluster';
import { MemoryKube } from '../memory-kube';
import { axonObject, RuntimeProcess } from '../runtime-process';

const DOCUMENT = axon(
  { P: '' },
  `
- {name: go, triggers: [{name: call, type: Rest}], policy: All, tasks: [{resourceExecutor: {task: P}}]}`,
);
const UNREACHABLE = new KubeError(0, 'Unreachable', 'connect ECONNREFUSED 10.0.0.1:443');

const clock = new FakeClock(Date.UTC(2026, 0, 1));
let memory: MemoryCluster;
let kube: MemoryKube;
let runtime: RuntimeProcess;
let fault: KubeFault | undefined;
let control: RuntimeControl;

/** A runtime that has the axon open, and answers through its control. */
async function start(): Promise<void> {
  kube = new MemoryKube({ cluster: memory });
  runtime = new RuntimeProcess(kube, clock);
  runtime.runtime.see(memory.get('ConfigMap', 'test-axon')!);
  await clock.pass(2000);
  control = new RuntimeControl({
    axons: () => runtime.runtime.names(),
    axon: (name) => runtime.runtime.axon(name),
    leadership: () => ({ leads: true, ...(fault === undefined ? {} : { fault }) }),
    intake: new Intake({ most: 3, bytes: 1000 }),
    listen: (name, listener) => runtime.runtime.listen(name, listener),
    metrics: new RuntimeMetrics(kube, clock),
    secrets: new TriggerSecrets(join(tmpdir(), 'no-such-folder')),
    identify: () => Promise.resolve({ ok: true }),
    directories: () => ({ data_path: '', model_path: '' }),
    endpoints: () => ({}),
    publicEndpoints: () => ({}),
  });
}

beforeEach(async () => {
  memory = new MemoryCluster();
  fault = undefined;
  memory.create(axonObject(DOCUMENT), 'kubectl/Update');
  await start();
});
afterEach(stop);

async function stop(): Promise<void> {
  const stopping = runtime.runtime.stop(0);
  await clock.pass(100);
  await stopping;
}

function away(): void {
  kube.faults.down();
  fault = faultOf(UNREACHABLE, undefined);
}

function back(): void {
  kube.faults.up();
  fault = undefined;
}

/** Sends an event. @returns what was answered so far */
function send(id: string, body: object = {}): string[] {
  const answers: string[] = [];
  control.trigger('test', { sensor: 'go', trigger: 'call', id, data: body, source: 'test' }).then(
    ({ accepted, duplicate }) => answers.push(duplicate === true ? 'had come before' : accepted ? 'taken' : 'refused'),
    (error: HttpError) => answers.push(`${error.status} after ${error.headers?.['retry-after']}: ${error.message}`),
  );
  return answers;
}

const journalled = () =>
  runtime.entries('test').flatMap((entry) => (entry.type === 'EventReceived' ? [entry.event.id] : []));

test('an event is acknowledged once it is in the journal, and not before', async () => {
  const release = kube.faults.hang(1, { method: 'create', kind: 'ConfigMap' });
  const answers = send('one');
  await clock.pass(5000);
  expect([answers, journalled()]).toEqual([[], []]);
  release();
  await clock.pass(0);
  expect([answers, journalled()]).toEqual([['taken'], ['one']]);
});

test('while the API server is away so many wait, what comes beyond is told to come back, and all that waited is recorded', async () => {
  away();
  const waiting = ['one', 'two', 'three'].map((id) => send(id));
  const refused = send('four');
  await clock.pass(1000);
  expect(waiting).toEqual([[], [], []]);
  expect(refused).toEqual([
    '503 after 5: 3 events and commands wait for the journal, and no more are taken: send it again',
  ]);
  back();
  await clock.pass(20_000);
  expect(waiting).toEqual([['taken'], ['taken'], ['taken']]);
  expect(journalled()).toEqual(['one', 'two', 'three']);
  const again = send('four');
  await clock.pass(2000);
  expect(again).toEqual(['taken']);
});

test('what is long counts by its length', async () => {
  away();
  send('one', { text: 'x'.repeat(2000) });
  const refused = send('two');
  await clock.pass(0);
  expect(refused).toEqual(['503 after 5: 2 kB of events wait for the journal, and no more are taken: send it again']);
});

test('it is not ready meanwhile, and says why, where it is asked and in the conditions of every axon', async () => {
  expect(control.whyNotReady()).toBeUndefined();
  away();
  const why = 'the API server cannot be reached: connect ECONNREFUSED 10.0.0.1:443';
  expect(control.whyNotReady()).toBe(why);
  expect(control.state('test')).toMatchObject({
    conditions: [{ kind: 'axon', name: 'test', reason: 'ApiServerUnreachable', message: expect.stringContaining(why) }],
  });
  back();
  expect(control.whyNotReady()).toBeUndefined();
  expect(control.state('test')).toMatchObject({ conditions: [] });
  await settled();
});

test('a runtime that ends in an outage has acknowledged nothing that its successor does not know', async () => {
  const before = send('one');
  await clock.pass(2000);
  away();
  const during = send('two');
  await clock.pass(1000);
  await stop();
  expect(before).toEqual(['taken']);
  expect(during).toEqual(['503 after 1: the event could not be made durable: send it again']);
  fault = undefined;
  await start();
  expect(journalled()).toEqual(['one']);
  const again = [send('one'), send('two')];
  await clock.pass(2000);
  expect(again).toEqual([['had come before'], ['taken']]);
});

test('who listens to an axon whose loop is not open yet hears of it once it is', async () => {
  await stop();
  kube = new MemoryKube({ cluster: memory });
  runtime = new RuntimeProcess(kube, clock);
  let news = 0;
  const unlisten = control.subscribe('test', () => (news += 1));
  kube.faults.down();
  runtime.runtime.see(memory.get('ConfigMap', 'test-axon')!);
  await clock.pass(500);
  expect(news).toBe(0);
  kube.faults.up();
  await clock.pass(5000);
  expect(news).toBeGreaterThan(0);
  const heard = news;
  send('one');
  await clock.pass(2000);
  expect(news).toBeGreaterThan(heard);
  unlisten();
  const last = news;
  send('two');
  await clock.pass(2000);
  expect(news).toBe(last);
});
