import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Input } from '../../../lib/engine/ports';
import type { VersionPhase } from '../../../lib/engine/journal';
import { isLive } from '../../../lib/engine/serving/phase';
import { emptyState, type AxonState, type VersionState } from '../../../lib/engine/state';
import type { Session } from '../../../lib/runtime/hand';
import { Informers } from '../../../lib/runtime/kube/informers';
import { KINDS, type Kind, type KubeObject } from '../../../lib/runtime/kube/kube';
import { ServingHand } from '../../../lib/runtime/serving/serving-hand';
import type { Axon } from '../../../lib/spec/axon';
import { synthesizeFile } from '../../constructs/synthesize';
import { FakeClock, settled } from '../fake-clock';
import { MemoryCluster } from '../memory-cluster';
import { MemoryKube } from '../memory-kube';

const FILE = 'test/fixtures/by-hand/axon.yaml';
/** The ConfigMap of the axon, by which everything is owned. */
const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'by-hand-axon' } };

/**
 * The axon of test/fixtures/by-hand in a cluster in memory: its shapes at rest, a serving hand, and the versions that a test
 * says there are. Deployments come up when the test says so.
 */
export class ServedAxon {
  readonly cluster = new MemoryCluster();
  readonly kube = new MemoryKube({ cluster: this.cluster });
  readonly person = new MemoryKube({ cluster: this.cluster, manager: 'kubectl-edit' });
  readonly clock = new FakeClock(Date.UTC(2026, 0, 1));
  readonly told: Input[] = [];
  /** What Events were made of: the object, and the reason. */
  readonly warned: string[] = [];
  readonly state: AxonState = emptyState();
  hand: ServingHand;
  axon: Axon;
  private readonly specs = new Map<string, Axon>();
  private informers = new Informers(this.kube);
  private readonly session: Session;

  static async of(mesh: 'istio' | 'gateway-api' | 'none'): Promise<ServedAxon> {
    const served = new ServedAxon(mesh);
    await served.rest();
    return served;
  }

  private constructor(private mesh: 'istio' | 'gateway-api' | 'none') {
    this.axon = edited(mesh, (text) => text).axon;
    this.inForce(this.axon);
    const { state, told, clock } = this;
    const { metadata } = this.cluster.create(CONFIG, 'git/Update');
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the session shows what is in force now
    const self = this;
    this.session = {
      get axon() {
        return self.axon;
      },
      spec: (hash) => this.specs.get(hash)!,
      state,
      get wanted() {
        const live = self.versions().filter(({ phase }) => isLive(phase));
        return { attempts: [], stops: [], versions: live.map(({ deployer, name }) => ({ deployer, name })) };
      },
      owner: { apiVersion: 'v1', kind: 'ConfigMap', name: metadata.name, uid: metadata.uid! },
      now: () => clock.now(),
      break: (fault) => void this.warned.push(String(fault)),
      tell: (input) => (told.push(input), Promise.resolve([])),
    };
    this.hand = this.newHand();
  }

  /** Another process goes on with what is there. */
  async restart(): Promise<void> {
    await this.close();
    this.informers = new Informers(this.kube);
    this.hand = this.newHand();
    await this.moved();
  }

  private newHand(): ServingHand {
    return new ServingHand(this.session, {
      kube: this.kube,
      informers: this.informers,
      clock: this.clock,
      warn: ({ kind, metadata }, { reason }) => void this.warned.push(`${reason} ${kind} ${metadata.name}`),
      log: { info: () => undefined, warn: (message) => void process.stderr.write(`${message}\n`) },
    });
  }

  /** Applies the shapes at rest of the axon, after an edit of its text. */
  async rest(edit: (text: string) => string = (text) => text): Promise<void> {
    const git = new MemoryKube({ cluster: this.cluster, manager: 'git' });
    const { axon, objects } = edited(this.mesh, edit);
    this.axon = axon;
    this.inForce(axon);
    for (const object of objects as readonly KubeObject[]) {
      if (Object.hasOwn(KINDS, object.kind) && object.kind !== 'ConfigMap') await git.apply(object, { force: true });
    }
    await this.moved();
  }

