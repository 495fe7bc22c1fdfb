import { EventsHand } from '../../../lib/runtime/events/events-hand';
import { axon, deployer } from '../../engine/axons';
import { BEGIN } from '../../engine/simulation';
import { FakeClock } from '../fake-clock';
import { LivedAxon } from '../lived-axon';
import { MemoryKube } from '../memory-kube';
import { KubeError } from '../../../lib/runtime/kube/kube';

const SENSORS = `
- {name: go, tasks: [{trainer: {task: T}}]}
- {name: again, triggers: [{name: now, type: Rest}], tasks: [{trainer: {task: T}}]}`;

let kube: MemoryKube;
let clock: FakeClock;
let lived: LivedAxon;
let logged: string[];
let hand: EventsHand;
beforeEach(async () => {
  [kube, clock, logged] = [new MemoryKube(), new FakeClock(BEGIN), []];
  lived = new LivedAxon(axon({ T: '' }, SENSORS));
  await lived.own(kube);
  const log = { info: (message: string) => void logged.push(message), warn: () => undefined };
  hand = new EventsHand(lived.open(), kube, 'myelin-runtime-1', clock, log).start();
});
const events = async () => (await kube.list('Event')).items;
const told = async () => (await events()).map((one) => `${one['type']} ${one['reason']}`);

test('what is done for an axon is told as Events about its ConfigMap', async () => {
  lived.fail('T');
  await hand.stop();
  expect(await told()).toEqual(['Warning AttemptFailed', 'Warning TaskRunFailed', 'Warning RunFailed']);
  expect((await events())[0]).toMatchObject({
    metadata: { name: `test-axon.${lived.owner.uid.slice(0, 8)}.6`, labels: { 'myelin.io/axon': 'test' } },
    involvedObject: { apiVersion: 'v1', kind: 'ConfigMap', name: 'test-axon', uid: lived.owner.uid },
    message: expect.stringContaining('Failed'),
    firstTimestamp: '2026-01-01T00:00:00Z',
    reportingComponent: 'myelin-runtime',
    reportingInstance: 'myelin-runtime-1',
  });
});

test('an entry is told once, by whichever runtime', async () => {
  const log = { info: (message: string) => void logged.push(message), warn: () => undefined };
  const other = new EventsHand(lived.open(), kube, 'myelin-runtime-2', clock, log).start();
  lived.succeed('T');
  await Promise.all([hand.stop(), other.stop()]);
  expect(await told()).toEqual(['Normal AttemptSucceeded', 'Normal TaskRunSucceeded', 'Normal RunSucceeded']);
  expect(logged).toEqual([]);
});

test('a rollback is told with who asked and why, and one that came to nothing as a warning', async () => {
  const ship = `- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('d')}]}`;
  lived = new LivedAxon(axon({ T: '', D: '' }, `${SENSORS}\n${ship}`));
  lived.succeed('T');
  lived.serve();
  lived.call('again', 'now', 'second');
  lived.succeed('T');
  lived.serve();
  await lived.own(new MemoryKube());
  const log = { info: (message: string) => void logged.push(message), warn: () => undefined };
  hand = new EventsHand(lived.open(), kube, 'myelin-runtime-1', clock, log).start();
  lived.tell({ kind: 'rollback', deployer: 'd', by: 'ada', reason: 'it is slow' });
  lived.tell({ kind: 'promote', deployer: 'd', version: '2', by: 'ada' });
  lived.serve('Failed');
  await hand.stop();
  expect(await told()).toEqual([
    'Normal RolledBack',
    'Normal VersionRolledBack',
    'Normal PromotionStarted',
    'Normal VersionStarting',
    'Warning PromotionFailed',
    'Normal VersionRolledBack',
  ]);
  expect((await events())[0]!['message']).toMatch(
    /^d: RolledBack to d-\w+ in place of d-\w+: asked by ada: it is slow$/,
  );
});

test('what is refused is told once each time that it begins', async () => {
  const edited = { reason: 'EditedBySomebodyElse', message: 'Service x was edited by kubectl-edit', since: BEGIN };
  hand.warn('Service x', edited);
  hand.warn('Service x', edited);
  hand.warn('Service x', { ...edited, since: BEGIN + 60_000 });
  hand.warn('Service y', { ...edited, message: 'y'.repeat(2000) });
  await hand.stop();
  expect(await told()).toEqual(Array(3).fill('Warning EditedBySomebodyElse'));
  expect((await events()).map(({ firstTimestamp }) => firstTimestamp as string).sort()).toEqual([
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:01:00Z',
  ]);
  expect(Math.max(...(await events()).map(({ message }) => (message as string).length))).toBe(1024);
});

test('what comes too fast is left out, and logged', async () => {
  for (let n = 0; n < 40; n++) {
    lived.tell({ kind: 'pause' });
    lived.tell({ kind: 'resume' });
  }
  await clock.pass(2000);
  lived.tell({ kind: 'pause' });
  await hand.stop();
  expect(await told()).toHaveLength(51);
  expect(logged).toEqual(['30 things were not told as Events: too many came at once']);
});

test('an API server that refuses them is logged, and holds nothing up', async () => {
  kube.faults.fail(1, new KubeError(403, 'Forbidden', 'events is forbidden'), { kind: 'Event' });
  lived.tell({ kind: 'pause' });
  lived.tell({ kind: 'resume' });
  await hand.stop();
  expect(await told()).toEqual(['Normal Resumed']);
  expect(logged).toEqual(['an Event is left out: events is forbidden']);
});
