import type { Entry } from '../../../lib/engine/journal';
import { segmentIn, segmentObject } from '../../../lib/runtime/state/segments';
import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { mustKubectl } from '../../cluster/kubectl';
import type { ChaosCluster } from '../chaos-cluster';
import type { Fault } from './fault';

const edited: Fault = {
  name: 'the spec edited while runs are in flight',
  async strike(strike) {
    await strike.send('slow');
    await strike.send('step');
    strike.revision += 1;
    strike.cluster.apply(strike.revision);
    await strike.send('step');
  },
};

const partlyApplied: Fault = {
  name: 'only the ConfigMap of another spec applied',
  shows: /ShapeOutdated/,
  async strike(strike) {
    const { cluster } = strike;
    strike.revision += 1;
    strike.undo(async () => cluster.apply(strike.revision));
    const kept = mustKubectl(['get', 'cronjob', 'chaos-step', '-n', cluster.namespace, '-o', 'json']).stdout;
    cluster.apply(strike.revision);
    const { metadata, spec } = JSON.parse(kept) as KubeObject & { spec: object };
    const { name, labels } = metadata;
    const old = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name, labels, namespace: cluster.namespace },
      spec,
    };
    mustKubectl(['replace', '-f', '-'], [old]);
    await strike.send('step');
  },
};

const axonNonsense: Fault = {
  name: "the axon's ConfigMap edited into nonsense",
  shows: /SpecRefused/,
  async strike({ cluster, lots, revision, undo }) {
    const nonsense = ['{', '{"spec": 7}', 'null', '{"apiVersion":"myelin.io/v1alpha1","kind":"Axon"}'][lots.below(4)]!;
    undo(async () => cluster.apply(revision));
    const patch = JSON.stringify({ data: { 'axon.json': nonsense } });
    mustKubectl(['patch', 'configmap', 'chaos-axon', '-n', cluster.namespace, '--type=merge', '-p', patch]);
  },
};

async function lastSegment(cluster: ChaosCluster): Promise<KubeObject> {
  const { items } = await cluster.kube.list('ConfigMap');
  const segments = items.filter(({ metadata }) => /^chaos-journal-\d{10}$/.test(metadata.name));
  return segments.sort((a, b) => (a.metadata.name < b.metadata.name ? 1 : -1))[0]!;
}

/** Segments are immutable, so whoever wants to edit one has to replace it. The runtime reads it when it starts. */
const journalNonsense: Fault = {
  name: "a ConfigMap of the journal replaced by nonsense, and the runtime's pod deleted",
  shows: /JournalUnreadable/,
  async strike({ cluster, lots, undo }) {
    await cluster.untilIdle(60_000);
    const scale = (replicas: number) =>
      void mustKubectl(['scale', 'deployment', 'myelin-runtime', '-n', cluster.namespace, `--replicas=${replicas}`]);
    scale(0);
    await cluster.until('the runtime to stop', 60_000, async () => ({ ok: cluster.runtimePods().length === 0 }));
    const good = await lastSegment(cluster);
    const bad = nonsenseOf(good, lots.below(3));
    await cluster.kube.delete('ConfigMap', good.metadata.name);
    await cluster.kube.create(bad);
    scale(1);
    undo(async () => {
      await cluster.kube.delete('ConfigMap', good.metadata.name);
      await cluster.kube.create(withoutVersion(good));
    });
  },
};

function withoutVersion({ metadata, ...object }: KubeObject): KubeObject {
  const { name, namespace, labels = {}, ownerReferences = [] } = metadata;
  return { ...object, metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels, ownerReferences } };
}

function nonsenseOf(good: KubeObject, way: number): KubeObject {
  const clean = withoutVersion(good);
  if (way === 0) return { ...clean, data: { hello: 'world' } };
  if (way === 1) return { ...clean, data: { ...good['data'], count: '1000' } };
  return { ...clean, data: { ...good['data'], 'journal.jsonl': 'nonsense\n' } };
}

/** What a runtime would find whose predecessor ran on a machine with a clock that is ahead. */
const clockBehind: Fault = {
  name: 'a clock that is an hour behind the journal (another axon; a pod cannot have a clock of its own)',
  axon: 'clocks',
  shows: /ClockBehind/,
  async strike({ cluster, round, revision, undo }) {
    cluster.apply(revision, 'clocks');
    await cluster.untilOpen(30_000, 'clocks');
    const scale = (replicas: number) =>
      void mustKubectl(['scale', 'deployment', 'myelin-runtime', '-n', cluster.namespace, `--replicas=${replicas}`]);
    scale(0);
    await cluster.until('the runtime to stop', 60_000, async () => ({ ok: cluster.runtimePods().length === 0 }));
    const journal = await cluster.journal('clocks');
    const entry: Entry = {
      ...{ type: 'SensorHeld', sensor: 'nowhere', until: 0, reason: 'written with a clock that is ahead' },
      time: Date.now() + 3_600_000,
    };
    const segment = {
      ...{ first: journal.length + 1, count: 1, writer: 'deadbeef', part: 1, parts: 1 },
      text: `${JSON.stringify(entry)}\n`,
    };
    const owner = cluster.ownerOf(await cluster.kube.get('ConfigMap', 'clocks-axon'));
    const object = segmentObject('clocks', owner, segment);
    if (segmentIn(object) === undefined) throw new Error('the segment is none');
    await cluster.kube.create(object);
    scale(1);
    undo(async () => {
      await cluster.mustCall('step', `clocks-${round}`, 60_000, 'clocks');
      await cluster.until('the run of the other axon to end', 120_000, async () => {
        const ended = (await cluster.journal('clocks')).filter((one) => one.type === 'RunEnded');
        return { ok: ended.length === 2, why: JSON.stringify((await cluster.shown('clocks')).conditions) };
      });
      await cluster.myelin('delete', 'clocks', '-n', cluster.namespace, '--yes');
    });
  },
};

export const EDIT_FAULTS: readonly Fault[] = [edited, partlyApplied, axonNonsense, journalNonsense, clockBehind];
