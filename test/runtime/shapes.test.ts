import { Informers } from '../../lib/runtime/kube/informers';
import { Shapes } from '../../lib/runtime/shapes';
import { axon } from '../engine/axons';
import { FakeClock } from './fake-clock';
import { MemoryKube } from './memory-kube';
import { axonOf } from './runtime-process';

const AXON = axonOf(
  axon(
    { P: '', D: '', Unused: '' },
    `
- {name: go, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}
- name: deploy
  triggers: [{name: call, type: Rest}]
  tasks: [{deployer: {name: api, models: [{name: m, backendModels: [{name: b, deployer: D}]}], routes: [{path: /, dag: [{model: m}]}]}}]`,
  ),
);

const shape = (apiVersion: string, kind: string, name: string, hash: string) => ({
  apiVersion,
  kind,
  metadata: { name, labels: { 'app.kubernetes.io/part-of': 'myelin', 'myelin.io/spec-hash': hash } },
  spec: {},
});
const task = (hash: string) => shape('batch/v1', 'CronJob', 'test-p', hash);
const server = (hash: string) => shape('apps/v1', 'Deployment', 'test-d', hash);

/** Somebody who waits for what lies at rest, and what became of it. */
async function waiting(kube: MemoryKube) {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const informers = new Informers(kube);
  const told: string[] = [];
  const end = new AbortController();
  const shapes = new Shapes(informers, clock);
  const came = shapes.came(AXON, end.signal, (name) => told.push(name)).then(() => told.push('came'));
  await clock.pass(100);
  return { told, clock, end, came, stop: () => informers.stop() };
}

test('an axon is waited for until all that its sensors start is of its spec', async () => {
  const kube = new MemoryKube();
  await kube.create(server('another'));
  const { told, clock, stop } = await waiting(kube);
  expect(told).toEqual(['CronJob test-p']);
  await kube.create(task(AXON.hash));
  await clock.pass(100);
  expect(told).toEqual(['CronJob test-p']);
  await kube.apply(server(AXON.hash), { force: true });
  await clock.pass(100);
  expect(told).toEqual(['CronJob test-p', 'came']);
  await stop();
});

test('what is there is not waited for', async () => {
  const kube = new MemoryKube();
  for (const object of [task(AXON.hash), server(AXON.hash)]) await kube.create(object);
  const { told, stop } = await waiting(kube);
  expect(told).toEqual(['came']);
  await stop();
});

test('files that do not come are waited for twenty seconds', async () => {
  const { told, clock, stop } = await waiting(new MemoryKube());
  await clock.pass(19_000);
  expect(told).toEqual(['CronJob test-p']);
  await clock.pass(1000);
  expect(told).toEqual(['CronJob test-p', 'came']);
  await stop();
});

test('nobody waits for an axon that is another by now', async () => {
  const { told, end, came, stop } = await waiting(new MemoryKube());
  end.abort();
  await came;
  expect(told).toEqual(['CronJob test-p', 'came']);
  await stop();
});

test('whoever goes on sees what is there, and waits for nothing that is not', async () => {
  const kube = new MemoryKube();
  await kube.create(task(AXON.hash));
  const informers = new Informers(kube);
  const shapes = new Shapes(informers, new FakeClock(Date.UTC(2026, 0, 1)));
  await shapes.came(AXON, new AbortController().signal);
  expect(shapes.of(AXON, AXON.tasks.get('P')!)).toMatchObject({ metadata: { name: 'test-p' } });
  expect(shapes.of(AXON, AXON.tasks.get('D')!)).toBeUndefined();
  await informers.stop();
});
