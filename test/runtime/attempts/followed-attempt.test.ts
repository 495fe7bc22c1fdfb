import { axon } from '../../engine/axons';
import { AttemptsCluster, RUNNING, terminated } from './attempts-cluster';

const DOCUMENT = axon({ P: 'timeout: 1m' }, '- {name: go, tasks: [{resourceExecutor: {task: P}}]}');

let cluster: AttemptsCluster;
afterEach(() => cluster.end());

async function begun() {
  cluster = new AttemptsCluster(DOCUMENT);
  const process = await cluster.start();
  await cluster.settle();
  return process;
}

test('what is stopped is told to have ended when its pods have gone, and not before', async () => {
  const process = await begun();
  const job = cluster.job();
  const pod = cluster.pod(job, RUNNING);
  await cluster.settle();
  cluster.orphan(pod);
  await cluster.clock.pass(61_000);
  await cluster.settle();
  expect(process.entries('AttemptStopping')).toHaveLength(1);
  expect(cluster.jobs()).toEqual([]);
  expect(process.entries('AttemptEnded')).toEqual([]);
  cluster.memory.delete('Pod', pod);
  await cluster.clock.pass(2000);
  await cluster.settle();
  expect(process.entries('AttemptEnded')).toMatchObject([{ outcome: 'TimedOut' }]);
});

test('what is stopped while pods of it outlive its failure takes them with it', async () => {
  const process = await begun();
  const job = cluster.job();
  const pod = cluster.pod(job, RUNNING, 1);
  await cluster.settle();
  cluster.pod(job, terminated(1, 'out of memory'), 0);
  await cluster.settle();
  expect(process.conditions()).toEqual([expect.stringContaining('PodLeft: out of memory')]);
  await cluster.clock.pass(61_000);
  await cluster.settle();
  expect(process.entries('AttemptStopping')).toHaveLength(1);
  expect([cluster.memory.get('Job', job.metadata.name), cluster.memory.get('Pod', pod)]).toEqual([
    undefined,
    undefined,
  ]);
  await cluster.clock.pass(2000);
  await cluster.settle();
  expect(process.entries('AttemptEnded')).toMatchObject([{ outcome: 'TimedOut' }]);
  expect(process.conditions()).toEqual([]);
});
