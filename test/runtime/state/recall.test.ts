import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { Recall } from '../../../lib/runtime/state/recall';
import { memoryLabels } from '../../../lib/runtime/state/segments';
import { MemoryKube } from '../memory-kube';

const AXONS = Array.from({ length: 20 }, (_, index) => `axon-${index}`);

function kept(axon: string, component: string, part: number): KubeObject {
  const metadata = { name: `${axon}-${component}-${part}`, labels: memoryLabels(axon, component) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

let kube: MemoryKube;
beforeEach(async () => {
  kube = new MemoryKube();
  for (const axon of AXONS)
    for (const part of [1, 2])
      for (const component of ['journal', 'spec']) await kube.create(kept(axon, component, part));
});

async function recalled(axons: readonly string[], component: string): Promise<readonly string[]> {
  const recall = new Recall(kube);
  const answers = await Promise.all(axons.map((axon) => recall.of(axon, component)));
  return answers.map((objects) => objects.map(({ metadata }) => metadata.name).join(' '));
}

test('loops that open together are answered by one list, each with what is its own', async () => {
  const own = AXONS.map((axon) => `${axon}-journal-1 ${axon}-journal-2`);
  expect(await recalled([...AXONS, 'new'], 'journal')).toEqual([...own, '']);
  expect(kube.requests.get('list ConfigMap')).toBe(1);
});

test('one that opens alone asks for itself alone', async () => {
  expect(await recalled(['axon-3', 'axon-4'], 'spec')).toEqual([
    'axon-3-spec-1 axon-3-spec-2',
    'axon-4-spec-1 axon-4-spec-2',
  ]);
  expect(kube.requests.get('list ConfigMap')).toBe(2);
});

test('who asks later is told what has come since', async () => {
  const recall = new Recall(kube);
  await recall.of('axon-1', 'journal');
  await kube.create(kept('axon-1', 'journal', 3));
  expect(await recall.of('axon-1', 'journal')).toHaveLength(3);
});

test('what the API server refuses every one of them is told', async () => {
  kube.faults.down();
  const recall = new Recall(kube);
  const asked = await Promise.allSettled(AXONS.map((axon) => recall.of(axon, 'journal')));
  expect(asked.map(({ status }) => status)).toEqual(AXONS.map(() => 'rejected'));
});
