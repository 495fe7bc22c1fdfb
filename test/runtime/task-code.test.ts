import { MACHINE_CLOCK } from '../../lib/runtime/clock';
import type { Session } from '../../lib/runtime/hand';
import { Informers } from '../../lib/runtime/kube/informers';
import type { KubeObject } from '../../lib/runtime/kube/kube';
import { Shapes } from '../../lib/runtime/shapes';
import { taskCode } from '../../lib/runtime/task-code';
import { axon } from '../engine/axons';
import { MemoryKube } from './memory-kube';
import { axonOf } from './runtime-process';

const AXON = axonOf(
  axon(
    { P: '', D: '' },
    '\n- {name: go, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}',
  ),
);
const DIGEST = `sha256:${'a'.repeat(64)}`;

function cronJob(image: string, hash: string): KubeObject {
  const template = { spec: { containers: [{ name: 'task', image }] } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: 'test-p',
      labels: { 'app.kubernetes.io/part-of': 'myelin', 'myelin.io/spec-hash': hash },
    },
    spec: { suspend: true, jobTemplate: { spec: { template } } },
  };
}

async function codeOf(...objects: readonly KubeObject[]) {
  const kube = new MemoryKube();
  for (const object of objects) await kube.create(object);
  const informers = new Informers(kube);
  const code = taskCode({ axon: AXON } as Session, new Shapes(informers, MACHINE_CLOCK));
  code('P');
  await informers.of('CronJob').synced;
  const found = code('P');
  await informers.stop();
  return found;
}

test('an image that is named by its digest is its digest', async () => {
  expect(await codeOf(cronJob(`example.com/p@${DIGEST}`, AXON.hash))).toEqual({ build: DIGEST });
});

test('another image is known by its shape', async () => {
  const one = await codeOf(cronJob('example.com/p:1', AXON.hash));
  const two = await codeOf(cronJob('example.com/p:2', AXON.hash));
  expect(one?.build).toMatch(/^[0-9a-f]{16}$/);
  expect(two).not.toEqual(one);
});

test('a shape of another spec, and one that is not there, say nothing', async () => {
  expect(await codeOf(cronJob(`example.com/p@${DIGEST}`, 'another'))).toBeUndefined();
  expect(await codeOf()).toBeUndefined();
});
