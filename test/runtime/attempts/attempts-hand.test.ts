import { KubeError, type KubeObject } from '../../../lib/runtime/kube/kube';
import { axon } from '../../engine/axons';
import { AttemptsCluster, RUNNING, terminated } from './attempts-cluster';

const DOCUMENT = axon(
  { P: '', T: 'lossMetric: loss, retry: {limit: 1, backoff: {duration: 1s}}' },
  `
- {name: go, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}
- {name: learn, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}`,
);

let cluster: AttemptsCluster;
afterEach(() => cluster.end());

function call(sensor: string, id = 'one') {
  return { kind: 'call', sensor, trigger: 'call', id, body: { rows: 7 }, source: 'test' } as const;
}

async function begun(sensor = 'go', document = DOCUMENT) {
  cluster = new AttemptsCluster(document);
  const process = await cluster.start();
  void process.session.tell(call(sensor));
  await cluster.settle();
  return process;
}

const ended = (process: Awaited<ReturnType<typeof begun>>) =>
  process.entries('AttemptEnded').map(({ outcome, exitCode, metrics, reason }) => {
    return { outcome, ...(exitCode === undefined ? {} : { exitCode }), metrics, reason };
  });

test('an attempt is a Job that the axon owns, and its end is what its pod says', async () => {
  const process = await begun();
  const job = cluster.job();
  expect(job.metadata).toMatchObject({
    name: `test-${process.entries('AttemptStarted')[0]!.name}`,
    ownerReferences: [{ kind: 'ConfigMap', name: 'test-axon' }],
  });
  expect(job.metadata.ownerReferences?.[0]).not.toHaveProperty('controller');
  cluster.pod(job, RUNNING);
  await cluster.settle();
  expect(process.entries('AttemptRunning')).toHaveLength(1);
  cluster.pod(job, terminated(0, '{"accuracy": 0.9}'));
  await cluster.settle();
  expect(ended(process)).toEqual([
    { outcome: 'Succeeded', exitCode: 0, metrics: { steps: 3, accuracy: 0.9 }, reason: 'it ended with exit code 0' },
  ]);
});

test('where nothing is in the way it takes one request to make a Job', async () => {
  cluster = new AttemptsCluster(DOCUMENT);
  const process = await cluster.start();
  await process.informers.of('CronJob').synced;
  const before = new Map(process.kube.requests);
  void process.session.tell(call('go'));
  await cluster.settle();
  const asked = [...process.kube.requests].filter(([what]) => /Job$/.test(what) && !/^(list|watch)/.test(what));
  expect(asked.map(([what, times]) => [what, times - (before.get(what) ?? 0)])).toEqual([['create Job', 1]]);
});

test('of many attempts, what changes in the cluster is looked at at once, and what changes right after a moment later', async () => {
  const many = 'name: many, concurrency: Allow, triggers: [{name: call, type: Rest}]';
  const process = await begun('many', axon({ P: '' }, `\n- {${many}, tasks: [{resourceExecutor: {task: P}}]}`));
  for (let id = 1; id < 200; id += 1) void process.session.tell(call('many', `${id}`));
  await cluster.settle();
  const running = () => process.entries('AttemptRunning').length;
  const [first, second, third] = cluster.jobs();
  expect(cluster.jobs()).toHaveLength(200);
  cluster.pod(first!, RUNNING);
  await cluster.clock.pass(0);
  expect(running()).toBe(1);
  cluster.pod(second!, RUNNING);
  cluster.pod(third!, RUNNING);
  await cluster.clock.pass(19);
  expect(running()).toBe(1);
  await cluster.clock.pass(1);
  expect(running()).toBe(3);
});

test('a Job gets its time to live only when its end is in the journal', async () => {
  const process = await begun();
  const job = cluster.job();
  cluster.pod(job, terminated(0));
  cluster.memory.setStatus('Job', job.metadata.name, { conditions: [{ type: 'Complete', status: 'True' }] });
  const letGo = process.kube.faults.hang(1, { method: 'create', kind: 'ConfigMap' });
  await cluster.settle();
  expect(cluster.job()['spec'].ttlSecondsAfterFinished).toBeUndefined();
  letGo();
  await cluster.settle();
  await cluster.settle();
  expect(ended(process)).toHaveLength(1);
  expect(cluster.job()['spec'].ttlSecondsAfterFinished).toBe(86_400);
});

