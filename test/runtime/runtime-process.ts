import type { Axon } from '../../lib/spec/axon';
import { canonicalJson } from '../../lib/spec/canonical';
import { axonConfigName } from '../../lib/spec/derive/names';
import { SPEC_HASH_LABEL, AXON_LABEL } from '../../lib/spec/derive/labels';
import { loadAxons } from '../../lib/spec/load';
import type { Entry } from '../../lib/engine/journal';
import type { Condition, Hand } from '../../lib/runtime/hand';
import type { Kube, KubeObject } from '../../lib/runtime/kube/kube';
import { Runtime } from '../../lib/runtime/runtime';
import type { AxonSession } from '../../lib/runtime/session';
import { WriteBudget } from '../../lib/runtime/state/write-budget';
import { sleep } from '../../lib/runtime/clock';
import type { FakeClock } from './fake-clock';

/** The ConfigMap of an axon, as synthesis writes it. */
export function axonObject(yaml: string): KubeObject {
  const axon = axonOf(yaml);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: axonConfigName(axon.name),
      labels: {
        'app.kubernetes.io/part-of': 'myelin',
        'app.kubernetes.io/component': 'axon',
        [AXON_LABEL]: axon.name,
        [SPEC_HASH_LABEL]: axon.hash,
      },
    },
    data: { 'axon.json': canonicalJson(axon.spec) },
  };
}

export function axonOf(yaml: string): Axon {
  const { axons, issues } = loadAxons(yaml, { file: 'axon.yaml' });
  const axon = axons[0]?.axon;
  if (axon === undefined) throw new Error(`the test's axon is wrong: ${JSON.stringify(issues)}`);
  return axon;
}

/** Hands that note what they are asked, and move nothing. */
export class NotingHand implements Hand {
  /** Attempts that it saw wanted, each once. */
  readonly begun: string[] = [];
  reconciled = 0;
  stopped = false;
  /** For how long what it knows may be kept, as it was told. @default - it goes on */
  grace: number | undefined;

  constructor(readonly session: AxonSession) {}

  reconcile(): void {
    this.reconciled += 1;
    for (const { name } of this.session.wanted.attempts) if (!this.begun.includes(name)) this.begun.push(name);
  }

  conditions(): readonly Condition[] {
    return [];
  }

  stop(grace: number): Promise<void> {
    this.stopped = true;
    this.grace = grace;
    return Promise.resolve();
  }
}

let processes = 0;

/** A runtime process with everything but its hands. */
export class RuntimeProcess {
  readonly runtime: Runtime;
  readonly hands: NotingHand[] = [];
  readonly told: string[] = [];
  fenced = false;
  /** Whoever hears of what was decided breaks the loop. */
  breaks = false;
  /** Whatever starts a task breaks the loop. */
  breaksAtOnce = false;
  /** How long what lies at rest is waited for, in milliseconds. */
  restsIn = 0;

  constructor(kube: Kube, clock: FakeClock) {
    processes += 1;
    this.runtime = new Runtime({
      kube,
      clock,
      log: { info: () => undefined, warn: (message) => void this.told.push(message) },
      writer: processes.toString(16).padStart(8, '0'),
      budget: new WriteBudget(clock),
      atRest: (_axon, signal) => (this.restsIn === 0 ? Promise.resolve() : sleep(clock, this.restsIn, signal)),
      world: () => ({
        live: () => ({}),
        code: () => {
          if (this.breaksAtOnce) throw new Error('nobody knows the code');
          return undefined;
        },
      }),
      hands: (session) => {
        const hand = new NotingHand(session);
        this.hands.push(hand);
        session.listen(() => {
          if (this.breaks) throw new Error('a listener broke');
        });
        return [hand];
      },
      onFenced: () => (this.fenced = true),
    });
  }

  session(axon: string): AxonSession {
    const session = this.runtime.session(axon);
    if (session === undefined) {
      throw new Error(`the loop of ${axon} is not open: ${JSON.stringify(this.runtime.axons())}`);
    }
    return session;
  }

  entries(axon: string): Entry[] {
    return [...this.session(axon).journal(0)].map(({ entry }) => entry);
  }

  conditions(axon: string): string[] {
    const found = this.runtime.axons().find(({ name }) => name === axon)?.conditions ?? [];
    return found.map(({ reason, message }) => `${reason}: ${message}`);
  }
}
