import type { Labels } from '../../../lib/spec/derive/labels';
import { Informers } from '../../../lib/runtime/kube/informers';
import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { readKeepList } from '../../../lib/runtime/store/keep-list';
import { SweepHand } from '../../../lib/runtime/store/sweep-hand';
import { BEGIN } from '../../engine/simulation';
import { axon } from '../../engine/axons';
import { FakeClock, settled } from '../fake-clock';
import { LivedAxon } from '../lived-axon';
import { MemoryCluster } from '../memory-cluster';
import { MemoryKube } from '../memory-kube';

const SENSORS = `
- {name: start, tasks: [{trainer: {task: T}}]}
- {name: again, triggers: [{name: now, type: Rest}], tasks: [{trainer: {task: T}}]}`;
const PART_OF = { 'app.kubernetes.io/part-of': 'myelin' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let cluster: MemoryCluster;
let kube: MemoryKube;
let clock: FakeClock;
let lived: LivedAxon;
let informers: Informers;
let hand: SweepHand;

beforeEach(async () => {
  [cluster, clock] = [new MemoryCluster(), new FakeClock(BEGIN)];
  kube = new MemoryKube({ cluster });
  lived = new LivedAxon(axon({ T: '' }, SENSORS));
  await lived.own(kube);
  informers = new Informers(kube);
  await Promise.all([informers.of('Job').synced, informers.of('Pod').synced]);
  hand = new SweepHand({ kube, informers, session: lived.open(), clock });
});
afterEach(async () => {
  await hand.stop();
  await informers.stop();
});

/** What synthesis writes for the store, of the spec in force unless another is said. */
async function atRest(hash = lived.loop.state.hash): Promise<void> {
  const labels = { ...PART_OF, 'myelin.io/axon': 'test', 'argocd.argoproj.io/instance': 'prod' };
  const containers = [{ name: 'store', image: 'runtime', args: ['sweep'], env: [{ name: 'HOME', value: '/tmp' }] }];
  const template = { spec: { restartPolicy: 'Never', containers } };
  await kube.create({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'test-store-sweep', labels: { ...PART_OF, 'myelin.io/spec-hash': hash } },
    spec: { schedule: '0 0 31 2 *', suspend: true, jobTemplate: { metadata: { labels }, spec: { template } } },
  });
}

async function passed(milliseconds: number): Promise<void> {
  await clock.pass(milliseconds);
  for (let turn = 0; turn < 20; turn += 1) await settled();
}

const jobs = () => cluster.list('Job');
const names = () => jobs().map(({ metadata }) => metadata.name);

/** The variables of the newest sweep. */
function environment(): Labels {
  const [container] = jobs().at(-1)!['spec'].template.spec.containers as [{ env: { name: string; value: string }[] }];
  return Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
}

/** The newest sweep ends, and its pod says this. */
async function ends(message: object | string, type = 'Complete'): Promise<void> {
  const { metadata } = jobs().at(-1)!;
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  await pod({ containerStatuses: [{ name: 'store', state: { terminated: { exitCode: 0, message: text } } }] });
  cluster.setStatus('Job', metadata.name, { conditions: [{ type, status: 'True' }] });
  await passed(0);
}

/** The pod of the newest sweep. */
async function pod(status: object): Promise<void> {
  const { metadata } = jobs().at(-1)!;
  const name = `${metadata.name}-pod`;
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { ...PART_OF, 'myelin.io/axon': 'test' },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: metadata.name, uid: metadata.uid! }],
    },
    spec: { containers: [{ name: 'store', image: 'runtime' }] },
  };
  if (cluster.get('Pod', name) === undefined) await kube.create(pod);
  cluster.setStatus('Pod', name, status);
  await passed(0);
}

test('one that does not end is a condition by the next look, with what keeps its pod, until it has', async () => {
  await atRest();
  await passed(5 * MINUTE);
  await pod({
    containerStatuses: [{ name: 'store', state: { waiting: { reason: 'ErrImagePull', message: 'not found' } } }],
  });
  await passed(0);
  expect(hand.conditions()).toEqual([]);
  await passed(60 * MINUTE);
  expect(hand.conditions()).toMatchObject([
    {
      reason: 'SweepUnderWay',
      message: expect.stringMatching(
        /^sweep of the store: Job test-store-sweep-1 has not ended, so nothing else is swept; ErrImagePull: /,
      ),
    },
  ]);
  await ends(CLEAN);
  await passed(60 * MINUTE);
  expect(hand.conditions()).toEqual([]);
});

const CLEAN = { removed: 2, young: 0, faults: [] };