test('what failed says why, and is tried again as the task says', async () => {
  const process = await begun('learn');
  cluster.pod(cluster.job(), terminated(137, 'epoch 1\nkilled', 'OOMKilled'));
  await cluster.settle();
  await cluster.clock.pass(2000);
  await cluster.settle();
  expect(ended(process)).toMatchObject([
    { outcome: 'Failed', exitCode: 137, reason: 'it ended with exit code 137: OOMKilled; killed' },
  ]);
  expect(cluster.jobs().map(({ metadata }) => metadata.name.slice(-3))).toEqual(['-a1', '-a2']);
});

describe('an attempt is executed once', () => {
  test('by whichever runtime: the next one adopts its Job', async () => {
    const first = await begun();
    await first.kill();
    const next = await cluster.start();
    expect(cluster.jobs()).toHaveLength(1);
    expect(next.kube.requests.get('create Job')).toBeUndefined();
    cluster.pod(cluster.job(), terminated(0));
    await cluster.settle();
    expect(ended(next)).toMatchObject([{ outcome: 'Succeeded' }]);
  });

  test('where the answer to its creation is lost', async () => {
    cluster = new AttemptsCluster(DOCUMENT);
    const process = await cluster.start();
    process.kube.faults.dropAnswers(1, { method: 'create', kind: 'Job' });
    void process.session.tell(call('go'));
    await cluster.settle();
    await cluster.clock.pass(3000);
    await cluster.settle();
    expect(cluster.jobs()).toHaveLength(1);
    expect(process.conditions()).toEqual([]);
  });

  test('its Job is not made again where it is gone: it is Lost, and the loop tries once more under another name', async () => {
    const process = await begun();
    const { name } = cluster.job().metadata;
    cluster.memory.delete('Job', name);
    await cluster.settle();
    await cluster.settle();
    expect(ended(process)).toMatchObject([{ outcome: 'Lost', reason: `it ended: Job ${name} is gone` }]);
    expect(cluster.jobs().map((job) => job.metadata.name)).toEqual([name.replace(/-a1$/, '-a2')]);
  });

  test('and not before its pods have ended: they write where the next attempt writes', async () => {
    const process = await begun();
    const job = cluster.job();
    const pod = cluster.pod(job, RUNNING);
    await cluster.settle();
    cluster.orphan(pod);
    cluster.memory.delete('Job', job.metadata.name);
    await cluster.settle();
    await cluster.clock.pass(30_000);
    await cluster.settle();
    expect([ended(process), cluster.jobs()]).toEqual([[], []]);
    expect(process.conditions()).toEqual([
      expect.stringMatching(/PodLeft: Job test-p-\w+-a1 is gone, and pod test-p-\w+-a1-x of it is still there: /),
    ]);
    cluster.pod(job, terminated(0));
    await cluster.clock.pass(1000);
    await cluster.settle();
    expect(ended(process)).toMatchObject([{ outcome: 'Lost' }]);
    expect(process.conditions()).toEqual([]);
    expect(cluster.jobs()).toHaveLength(1);
  });

  test('whatever pods another axon has, whose attempts have the same names where the same causes made them', async () => {
    const process = await begun();
    const job = cluster.job();
    const { spec, metadata } = job['spec'].template;
    const labels = { ...metadata.labels, 'myelin.io/axon': 'twin' };
    cluster.memory.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'twin', labels }, spec }, 'job');
    cluster.memory.setStatus('Pod', 'twin', RUNNING);
    cluster.memory.delete('Job', job.metadata.name);
    await cluster.settle();
    await cluster.settle();
    expect(process.conditions()).toEqual([]);
    expect(ended(process)).toMatchObject([{ outcome: 'Lost' }]);
  });

  test('and one that Failed not before all that worked with it has ended', async () => {
    const process = await begun('learn');
    const job = cluster.job();
    const pod = cluster.pod(job, RUNNING, 1);
    cluster.pod(job, terminated(1, 'out of memory'), 0);
    await cluster.settle();
    expect(ended(process)).toEqual([]);
    expect(process.conditions()).toEqual([
      `${process.entries('AttemptStarted')[0]!.name} PodLeft: out of memory, and pod ${pod} of it is still there: its end ` +
        'counts once that has ended too; delete the pod if it is not to go on',
    ]);
    cluster.pod(job, terminated(0), 1);
    await cluster.clock.pass(1000);
    await cluster.settle();
    expect(ended(process)).toMatchObject([{ outcome: 'Failed', exitCode: 1 }]);
    expect(process.conditions()).toEqual([]);
  });

  test('also if nobody was there when the Job went, once it was seen to run', async () => {
    const first = await begun();
    const job = cluster.job();
    cluster.pod(job, RUNNING);
    await cluster.settle();
    await first.kill();
    cluster.memory.delete('Job', job.metadata.name);
    const next = await cluster.start();
    expect(ended(next)).toMatchObject([{ outcome: 'Lost' }]);
  });

  test('each Job that is made of it says so, for the claim in the store', async () => {
    await begun();
    const [directories] = cluster.job()['spec'].template.spec.initContainers;
    const env = Object.fromEntries(
      directories.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
    );
    expect(env).toMatchObject({
      MYELIN_EXECUTION: expect.stringMatching(/^execution-/),
      MYELIN_CLAIM: `/var/lib/myelin/store/attempts/${env['MYELIN_ATTEMPT']}`,
    });
  });

  test('an object of its name that is not of the axon is left alone, and a condition says so', async () => {
    const first = await begun();
    const job = cluster.job();
    await first.kill();
    cluster.memory.delete('Job', job.metadata.name);
    const { uid: _, resourceVersion: __, creationTimestamp: ___, ownerReferences: ____, ...metadata } = job.metadata;
    cluster.memory.create({ ...job, metadata } as KubeObject, 'kubectl/Update');
    const next = await cluster.start();
    expect(next.conditions()).toEqual([
      expect.stringMatching(
        /NameTaken: Job test-p-\w+-a1 is there and not of this axon: delete it, its name is needed$/,
      ),
    ]);
    expect(ended(next)).toEqual([]);
  });
});

