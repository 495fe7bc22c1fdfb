import { emptyState } from '../../lib/engine/state';
import { KeptMetrics } from '../../lib/local/kept-metrics';
import type { StoredMetrics } from '../../lib/control/metric-store';
import type { StoredDocuments } from '../../lib/local/store/store';
import { axon } from '../engine/axons';
import { Simulation } from '../engine/simulation';

/** A state folder in memory that counts what it is asked to write. */
function countingStore() {
  const wrote = { samples: 0, snapshots: 0 };
  const disk = { full: false };
  let kept: unknown;
  const metrics: StoredMetrics = {
    append: () => {
      if (disk.full) throw new Error('the disk is full');
      wrote.samples += 1;
    },
    read: () => [][Symbol.iterator](),
    prune: () => undefined,
  };
  const documents: StoredDocuments = {
    get: () => kept,
    put: (_, document) => {
      wrote.snapshots += 1;
      kept = document;
    },
    delete: () => undefined,
    keys: () => [],
  };
  return { wrote, disk, store: { metrics, documents } };
}

function reported() {
  const { wrote, disk, store } = countingStore();
  const told: string[] = [];
  const metrics = new KeptMetrics('digits', store, emptyState, (reason) => told.push(reason));
  const push = () => metrics.reported.push([{ name: 'accuracy', value: 0.9 }], { task: 'Train' });
  return { metrics, push, wrote, disk, told };
}

test('what code reports is written with the next sample, and what stays as it is a few times a minute', () => {
  const { metrics, push, wrote } = reported();
  push();
  metrics.sample();
  expect(wrote).toEqual({ samples: 1, snapshots: 1 });
  for (let second = 0; second < 60; second++) metrics.sample();
  expect(wrote).toEqual({ samples: 5, snapshots: 1 });
});

test('what was not written yet is written when it is asked for', () => {
  const { metrics, push, wrote } = reported();
  push();
  metrics.sample();
  metrics.sample();
  metrics.keep();
  expect(wrote).toEqual({ samples: 2, snapshots: 1 });
});

test('a disk that takes no samples is told once, and again when it happens again', () => {
  const { metrics, push, disk, told } = reported();
  push();
  disk.full = true;
  for (let second = 0; second < 60; second++) metrics.sample();
  expect(told).toEqual(['metrics are not kept: the disk is full']);
  disk.full = false;
  metrics.keep();
  disk.full = true;
  metrics.keep();
  expect(told).toHaveLength(2);
});

test('of a search that ended after the last writing the next runner tells the value of the trial that won', () => {
  const search = `lossMetric: loss, hpTuning: {optimiser: RandomSearch, minBudget: 1, maxBudget: 1, numIteration: 2, concurrency: 2, seed: 1, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}`;
  const lived = new Simulation(axon({ T: search }, '- {name: go, tasks: [{trainer: {task: T}}]}'));
  const { store } = countingStore();
  const runner = () =>
    new KeptMetrics(
      'test',
      store,
      () => lived.loop.state,
      () => undefined,
    );
  const [run] = lived.loop.state.runs.keys();
  const first = runner();
  first.reported.push([{ name: 'loss', value: 0.1 }], { task: 'T', run: run! });
  lived.succeed('T', { loss: 0.1 });
  first.reported.push([{ name: 'loss', value: 0.7 }], { task: 'T', run: run! });
  first.keep();
  lived.succeed('T', { loss: 0.7 });
  const next = runner();
  next.settle();
  expect(next.reported.registry.samples().map(({ name, value }) => [name, value])).toEqual([['loss', 0.1]]);
});
