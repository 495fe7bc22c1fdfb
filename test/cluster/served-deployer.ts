import { emptyState, type VersionState } from '../../lib/engine/state';
import { MACHINE_CLOCK } from '../../lib/runtime/clock';
import type { Session } from '../../lib/runtime/hand';
import { KubeClient } from '../../lib/runtime/kube/client';
import { Informers } from '../../lib/runtime/kube/informers';
import { kubeconfigAccess } from '../../lib/runtime/kube/kubeconfig';
import { ServingHand } from '../../lib/runtime/serving/serving-hand';
import { specObjectName } from '../../lib/runtime/state/spec-history';
import { canonicalJson } from '../../lib/spec/canonical';
import type { Axon } from '../../lib/spec/axon';
import { mustKubectl } from './kubectl';

/**
 * The deployer `api` of test/fixtures/by-hand on a cluster, moved by the serving hand of the runtime: a test makes versions
 * and retires them, which is the loop's part. A version that is Ready serves.
 */
export class ServedDeployer {
  private readonly state = emptyState();
  private waiting: () => void = () => undefined;

  static async of(axon: Axon, namespace: string): Promise<ServedDeployer> {
    const kube = new KubeClient(await kubeconfigAccess(), { namespace });
    const owner = await kube.get('ConfigMap', 'by-hand-axon');
    const { uid = '', name = '' } = owner?.metadata ?? {};
    await kube.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: specObjectName(axon.name, axon.hash) },
      data: { 'axon.json': canonicalJson(axon.spec) },
    });
    return new ServedDeployer(axon, kube, { apiVersion: 'v1', kind: 'ConfigMap', name, uid });
  }

  private readonly informers: Informers;
  readonly hand: ServingHand;

  private constructor(
    private readonly axon: Axon,
    private readonly kube: KubeClient,
    owner: Session['owner'],
  ) {
    this.informers = new Informers(kube);
    this.state.hash = axon.hash;
    this.state.deployers.set('api', { spec: axon.hash, versions: [], lastNumber: 0 });
    const { state } = this;
    const versions = () => this.versions;
    const session: Session = {
      axon,
      spec: () => axon,
      state,
      get wanted() {
        const live = versions().filter(({ phase }) => phase === 'Starting' || phase === 'Serving');
        return { attempts: [], stops: [], versions: live.map(({ deployer, name }) => ({ deployer, name })) };
      },
      owner,
      now: Date.now,
      break: (fault) => {
        throw fault;
      },
      tell: (input) => {
        if (input.kind === 'versionReported') this.reported(input.version, input.phase, input.message);
        return Promise.resolve([]);
      },
    };
    this.hand = new ServingHand(session, {
      kube,
      informers: this.informers,
      clock: MACHINE_CLOCK,
      warn: (_, { message }) => void process.stderr.write(`${message}\n`),
      log: { info: () => undefined, warn: (message) => void process.stderr.write(`${message}\n`) },
    });
    this.hand.reconcile();
  }

  get versions(): VersionState[] {
    return this.state.deployers.get('api')!.versions;
  }

  /** Resolves once it serves. @returns its name */
  async version(digits: string): Promise<string> {
    const name = `api-${digits}`;
    const number = this.versions.length + 1;
    const pick = (backend: string) => ({
      model: 'letters',
      backend,
      metrics: {},
      reason: 'no model, it has no trainer',
    });
    const [run, hash, data] = [`run-${digits}`, this.axon.hash, `run-${digits}`];
    const phase = 'Starting' as const;
    const [createdAt, changedAt] = [Date.now(), Date.now()];
    const picks = [pick('a'), pick('b')];
    const of = { deployer: 'api', name, number, run, taskRun: name, hash, data, picks, createdAt, changedAt };
    this.versions.push({ ...of, phase, reason: '' });
    const ready = new Promise<void>((resolve) => (this.waiting = resolve));
    this.hand.reconcile();
    await ready;
    return name;
  }

  /** Resolves once nothing of it is there any more. */
  async retire(name: string): Promise<void> {
    this.versions.find((version) => version.name === name)!.phase = 'Retired';
    this.hand.reconcile();
    for (;;) {
      const { stdout } = mustKubectl(
        ['get', '-n', this.kube.namespace, 'deployments,services,pods,virtualservices', '-o', 'name'].concat([
          '-l',
          `myelin.io/version=${name}`,
        ]),
      );
      if (stdout.trim() === '') return;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  async stop(): Promise<void> {
    await this.hand.stop();
    await this.informers.stop();
    this.kube.close();
  }

  private reported(name: string, phase: 'Ready' | 'Failed', message: string): void {
    const version = this.versions.find((one) => one.name === name);
    if (phase === 'Failed') process.stderr.write(`${name} failed: ${message}\n`);
    if (version === undefined || phase === 'Failed') return;
    version.phase = 'Serving';
    this.hand.reconcile();
    this.waiting();
  }
}
