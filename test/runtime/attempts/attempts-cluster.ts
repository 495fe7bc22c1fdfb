import { synthesizeObjects } from '../../../lib/cli/synthesize';
import type { Entry } from '../../../lib/engine/journal';
import { AttemptsHand } from '../../../lib/runtime/attempts/attempts-hand';
import { Warnings } from '../../../lib/runtime/attempts/warnings';
import { Informers } from '../../../lib/runtime/kube/informers';
import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { Runtime } from '../../../lib/runtime/runtime';
import type { AxonSession } from '../../../lib/runtime/session';
import { WriteBudget } from '../../../lib/runtime/state/write-budget';
import { axonConfigName } from '../../../lib/spec/derive/names';
import { FakeClock, settled } from '../fake-clock';
import { MemoryCluster } from '../memory-cluster';
import { MemoryKube } from '../memory-kube';
import { axonOf } from '../runtime-process';
import { entriesOf, type EntryOf } from '../../engine/entry-of';

const BEGIN = Date.UTC(2026, 0, 1);

/** What synthesis writes for a document, as a person applies it: the spec, and what lies at rest of its Jobs. */
export function synthesized(document: string): readonly KubeObject[] {
  const result = synthesizeObjects({ text: document, file: 'axon.yaml' });
  if (!result.ok) throw new Error(`the test's axon is not synthesized: ${JSON.stringify(result)}`);
  return (result.made.kept as KubeObject[]).filter(({ kind }) =>
    ['ConfigMap', 'CronJob', 'TFJob', 'SparkApplication'].includes(kind),
  );
}

/** One running process of a runtime, with nothing but the hand for attempts. */
export class AttemptsProcess {
  readonly runtime: Runtime;
  readonly informers: Informers;
  readonly kube: MemoryKube;
  hand: AttemptsHand | undefined;
  private readonly warnings: Warnings;
  private static made = 0;

  constructor(
    private readonly cluster: AttemptsCluster,
    private readonly axon: string,
  ) {
    const { clock, memory } = cluster;
    this.kube = new MemoryKube({ cluster: memory });
    this.informers = new Informers(this.kube);
    this.warnings = new Warnings(this.kube, clock);
    AttemptsProcess.made += 1;
    let executions = 0;
    this.runtime = new Runtime({
      kube: this.kube,
      clock,
      log: { info: () => undefined, warn: () => undefined },
      writer: AttemptsProcess.made.toString(16).padStart(8, '0'),
      budget: new WriteBudget(clock),
      atRest: () => Promise.resolve(),
      world: () => ({ live: () => ({}), code: () => undefined }),
      hands: (session) => {
        const execution = () => `execution-${(executions += 1)}`;
        const { kube, informers } = this;
        const shared = { kube, informers, warnings: this.warnings, clock };
        this.hand = new AttemptsHand({ ...shared, session, execution, pushed: () => ({ steps: 3 }) });
        return [this.hand];
      },
      onFenced: () => undefined,
    });
  }

  get session(): AxonSession {
    const session = this.runtime.session(this.axon);
    if (session === undefined) throw new Error(`no loop of ${this.axon}: ${JSON.stringify(this.runtime.axons())}`);
    return session;
  }

  entries<T extends Entry['type']>(type: T): EntryOf<T>[] {
    return entriesOf(
      [...this.session.journal(0)].map(({ entry }) => entry),
      type,
    );
  }

  conditions(): string[] {
    return (this.hand?.conditions() ?? []).map(({ name, reason, message }) => `${name} ${reason}: ${message}`);
  }

  /** As a process that is killed: nothing is finished. */
  async kill(): Promise<void> {
    this.kube.faults.down();
    await this.cluster.forget(this);
  }
}

/** A cluster with one axon applied, and the parts of a kubelet and a Job controller that a test plays. */
export class AttemptsCluster {
  readonly clock = new FakeClock(BEGIN);
  readonly memory: MemoryCluster;
  readonly axon: string;
  private readonly running = new Set<AttemptsProcess>();

  constructor(readonly document: string) {
    this.memory = new MemoryCluster({ now: () => this.clock.now() });
    this.axon = axonOf(document).name;
    this.apply(document);
  }

  apply(document: string, only: (object: KubeObject) => boolean = () => true): void {
    for (const object of synthesized(document)) if (only(object)) this.memory.apply(object, 'kubectl/Apply', true);
  }

  async start(): Promise<AttemptsProcess> {
    const process = new AttemptsProcess(this, this.axon);
    this.running.add(process);
    process.runtime.see(this.memory.get('ConfigMap', axonConfigName(this.axon))!);
    await this.settle();
    return process;
  }

  async forget(process: AttemptsProcess): Promise<void> {
    this.running.delete(process);
    await Promise.all([process.informers.stop(), process.runtime.stop(0)]);
  }

  async end(): Promise<void> {
    await Promise.all([...this.running].map((process) => this.forget(process)));
  }

  async settle(rounds = 12): Promise<void> {
    for (let round = 0; round < rounds; round += 1) await settled();
    await this.clock.pass(600);
    for (let round = 0; round < rounds; round += 1) await settled();
  }

  jobs(): readonly KubeObject[] {
    return this.memory.list('Job');
  }

  job(): KubeObject {
    const [job] = this.jobs();
    if (job === undefined) throw new Error('there is no Job');
    return job;
  }

  /** The pod that the Job controller makes of a Job. */
  pod(job: KubeObject, status: object, index?: number): string {
    const name = `${job.metadata.name}-${index ?? 'x'}`;
    if (this.memory.get('Pod', name) === undefined) {
      const { metadata, spec } = job['spec'].template;
      const labels = {
        ...metadata.labels,
        ...(index === undefined ? {} : { 'batch.kubernetes.io/job-completion-index': `${index}` }),
      };
      const { uid = '', name: of } = job.metadata;
      const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: of, uid }];
      this.memory.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels, ownerReferences }, spec }, 'job');
    }
    this.memory.setStatus('Pod', name, status);
    return name;
  }

  /** Its Job may go without it: the garbage collector of a cluster takes the pod later, or never. */
  orphan(name: string): void {
    const pod = this.memory.get('Pod', name)!;
    const { uid: _, resourceVersion: __, ownerReferences: ___, ...metadata } = pod.metadata;
    this.memory.delete('Pod', name);
    this.memory.create({ ...pod, metadata }, 'x');
    this.memory.setStatus('Pod', name, pod['status']);
  }
}

export const RUNNING = { phase: 'Running', containerStatuses: [{ name: 'task', state: { running: {} } }] };

export function terminated(exitCode: number, message = '', reason = exitCode === 0 ? 'Completed' : 'Error') {
  return {
    phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    containerStatuses: [{ name: 'task', state: { terminated: { exitCode, reason, message } } }],
  };
}
