import { emptyState } from '../../lib/engine/state';
import { KeptMetrics } from '../../lib/local/kept-metrics';
import type { StoredMetrics } from '../../lib/control/metric-store';
import type { StoredDocuments } from '../../lib/local/store/store';

/** A state folder in memory that counts what it is asked to write. */
function countingStore() {
  const wrote = { samples: 0, snapshots: 0 };
  const disk = { full: false };
  const metrics: StoredMetrics = {
    append: () => {
      if (disk.full) throw new Error('the disk is full');
      wrote.samples += 1;
    },
    read: () => [][Symbol.iterator](),
    prune: () => undefined,
  };
  const documents: StoredDocuments = {
    get: () => undefined,
    put: () => void (wrote.snapshots += 1),
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
