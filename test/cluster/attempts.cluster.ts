import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AttemptsHand } from '../../lib/runtime/attempts/attempts-hand';
import { Warnings } from '../../lib/runtime/attempts/warnings';
import { MACHINE_CLOCK } from '../../lib/runtime/clock';
import { KubeClient } from '../../lib/runtime/kube/client';
import { Informers } from '../../lib/runtime/kube/informers';
import { kubeconfigAccess } from '../../lib/runtime/kube/kubeconfig';
import { Runtime } from '../../lib/runtime/runtime';
import type { AxonSession } from '../../lib/runtime/session';
import { WriteBudget } from '../../lib/runtime/state/write-budget';
import { synthesizeFile } from '../constructs/synthesize';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';

/** Attempts as real Jobs, in a namespace that restricts its pods; the loop runs here, with the rights of KUBECONFIG. */

const { MYELIN_TASK_IMAGE, MYELIN_RUNTIME_IMAGE } = process.env;
const NAMESPACE = `myelin-attempts-${process.pid}`;

const SMALL = 'resources: {requests: {cpu: 20m, memory: 32Mi}, limits: {cpu: "1", memory: 128Mi}}';
const script = (text: string) =>
  `{image: "${MYELIN_TASK_IMAGE}", command: [node, -e], args: [${JSON.stringify(text)}], ${SMALL}}`;
const on = (name: string, tasks: string) =>
  `    - {name: ${name}, triggers: [{name: call, type: Rest}], tasks: [${tasks}]}`;

