import type { Entry } from '../../lib/engine/journal';
import type { OwnerReference } from '../../lib/runtime/kube/kube';
import { JournalStore } from '../../lib/runtime/state/journal-store';
import { Recall } from '../../lib/runtime/state/recall';
import { SpecHistory } from '../../lib/runtime/state/spec-history';
import { WriteBudget } from '../../lib/runtime/state/write-budget';
import { FakeClock } from './fake-clock';
import { MemoryCluster } from './memory-cluster';
import { MemoryKube } from './memory-kube';

/** What a cluster in memory remembers of the axon `test`, and one process that writes there. */
export class KeptMemory {
  readonly clock = new FakeClock(0);
  readonly cluster = new MemoryCluster();
  private readonly owner: OwnerReference;

  constructor() {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'test-axon' } };
    const { apiVersion, kind, metadata } = this.cluster.create(object, 'kubectl/Update');
    this.owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid! };
  }

  /** @param writer - another one is another process */
  async open(writer = 'aaaaaaaa') {
    const { clock, owner } = this;
    const kube = new MemoryKube({ cluster: this.cluster });
    const budget = new WriteBudget(clock);
    const journal = await JournalStore.open({ kube, axon: 'test', owner, writer, budget, clock }, new Recall(kube));
    const specs = new SpecHistory({ kube, owner, clock }, 'test');
    await specs.load(new Recall(kube));
    return { kube, journal, specs };
  }

  /** Names of what is kept. */
  objects(): readonly string[] {
    const names = this.cluster.list('ConfigMap').map(({ metadata }) => metadata.name);
    return names.filter((name) => name !== 'test-axon').sort();
  }

  /** Every entry, as a successor reads it. */
  async entries(): Promise<readonly Entry[]> {
    const { journal } = await this.open('ffffffff');
    return [...journal.after(0)].map(({ entry }) => entry);
  }
}

export function paused(time: number): Entry {
  return { time, reason: 'a person asked for it', type: 'Paused' };
}