test('five minutes after the loop was opened what lies at rest is copied, with all that is to be kept', async () => {
  await atRest();
  await passed(5 * MINUTE - 1);
  expect(names()).toEqual([]);

  await passed(1);
  const [job] = jobs();
  expect(job!.metadata).toMatchObject({
    name: 'test-store-sweep-1',
    labels: { ...PART_OF, 'myelin.io/axon': 'test', 'myelin.io/sweep': '1' },
    ownerReferences: [lived.owner],
  });
  expect(job!.metadata.labels).not.toHaveProperty('argocd.argoproj.io/instance');
  const [run] = [...lived.loop.state.runs.keys()];
  const [attempt] = [...lived.loop.state.attempts.keys()];
  const [taskRun] = [...lived.loop.state.taskRuns.keys()];
  expect(environment()).toMatchObject({ HOME: '/tmp' });
  expect(readKeepList(environment())).toEqual({
    asOf: clock.now(),
    data: new Set([run]),
    models: new Set([taskRun]),
    checkpoints: new Set(),
    attempts: new Set([attempt]),
  });
});

test('the list says when it was made by the clock of the machine, also where the journal is ahead of it', async () => {
  await atRest();
  lived.now += 365 * 24 * HOUR;
  await passed(5 * MINUTE);
  expect(readKeepList(environment())?.asOf).toBe(clock.now());
});

test('while one sweep runs no other begins', async () => {
  await atRest();
  await passed(5 * MINUTE);
  lived.call('again', 'now', 'c1');
  await passed(3 * HOUR);
  expect(names()).toEqual(['test-store-sweep-1']);
});

test('there is none while what is needed is what it was; the last one stays, since it says what that was', async () => {
  await atRest();
  await passed(5 * MINUTE);
  await ends(CLEAN);
  await passed(3 * HOUR);
  expect(names()).toEqual(['test-store-sweep-1']);

  lived.succeed('T');
  lived.call('again', 'now', 'c1');
  await passed(HOUR);
  expect(names()).toEqual(['test-store-sweep-2']);
  expect(readKeepList(environment())!.data.size).toBe(2);
});

test('what was too young to go is looked for again an hour later', async () => {
  await atRest();
  await passed(5 * MINUTE);
  await ends({ ...CLEAN, young: 3 });
  await passed(HOUR);
  expect(names()).toEqual(['test-store-sweep-2']);
});

test('a sweep whose report is gone is done again', async () => {
  await atRest();
  await passed(5 * MINUTE);
  cluster.setStatus('Job', 'test-store-sweep-1', { conditions: [{ type: 'Complete', status: 'True' }] });
  await passed(HOUR);
  expect(names()).toEqual(['test-store-sweep-2']);
});

test.each([
  [
    'files that it could not delete',
    { ...CLEAN, faults: ['data/a: EACCES', 'data/b: EACCES'] },
    'Complete',
    'data/a: EACCES; data/b: EACCES',
  ],
  ['an end without a report', 'the list is 30 minutes old', 'Failed', 'the list is 30 minutes old'],
])('%s are a condition until a sweep had none', async (_, said, type, message) => {
  await atRest();
  await passed(5 * MINUTE);
  await ends(said, type);
  await passed(HOUR);
  expect(hand.conditions()).toEqual([
    { kind: 'axon', name: 'test', reason: 'SweepFailed', message: `sweep of the store: ${message}`, since: lived.now },
  ]);
  if (names().at(-1) === 'test-store-sweep-1') lived.call('again', 'now', 'c1');
  await passed(HOUR);
  await ends(CLEAN);
  await passed(HOUR);
  expect(hand.conditions()).toEqual([]);
});

test('what does not lie at rest, or is of another spec, is a condition, and looked for an hour later', async () => {
  await passed(5 * MINUTE);
  const missing = 'there is no CronJob test-store-sweep: apply the files of one synth together';
  expect(hand.conditions()).toMatchObject([{ reason: 'ShapeMissing', message: `sweep of the store: ${missing}` }]);

  await atRest('0000');
  await passed(HOUR);
  expect(hand.conditions()).toMatchObject([{ reason: 'ShapeOutdated' }]);
  expect(names()).toEqual([]);
});

test('a cluster that refuses is a condition, and asked again an hour later', async () => {
  await atRest();
  kube.faults.down();
  await passed(5 * MINUTE);
  expect(hand.conditions()).toHaveLength(1);
  kube.faults.up();
  await passed(HOUR);
  expect(names()).toEqual(['test-store-sweep-1']);
  expect(hand.conditions()).toEqual([]);
});

test('nothing is swept once the hand has stopped', async () => {
  await atRest();
  await hand.stop();
  await passed(2 * HOUR);
  expect(names()).toEqual([]);
});
