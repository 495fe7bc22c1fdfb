import { synthesizeObjects } from '../../../lib/cli/synthesize';
import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { whoLabel } from '../../../lib/spec/derive/labels';
import type { MemoryCluster } from '../memory-cluster';
import { axonOf } from '../runtime-process';
import type { VirtualClock } from './virtual-clock';

/** One event leads to so many task runs, one after the other. */
export const TASK_RUNS_PER_EVENT = 2;

/** Where a name of the same length stands for that of an axon. */
const PATTERN = 'scale-00000';

const DOCUMENT = `
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata:
  name: ${PATTERN}
spec:
  volumeClaimTemplate:
    metadata: { name: axon-store }
    spec:
      accessModes: [ReadWriteMany]
      resources: { requests: { storage: 1Gi } }
  tasks:
    - name: Prepare
      container: { image: 'registry.example.com/prepare:1', resources: { requests: { cpu: 100m, memory: 256Mi } } }
    - name: Train
      train:
        image: registry.example.com/train:1
        metrics: [{ name: accuracy, type: Gauge }, { name: loss, type: Gauge }]
        lossMetric: accuracy
        lossMetricSelector: greater
        resources: { requests: { cpu: '1', memory: 2Gi } }
  sensors:
    - name: learn
      triggers: [{ name: go, type: Rest }]
      tasks:
        - resourceExecutor: { task: Prepare }
        - trainer: { task: Train }
`;

const RESULT = JSON.stringify({ accuracy: 0.9512345678901234, loss: 0.12345678901234567 });

export function axonName(index: number): string {
  return `scale-${String(index).padStart(5, '0')}`;
}

/** Applies what synthesis writes for so many axons, of which all are alike but for their names. */
export function applyAxons(cluster: MemoryCluster, count: number): void {
  const result = synthesizeObjects({ text: DOCUMENT, file: 'axon.yaml' });
  if (!result.ok) throw new Error(`the axon is not synthesized: ${JSON.stringify(result)}`);
  const objects = (result.made.kept as KubeObject[]).filter(({ kind }) => kind === 'ConfigMap' || kind === 'CronJob');
  const text = JSON.stringify(objects);
  const { hash } = axonOf(DOCUMENT);
  for (let index = 0; index < count; index += 1) {
    const name = axonName(index);
    const own = axonOf(DOCUMENT.replaceAll(PATTERN, name)).hash;
    for (const object of JSON.parse(text.replaceAll(PATTERN, name).replaceAll(hash, own)) as KubeObject[])
      cluster.create(object, 'kubectl/Update');
  }
}

/** How long a pod takes to begin, and its code to end. Virtual milliseconds. */
const BEGINS = 3000;
const WORKS = 60_000;

/** The parts of a Job controller and of kubelets: each Job gets a pod that runs for a minute and succeeds. */
export class Nodes {
  /** Attempts that have ended. */
  ended = 0;

  constructor(
    private readonly cluster: MemoryCluster,
    private readonly clock: VirtualClock,
  ) {}

  /** A Job was created. */
  take(job: KubeObject): void {
    this.clock.after(BEGINS, () => this.begin(job));
    this.clock.after(BEGINS + WORKS, () => this.end(job));
  }

  private begin(job: KubeObject): void {
    const { metadata, spec } = job['spec'].template;
    const { uid = '', name } = job.metadata;
    const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name, uid }];
    const pod = { name: `${name}-x`, labels: metadata.labels, ownerReferences };
    this.cluster.create({ apiVersion: 'v1', kind: 'Pod', metadata: pod, spec }, 'job-controller/Update');
    this.cluster.setStatus('Pod', pod.name, { phase: 'Pending' });
    this.cluster.setStatus('Pod', pod.name, {
      phase: 'Running',
      containerStatuses: [{ name: 'task', state: { running: { startedAt: this.time() } } }],
    });
    this.cluster.setStatus('Job', name, { active: 1, ready: 1, startTime: this.time() });
  }

  private end({ metadata }: KubeObject): void {
    const { name } = metadata;
    const terminated = { exitCode: 0, reason: 'Completed', message: RESULT, finishedAt: this.time() };
    this.cluster.setStatus('Pod', `${name}-x`, {
      phase: 'Succeeded',
      containerStatuses: [{ name: 'task', state: { terminated } }],
    });
    this.cluster.setStatus('Job', name, {
      succeeded: 1,
      completionTime: this.time(),
      conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: this.time() }],
    });
    if (metadata.labels?.[whoLabel('attempt')] !== undefined) this.ended += 1;
  }

  private time(): string {
    return new Date(this.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

/** Whether it is the first Job that follows from an event. */
export function isFirst({ metadata: { labels } }: KubeObject): boolean {
  return labels?.[whoLabel('task')] === 'Prepare';
}