describe('what keeps an attempt from running is a condition, until it is gone', () => {
  test('a shape at rest of another synth', async () => {
    cluster = new AttemptsCluster(DOCUMENT);
    const edited = DOCUMENT.replace('image: example', 'image: other');
    cluster.apply(edited, ({ kind }) => kind === 'ConfigMap');
    const process = await cluster.start();
    void process.session.tell(call('go'));
    await cluster.settle();
    expect(cluster.jobs()).toEqual([]);
    expect(process.conditions()).toEqual([
      expect.stringMatching(
        /ShapeOutdated: CronJob test-p is of the spec \w+, in force is \w+: apply the files of one/,
      ),
    ]);
    cluster.apply(edited);
    await cluster.clock.pass(2000);
    await cluster.settle();
    expect(process.conditions()).toEqual([]);
    expect(cluster.job()['spec'].template.spec.containers[0].image).toBe('other');
  });

  test('a quota, a webhook: whatever refuses the Job, and it is not asked at every event', async () => {
    cluster = new AttemptsCluster(DOCUMENT);
    const process = await cluster.start();
    const quota = new KubeError(403, 'Forbidden', 'exceeded quota: jobs, requested: 1, used: 5, limited: 5');
    process.kube.faults.fail(2, quota, { method: 'create', kind: 'Job' });
    void process.session.tell(call('go'));
    await cluster.settle();
    expect(process.conditions()).toEqual([expect.stringMatching(/Forbidden: exceeded quota/)]);
    for (let many = 0; many < 20; many += 1) process.session.reconcile();
    await cluster.settle(2);
    expect(process.kube.requests.get('create Job')).toBeLessThan(4);
    await cluster.clock.pass(4000);
    await cluster.settle();
    expect([process.conditions(), cluster.jobs().length]).toEqual([[], 1]);
  });

  test('a policy that refuses it, whatever status it gives', async () => {
    cluster = new AttemptsCluster(DOCUMENT);
    const process = await cluster.start();
    const policy = `jobs.batch "test-p" is forbidden: ValidatingAdmissionPolicy 'x' with binding 'x' denied request: no`;
    const webhook = 'admission webhook "x.example.com" denied the request: no';
    process.kube.faults.fail(1, new KubeError(422, 'Invalid', policy), { method: 'create', kind: 'Job' });
    process.kube.faults.fail(1, new KubeError(400, 'BadRequest', webhook), { method: 'create', kind: 'Job' });
    void process.session.tell(call('go'));
    await cluster.settle();
    expect(process.conditions()).toEqual([expect.stringMatching(/denied/)]);
    await cluster.clock.pass(4000);
    await cluster.settle();
    expect([process.conditions(), cluster.jobs().length]).toEqual([[], 1]);
  });

  test('an image that cannot be pulled, a node that is not there', async () => {
    const process = await begun();
    const job = cluster.job();
    const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "example"' };
    cluster.pod(job, { phase: 'Pending', containerStatuses: [{ name: 'task', state: { waiting } }] });
    await cluster.settle();
    expect(process.conditions()).toEqual([
      expect.stringMatching(/ImagePullBackOff: container task: Back-off pulling image "example"; see that the image/),
    ]);
    const message = '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    cluster.pod(job, { phase: 'Pending', conditions });
    await cluster.settle();
    expect(process.conditions()).toEqual([expect.stringMatching(`Unschedulable: ${message}`)]);
    cluster.pod(job, RUNNING);
    await cluster.settle();
    expect(process.conditions()).toEqual([]);
  });

  test('what only an event of the Job tells', async () => {
    const process = await begun();
    const { uid } = cluster.job().metadata;
    const message = 'pods "x" is forbidden: violates PodSecurity "restricted:latest"';
    const about = { involvedObject: { uid }, type: 'Warning', lastTimestamp: '2026-01-01T00:00:00Z' };
    const event = { ...about, reason: 'FailedCreate', message };
    cluster.memory.create({ apiVersion: 'v1', kind: 'Event', metadata: { name: 'e1' }, ...event }, 'job-controller');
    await cluster.clock.pass(11_000);
    await cluster.settle();
    expect(process.conditions()).toEqual([expect.stringMatching(/FailedCreate: pods "x" is forbidden/)]);
  });

  test('Events are listed once in ten seconds, and only those that warn, however many attempts wait', async () => {
    const process = await begun('go', DOCUMENT.replace('{name: go, ', '{name: go, concurrency: Allow, '));
    for (let n = 0; n < 5; n += 1) void process.session.tell(call('go', `${n}`));
    await cluster.settle();
    await cluster.clock.pass(40_000);
    await cluster.settle();
    expect(cluster.jobs()).toHaveLength(6);
    expect(process.conditions()).toHaveLength(6);
    expect(process.kube.requests.get('list Event')).toBeLessThanOrEqual(4);
  });

  test('whoever should take the next step, where nobody says anything', async () => {
    const process = await begun();
    const silent = async () => {
      await cluster.clock.pass(31_000);
      await cluster.settle();
      return process.conditions();
    };
    expect(await silent()).toEqual([expect.stringMatching(/NoPod: Job test-p-\w+-a1 has no pod/)]);
    const job = cluster.job();
    const name = cluster.pod(job, { phase: 'Pending' });
    expect(await silent()).toEqual([expect.stringMatching(/NotScheduled: pod \S+ was given no node/)]);
    const pod = cluster.memory.get('Pod', name)!;
    cluster.memory.update({ ...pod, spec: { ...pod['spec'], nodeName: 'n1' } }, 'scheduler');
    expect(await silent()).toEqual([expect.stringMatching(/NotStarted: node n1 has not started pod/)]);
    cluster.pod(job, RUNNING);
    await cluster.settle();
    expect(process.conditions()).toEqual([]);
  });
});

