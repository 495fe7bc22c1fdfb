import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../../lib/engine/journal';
import { axonConfigName, storeName } from '../../lib/spec/derive/names';
import { KubeClient } from '../../lib/runtime/kube/client';
import type { KubeObject } from '../../lib/runtime/kube/kube';
import { runtimeObjects } from '../../lib/cli/install/runtime-objects';
import { kubeconfigAccess } from '../../lib/runtime/kube/kubeconfig';
import { Requests } from '../../lib/runtime/kube/requests';
import { JournalStore } from '../../lib/runtime/state/journal-store';
import { MACHINE_CLOCK } from '../../lib/runtime/clock';
import { Recall } from '../../lib/runtime/state/recall';
import { WriteBudget } from '../../lib/runtime/state/write-budget';
import { kubectl, mustKubectl } from '../cluster/kubectl';
import { createNamespace, deleteNamespace } from '../cluster/test-namespace';
import { synthesizeFile } from '../constructs/synthesize';
import { chaosAxon, WITNESS } from './chaos-axon';
import { parseTestimony, verdictOf, type Accepted, type Testimony } from './verdict';

const BIN = resolve((JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { myelin: string } }).bin.myelin);
const RUNTIME = 'app.kubernetes.io/part-of=myelin,app.kubernetes.io/component=runtime';

export interface ChaosImages {
  readonly runtime: string;
  readonly task: string;
}

/** What `myelin get` says: the state, or why it has none. */
export interface Shown {
  readonly code: number;
  readonly text: string;
  readonly conditions: readonly { readonly reason: string; readonly message: string; readonly name: string }[];
  readonly alerts: Readonly<Record<string, string>>;
}

/** A node that others keep busy has no processor left to promise, which would be another fault than the one that is meant. */
function withoutRequests(objects: readonly object[]): readonly object[] {
  const text = JSON.stringify(objects);
  return JSON.parse(text, (key, value) =>
    key === 'requests' && value.cpu ? { ...value, cpu: '0' } : value,
  ) as object[];
}

/** As `myelin install` finds it: policies look at the port behind the Service. */
function apiServer() {
  const words = ['get', 'endpointslices', '-n', 'default', '-l', 'kubernetes.io/service-name=kubernetes', '-o', 'json'];
  const { items } = JSON.parse(mustKubectl(words).stdout) as { items: { ports: { port: number }[] }[] };
  const ports = items.flatMap(({ ports: open }) => open.map(({ port }) => port));
  return { surroundings: { apiServer: ['0.0.0.0/0', '::/0'].map((cidr) => ({ cidr, ports: [443, ...ports] })) } };
}

/** A namespace with a runtime and the axon `chaos` in it, asked and looked at from outside. */
export class ChaosCluster {
  static async create(namespace: string, images: ChaosImages): Promise<ChaosCluster> {
    createNamespace(namespace, { injected: false });
    const access = await kubeconfigAccess();
    const cluster = new ChaosCluster(namespace, images, new KubeClient(access, { namespace }), new Requests(access));
    cluster.install();
    cluster.apply(1);
    cluster.applyWitness();
    mustKubectl(['wait', '-n', namespace, '--for=condition=Ready', 'pod/witness', '--timeout=120s']);
    await cluster.untilOpen(60_000);
    return cluster;
  }

  private readonly folder = mkdtempSync(join(tmpdir(), 'myelin-chaos-'));
  readonly accepted: Accepted[] = [];

  private constructor(
    readonly namespace: string,
    readonly images: ChaosImages,
    readonly kube: KubeClient,
    private readonly requests: Requests,
  ) {}

  async remove(): Promise<void> {
    this.kube.close();
    this.requests.close();
    deleteNamespace(this.namespace);
    rmSync(this.folder, { recursive: true, force: true });
  }

  install(): void {
    const { namespace, images } = this;
    this.applyAll(runtimeObjects({ namespace, image: images.runtime, mesh: 'none', ...apiServer() }));
  }

  /** Applies what `synth` makes of the axon. */
  apply(revision: number, name = 'chaos', storageClass = 'standard'): void {
    const file = join(this.folder, `${name}.yaml`);
    writeFileSync(file, JSON.stringify(chaosAxon({ name, image: this.images.task, revision, storageClass })));
    this.applyAll(synthesizeFile(file, { runtimeImage: this.images.runtime, mesh: 'none' }).objects);
  }

  private applyAll(objects: readonly object[]): void {
    mustKubectl(['apply', '-n', this.namespace, '-f', '-'], withoutRequests(objects));
  }

  myelin(...words: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
    return new Promise((done) => {
      execFile(process.execPath, [BIN, ...words], { maxBuffer: 1e9, timeout: 240_000 }, (fault, stdout, stderr) => {
        done(fault === null ? { code: 0, text: stdout } : { code: Number(fault.code ?? 1), text: stderr });
      });
    });
  }

  /** What a person sees who asks `myelin get`. */
  async shown(axon = 'chaos'): Promise<Shown> {
    const { code, text } = await this.myelin('get', axon, '-n', this.namespace, '-o', 'json');
    if (code !== 0) return { code, text, conditions: [], alerts: {} };
    const { conditions = [], alerts = {} } = JSON.parse(text) as Partial<Shown>;
    return { code, text, conditions, alerts };
  }