const DOCUMENT = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: real}
spec:
  volumeClaimTemplate: {spec: {storageClassName: standard, accessModes: [ReadWriteMany], resources: {requests: {storage: 10Mi}}}}
  tasks:
    - name: Prepare
      container: ${script("require('fs').writeFileSync(process.env.DATA_PATH + 'rows', process.env.ROWS)")}
    - name: Train
      train: ${script(
        "const fs = require('fs'); fs.writeFileSync(process.env.MYELIN_RESULT, JSON.stringify({rows: +fs.readFileSync(process.env.DATA_PATH + 'rows')}))",
      )}
    - name: Fail
      container: ${script("console.error('begins'); console.error('no such column: x'); process.exit(3)")}
    - name: Slow
      container: ${script("process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1e6)")}
    - name: Spread
      train: {distributed: {workers: 2}, ${script(
        "require('dns').lookup(process.env.MASTER_ADDR, (fault) => process.exit(fault || process.env.WORLD_SIZE !== '2' ? 1 : 0))",
      ).slice(1)}
    - name: Nowhere
      container: {image: "localhost/no-such-image:1", ${SMALL}}
  sensors:
${on('learn', '{resourceExecutor: {task: Prepare}, env: [{name: ROWS, value: "{{event.data.rows}}"}]}, {trainer: {task: Train}}')}
${on('fail', '{resourceExecutor: {task: Fail}}')}
${on('slow', '{resourceExecutor: {task: Slow}}')}
${on('spread', '{trainer: {task: Spread}}')}
${on('nowhere', '{resourceExecutor: {task: Nowhere}}')}
`;

onCluster('attempts as Jobs', ['cluster', 'taskImage', 'runtimeImage'], () => {
  const folder = mkdtempSync(join(tmpdir(), 'attempts-'));
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  let kube: KubeClient;
  let informers: Informers;
  let runtime: Runtime;
  let hand: AttemptsHand;

  const session = (): AxonSession => runtime.session('real')!;
  const call = (sensor: string) =>
    session().tell({ kind: 'call', sensor, trigger: 'call', id: randomUUID(), body: { rows: 7 }, source: 'test' });
  const ends = (task: string) =>
    [...session().journal(0)]
      .map(({ entry }) => entry)
      .filter((entry) => entry.type === 'AttemptEnded')
      .filter(({ name }) => name.startsWith(task));

  async function until<T>(what: string, look: () => T | undefined): Promise<T> {
    for (const end = Date.now() + 120_000; ; await sleep(50)) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > end) {
        const pods = kubectl(['get', 'pods,jobs,events', '-n', NAMESPACE]).stdout;
        throw new Error(`${what} did not come: ${JSON.stringify(hand?.conditions())}\n${pods}`);
      }
    }
  }

  beforeAll(async () => {
    createNamespace(NAMESPACE, { injected: false });
    const { objects } = synthesizeFile(written('axon.yaml', DOCUMENT), {
      runtimeImage: MYELIN_RUNTIME_IMAGE!,
      mesh: 'none',
    });
    mustKubectl(['apply', '-n', NAMESPACE, '-f', '-'], objects);
    kube = new KubeClient(await kubeconfigAccess(), { namespace: NAMESPACE });
    informers = new Informers(kube);
    const clock = MACHINE_CLOCK;
    runtime = new Runtime({
      kube,
      clock,
      log: { info: () => undefined, warn: () => undefined },
      writer: 'aaaaaaaa',
      budget: new WriteBudget(clock),
      atRest: () => Promise.resolve(),
      world: () => ({ live: () => ({}), code: () => undefined }),
      hands: (of) => {
        const warnings = new Warnings(kube, clock);
        const shared = { kube, informers, warnings, clock };
        hand = new AttemptsHand({ ...shared, session: of, execution: randomUUID, pushed: () => ({}) });
        return [hand];
      },
      onFenced: () => undefined,
    });
    runtime.see((await kube.get('ConfigMap', 'real-axon'))!);
    await until('the loop', () => runtime.session('real'));
  }, 120_000);
  afterAll(async () => {
    await Promise.all([informers?.stop(), runtime?.stop(0)]);
    kube?.close();
    deleteNamespace(NAMESPACE);
    rmSync(folder, { recursive: true });
  });

  test('data flow from one task to the next, and a result into the journal', async () => {
    await call('learn');
    const [end] = await until('the end of Train', () => (ends('train').length > 0 ? ends('train') : undefined));
    expect(end).toMatchObject({ outcome: 'Succeeded', exitCode: 0, metrics: { rows: 7 } });
  }, 150_000);

  test('what failed says its exit code, and the end of its log as the reason', async () => {
    await call('fail');
    const [end] = await until('the end of Fail', () => (ends('fail').length > 0 ? ends('fail') : undefined));
    expect(end).toMatchObject({ outcome: 'Failed', exitCode: 3 });
    expect(end?.reason).toBe('it ended with exit code 3: no such column: x');
  }, 150_000);

  test('a training on two workers is an Indexed Job, whose pods find the first by name', async () => {
    await call('spread');
    const [end] = await until('the end of Spread', () => (ends('spread').length > 0 ? ends('spread') : undefined));
    expect(end).toMatchObject({ outcome: 'Succeeded' });
    const { spec, status } = (await kube.get('Job', `real-${end!.name}`))!;
    expect({ mode: spec.completionMode, completions: spec.completions, indexes: status.completedIndexes }).toEqual({
      mode: 'Indexed',
      completions: 2,
      indexes: '0,1',
    });
  }, 150_000);

  test('an image that is not there is a condition', async () => {
    await call('nowhere');
    const condition = await until('a condition', () =>
      hand.conditions().find(({ name }) => name.startsWith('nowhere')),
    );
    expect(condition.reason).toMatch(/^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull)$/);
  }, 150_000);

  test('a pod that is evicted, and a Job that is deleted, are Lost; what began is not executed again', async () => {
    await call('slow');
    const running = (attempt: string) =>
      until(`${attempt} to run`, () => {
        const live = [...session().state.attempts.values()].find(
          ({ name }) => name.startsWith('slow') && name.endsWith(attempt),
        );
        return live?.runningAt === undefined ? undefined : live;
      });
    const { name } = await running('-a1');
    const pods = informers
      .of('Pod')
      .items()
      .filter(({ metadata }) => metadata.labels?.['myelin.io/attempt'] === name);
    const eviction = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: pods[0]!.metadata.name, namespace: NAMESPACE },
    };
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pods[0]!.metadata.name}/eviction`;
    mustKubectl(['create', '--raw', path, '-f', written('eviction.json', JSON.stringify(eviction))]);
    const [first] = await until('the first to be lost', () => (ends('slow').length > 0 ? ends('slow') : undefined));
    expect(first?.outcome).toBe('Lost');
    const second = await running('-a2');
    mustKubectl(['delete', 'job', '-n', NAMESPACE, `real-${second.name}`]);
    await until('the second to be lost', () => (ends('slow').length > 1 ? true : undefined));
    expect(ends('slow').map(({ outcome }) => outcome)).toEqual(['Lost', 'Lost']);
  }, 300_000);

  test('a Job that is made again of what was executed ends before its code runs', async () => {
    const attempt = ends('fail')[0]!.name;
    const before = (await kube.get('Job', `real-${attempt}`))!;
    const copy = JSON.parse(JSON.stringify(before));
    const { name, labels } = copy.metadata;
    const { selector: _, manualSelector: __, ttlSecondsAfterFinished: ___, ...spec } = copy.spec;
    spec.template.metadata.labels = Object.fromEntries(
      Object.entries(spec.template.metadata.labels).filter(([key]) => !/controller-uid|job-name/.test(key)),
    );
    const directories = spec.template.spec.initContainers.find((one: { name: string }) => one.name === 'directories');
    directories.env.find((one: { name: string }) => one.name === 'MYELIN_EXECUTION').value = 'another';
    await kube.create({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: `${name}-again`, labels }, spec });
    const pod = await until('the pod of the other Job to fail', () =>
      informers
        .of('Pod')
        .items()
        .find(({ metadata, status }) => metadata.name.startsWith(`${name}-again`) && status?.phase === 'Failed'),
    );
    const [init] = pod['status'].initContainerStatuses;
    expect(init.state.terminated).toMatchObject({ exitCode: 75 });
    expect(init.state.terminated.message).toMatch(/has been executed by another Job, so it is not executed again/);
  }, 150_000);
});