test('what stands beside the code may end after it: that is no trouble, unless it lasts', async () => {
  const process = await begun();
  const job = cluster.job();
  cluster.pod(job, RUNNING);
  await cluster.clock.pass(60_000);
  await cluster.settle();
  const finishedAt = new Date(cluster.clock.now()).toISOString();
  const status = {
    phase: 'Running',
    containerStatuses: [{ name: 'task', state: { terminated: { exitCode: 0, finishedAt } } }],
    initContainerStatuses: [{ name: 'istio-proxy', state: { running: {} } }],
  };
  cluster.pod(job, status);
  await cluster.settle();
  await cluster.clock.pass(15_000);
  expect(process.conditions()).toEqual([]);
  await cluster.clock.pass(6000);
  await cluster.settle();
  expect(process.conditions()).toEqual([
    expect.stringMatching(/NotEnded: its code has ended, and container istio-proxy of pod \S+ goes on/),
  ]);
  expect(ended(process)).toEqual([]);
  cluster.pod(job, terminated(0, '{"accuracy": 0.9}'));
  await cluster.settle();
  expect(ended(process)).toMatchObject([{ outcome: 'Succeeded', metrics: { accuracy: 0.9 } }]);
  expect(process.conditions()).toEqual([]);
});

test('an object that nobody understands breaks the loop of its axon, and not the process', async () => {
  const process = await begun();
  const { apiVersion, kind, metadata, spec } = cluster.job();
  const { labels = {}, ownerReferences = [] } = metadata;
  const attempt = { ...labels, 'myelin.io/attempt': 'left' };
  const odd = { name: 'odd', labels: attempt, ownerReferences };
  cluster.memory.create({ apiVersion, kind, metadata: odd, spec }, 'x');
  await cluster.settle();
  cluster.memory.setStatus('Job', 'odd', { conditions: 7 });
  await cluster.settle();
  const [{ conditions } = { conditions: [] }] = process.runtime.axons();
  expect(conditions.map(({ reason }) => reason)).toEqual(['LoopBroken']);
});