  /**
   * Calls a Rest trigger through the API server; the same id again is the same event.
   *
   * @returns why it was not accepted. @default - it was
   */
  async call(sensor: string, id: string, axon = 'chaos'): Promise<string | undefined> {
    const path = `/api/v1/namespaces/${this.namespace}/services/myelin-runtime:http/proxy/axons/${axon}/triggers/${sensor}/call`;
    const event = { specversion: '1.0', id, source: 'chaos', type: 'chaos', data: { event: id } };
    try {
      await this.requests.ask({ method: 'POST', path, body: { type: 'application/cloudevents+json', value: event } });
    } catch (fault) {
      return (fault as Error).message;
    }
    if (axon === 'chaos' && !this.accepted.some((one) => one.id === id)) this.accepted.push({ sensor, id });
    return undefined;
  }

  /** @throws KubeError */
  async post(path: string, value: object): Promise<void> {
    await this.requests.ask({ method: 'POST', path, body: { type: 'application/json', value } });
  }

  /** Until it is accepted. @throws Error where it is not in time */
  async mustCall(sensor: string, id: string, patience: number, axon = 'chaos'): Promise<void> {
    await this.until(`event ${id} to be accepted`, patience, async () => {
      const why = await this.call(sensor, id, axon);
      return why === undefined ? { ok: true } : { ok: false, why };
    });
  }

  /** The journal as it is durable, read past the runtime. @throws KubeError, JournalFault */
  async journal(axon = 'chaos'): Promise<readonly Entry[]> {
    const owner = this.ownerOf(await this.kube.get('ConfigMap', axonConfigName(axon)));
    const budget = new WriteBudget(MACHINE_CLOCK);
    const place = { kube: this.kube, axon, owner, writer: 'reader00', budget, clock: MACHINE_CLOCK };
    return [...(await JournalStore.open(place, new Recall(this.kube))).after(0)].map(({ entry }) => entry);
  }

  testimonies(): readonly Testimony[] {
    const words = ['exec', '-n', this.namespace, 'witness', '--', 'sh', '-c', `cat /store/${WITNESS} || true`];
    return parseTestimony(mustKubectl(words).stdout);
  }

  /** Names of the runtime's pods, the leader first. */
  runtimePods(): readonly string[] {
    const pods = mustKubectl(['get', 'pods', '-n', this.namespace, '-l', RUNTIME, '-o', 'json']);
    const { items } = JSON.parse(pods.stdout) as { items: KubeObject[] };
    const ready = (pod: KubeObject): number =>
      pod['status'].conditions?.some(
        (one: Record<string, string>) => one['type'] === 'Ready' && one['status'] === 'True',
      )
        ? 0
        : 1;
    return items
      .filter((pod) => pod.metadata.deletionTimestamp === undefined)
      .sort((a, b) => ready(a) - ready(b))
      .map((pod) => pod.metadata.name);
  }

  ownerOf(object: KubeObject | undefined) {
    if (object === undefined) throw new Error('the axon has no ConfigMap');
    const { apiVersion, kind, metadata } = object;
    return { apiVersion, kind, name: metadata.name, uid: metadata.uid! };
  }

  async untilOpen(patience: number, axon = 'chaos'): Promise<void> {
    await this.until(`the loop of ${axon} to be open`, patience, async () => {
      const shown = await this.shown(axon);
      return { ok: shown.code === 0 && shown.text.includes('"sensors"'), why: shown.text };
    });
  }

  /** Until nothing of the axon is under way. */
  async untilIdle(patience: number): Promise<void> {
    await this.until('the axon to be idle', patience, async () => {
      const open = await this.underWay();
      return { ok: open.length === 0, why: open.join(', ') };
    });
  }

  /** Events that have started no run, and runs that have not ended. */
  async underWay(): Promise<readonly string[]> {
    return verdictOf(this.accepted, await this.journal(), []).stuck;
  }

  /** @throws Error that says what was there instead */
  async until(
    what: string,
    patience: number,
    look: () => Promise<{ readonly ok: boolean; readonly why?: string }>,
    glance = 500,
  ): Promise<void> {
    for (const end = Date.now() + patience; ; await sleep(glance)) {
      const { ok, why } = await look();
      if (ok) return;
      if (Date.now() > end) throw new Error(`${what}: not within ${patience / 1000} s: ${why ?? ''}`);
    }
  }

  /** A pod that reads what the attempts wrote. */
  private applyWitness(): void {
    const { namespace } = this;
    const [context, container] = [
      { runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    ];
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'witness', namespace },
      spec: {
        securityContext: context,
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'witness',
            image: this.images.task,
            command: ['sleep', 'infinity'],
            securityContext: container,
            volumeMounts: [{ name: 'store', mountPath: '/store' }],
          },
        ],
        volumes: [{ name: 'store', persistentVolumeClaim: { claimName: storeName('chaos') } }],
      },
    };
    kubectl(['apply', '-f', '-'], [pod]);
  }
}