  /** Applies the same axon, synthesized for another mesh, as GitOps does: nobody's fields are taken. @returns refusals */
  async remesh(mesh: 'istio' | 'none'): Promise<readonly string[]> {
    this.mesh = mesh;
    const git = new MemoryKube({ cluster: this.cluster, manager: 'git' });
    const refused: string[] = [];
    for (const object of edited(mesh, (text) => text).objects as readonly KubeObject[]) {
      if (!Object.hasOwn(KINDS, object.kind) || object.kind === 'ConfigMap') continue;
      const { name } = object.metadata;
      await git.apply(object).catch(({ reason }: Error & { reason: string }) => refused.push(`${name}: ${reason}`));
    }
    await this.moved();
    return refused;
  }

  versions(): VersionState[] {
    return this.state.deployers.get('api')?.versions ?? [];
  }

  /** A version is made, or changes its phase. @param build - what its servers run. @default - unknown */
  async version(digits: string, phase: VersionPhase, build?: string): Promise<void> {
    const name = `api-${digits}`;
    const deployer = this.state.deployers.get('api') ?? { spec: this.axon.hash, versions: [], lastNumber: 0 };
    this.state.deployers.set('api', deployer);
    const known = deployer.versions.find((version) => version.name === name);
    if (known !== undefined) Object.assign(known, { phase, changedAt: this.clock.now() });
    else {
      deployer.lastNumber += 1;
      const pick = (backend: string) => ({
        model: 'letters',
        backend,
        taskRun: `train-${digits}`,
        data: `run-${digits}`,
        modelPath: `train-${digits}`,
        metrics: {},
        reason: 'the latest',
        ...(build === undefined ? {} : { code: { build } }),
      });
      deployer.versions.push({
        deployer: 'api',
        name,
        number: deployer.lastNumber,
        run: `run-${digits}`,
        taskRun: `api-run-${digits}`,
        hash: this.axon.hash,
        data: `run-${digits}`,
        picks: [pick('a'), pick('b')],
        createdAt: this.clock.now(),
        phase,
        changedAt: this.clock.now(),
        reason: '',
      });
    }
    await this.moved();
  }

  /** A version that comes up and serves. */
  async serve(digits: string): Promise<void> {
    await this.version(digits, 'Starting');
    await this.answers(digits, '');
    await this.version(digits, 'Serving');
  }

  /** Every Deployment of a version whose name has this part becomes available, or ceases to be. */
  async answers(digits: string, part: string, available = 1): Promise<void> {
    for (const { metadata } of this.list('Deployment').filter(({ metadata: { name } }) => name.includes(digits))) {
      if (!metadata.name.includes(part)) continue;
      const status = { observedGeneration: metadata.generation ?? 0, availableReplicas: available };
      this.cluster.setStatus('Deployment', metadata.name, status);
    }
    await this.moved();
  }

  async status(name: string, status: object): Promise<void> {
    this.cluster.setStatus('Deployment', name, status);
    await this.moved();
  }

  /** Until nothing follows from what there is. */
  async moved(): Promise<void> {
    this.hand.reconcile();
    for (let turn = 0; turn < 50; turn += 1) await settled();
  }

  list(kind: Kind): readonly KubeObject[] {
    return this.cluster.list(kind);
  }

  /** Names of what is of a version, by kind. */
  names(digits: string): readonly string[] {
    return (['Deployment', 'Service', 'DestinationRule', 'VirtualService', 'HTTPRoute'] as const).flatMap((kind) =>
      this.list(kind)
        .map(({ metadata }) => metadata.name)
        .filter((name) => name.includes(digits))
        .map((name) => `${kind} ${name}`),
    );
  }

  async close(): Promise<void> {
    await this.hand.stop();
    await this.informers.stop();
  }

  private inForce(axon: Axon): void {
    this.specs.set(axon.hash, axon);
    this.state.hash = axon.hash;
    const deployer = this.state.deployers.get('api');
    if (deployer !== undefined) deployer.spec = axon.hash;
  }
}

function edited(mesh: 'istio' | 'gateway-api' | 'none', edit: (text: string) => string) {
  const folder = mkdtempSync(join(tmpdir(), 'served-axon-'));
  const file = join(folder, 'axon.yaml');
  writeFileSync(file, edit(readFileSync(FILE, 'utf8')));
  try {
    const { axons, objects } = synthesizeFile(file, { mesh, domain: 'example.com' });
    return { axon: axons[0]!.resolved, objects };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
