import type { JournalEntry } from '../../lib/control/ports';
import type { Entry } from '../../lib/engine/journal';
import type { Input } from '../../lib/engine/ports';
import type { Kube, OwnerReference } from '../../lib/runtime/kube/kube';
import type { OpenAxon } from '../../lib/runtime/control/open-axon';
import { Simulation } from '../engine/simulation';

/** A simulated axon, also as those see it who show and command it: what it decides is durable at once. */
export class LivedAxon extends Simulation {
  /** What is told later comes to nothing. */
  ended = false;
  owner: OwnerReference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'test-axon', uid: 'u1' };
  private listeners: Set<(entries: readonly JournalEntry[]) => void> | undefined;

  override tell(input: Input): readonly Entry[] {
    const first = this.journal.length + 1;
    const entries = super.tell(input);
    const lines = entries.map((entry, at) => ({ seq: first + at, entry }));
    if (lines.length > 0) for (const listener of this.listeners ?? []) listener(lines);
    return entries;
  }

  /** Makes the ConfigMap by which everything is owned. */
  async own(kube: Kube): Promise<void> {
    const made = await kube.create({ ...this.owner, metadata: { name: this.owner.name } });
    this.owner = { ...this.owner, uid: made.metadata.uid! };
  }

  open(): OpenAxon {
    const axon = () => this.axon(this.loop.state.hash);
    const [loop, ended, last] = [() => this.loop, () => this.ended, () => this.journal.length];
    return {
      owner: this.owner,
      get axon() {
        return axon();
      },
      get state() {
        return loop().state;
      },
      get wanted() {
        return loop().wanted();
      },
      get last() {
        return last();
      },
      get ended() {
        return ended();
      },
      spec: (hash) => this.axon(hash),
      now: () => this.now,
      break: (fault) => {
        throw fault;
      },
      tell: (input) => Promise.resolve(this.ended ? [] : this.tell(input)),
      journal: (after) => this.journal.map((entry, at) => ({ seq: at + 1, entry })).filter(({ seq }) => seq > after),
      listen: (listener) => {
        const listeners = (this.listeners ??= new Set());
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
  }
}