test('what refuses the time to live of Jobs is asked ever more rarely, for whatever reason one looks', async () => {
  const process = await begun();
  const job = cluster.job();
  process.kube.faults.fail(5, new KubeError(403, 'Forbidden', 'denied the request: no'), { method: 'patch' });
  cluster.pod(job, terminated(0));
  cluster.memory.setStatus('Job', job.metadata.name, { conditions: [{ type: 'Complete', status: 'True' }] });
  await cluster.settle();
  const before = process.kube.requests.get('patch Job') ?? 0;
  for (let many = 0; many < 20; many += 1) {
    process.session.reconcile();
    await cluster.settle(1);
  }
  // In twelve seconds: after 1, 2, 4 and 8, half of each left to chance.
  expect((process.kube.requests.get('patch Job') ?? 0) - before).toBeLessThanOrEqual(5);
  for (let many = 0; many < 20; many += 1) {
    await cluster.clock.pass(5000);
    process.session.reconcile();
  }
  await cluster.settle();
  expect(cluster.job()['spec'].ttlSecondsAfterFinished).toBe(86_400);
});

test('a Job that belongs to no live attempt is deleted, once that is sure', async () => {
  const process = await begun();
  const job = cluster.job();
  cluster.pod(job, terminated(0));
  await cluster.settle();
  const left = { ...job, metadata: { ...job.metadata, name: 'test-left', uid: undefined, resourceVersion: undefined } };
  cluster.memory.create(JSON.parse(JSON.stringify(left)) as KubeObject, 'x');
  await cluster.settle();
  process.session.reconcile();
  expect(cluster.memory.get('Job', 'test-left')).toBeDefined();
  await cluster.clock.pass(121_000);
  process.session.reconcile();
  await cluster.settle();
  expect(cluster.memory.get('Job', 'test-left')).toBeUndefined();
});
