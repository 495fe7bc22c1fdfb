import type { Axon, ModelGraph } from '../../spec/axon';
import { canonicalJson, contentHash } from '../../spec/canonical';
import { AT_REST, VERSION_LABEL } from '../../spec/derive/labels';
import { deployerName, deployerRoutesName, labelValue } from '../../spec/derive/names';
import { servedGraphs } from '../../engine/serving/removed';
import { indexed } from '../../engine/serving/version';
import type { VersionState } from '../../engine/state';
import type { Clock } from '../clock';
import type { Condition, Hand, Session } from '../hand';
import type { Informers } from '../kube/informers';
import type { Kind, Kube, KubeObject } from '../kube/kube';
import type { Log } from '../log';
import { specObjectName } from '../state/spec-history';
import { Applier, type Refused } from './applier';
import { byVersion, leadsTo, leave } from './leaving';
import { hostsOf, meshOf, type Mesh } from './mesh';
import { nextSteps, type DeployerPlan, type Report, type VersionTrouble, type WantedVersion } from './plan';
import { readinessOf, type Readiness } from './readiness';
import { routeKind } from './routes';
import { versionObjects } from './version-objects';

export interface ServingParts {
  readonly kube: Kube;
  readonly informers: Informers;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once of an object that the API server does not take, or that somebody edited. */
  readonly warn: (object: KubeObject, condition: Condition) => void;
}

/** Kinds that every deployer has to do with. */
const ALWAYS: readonly Kind[] = ['Deployment', 'Service', 'Pod'];

/** Kinds that lead to versions where there is a mesh: which it is says the gateway at rest. */
const ROUTES = ['VirtualService', 'HTTPRoute'] as const;

/**
 * Keeps the versions of an axon's deployers up in a cluster, and traffic where it should be.
 *
 * - What is next follows from what is there and what is wanted (`nextSteps`, `leave`); after each step it is asked anew.
 * - Nothing is done before all that it looks at is known: who sees no version yet would take the traffic of all.
 * - What somebody else edited is left as it is, and a condition and an Event say so; what is missing is made again.
 */
export class ServingHand implements Hand {
  private readonly applier: Applier;
  private readonly followed = new Map<Kind, () => void>();
  /** What was last told of a version, and of which start of it. */
  private readonly told = new Map<string, string>();
  private readonly quiet = new Map<string, number>();
  private shown: ReadonlyMap<string, Condition> = new Map();
  private warned: ReadonlySet<string> = new Set();
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private endWaiting: () => void = () => undefined;
  private readonly waitingEnds = new Promise<void>((resolve) => (this.endWaiting = resolve));
  private cancelTimer: () => void = () => undefined;
  private wakeAt = Infinity;

  constructor(
    private readonly session: Session,
    private readonly parts: ServingParts,
  ) {
    this.applier = new Applier(
      parts.kube,
      (kind, name) => parts.informers.of(kind).get(name),
      () => session.now(),
    );
  }

  reconcile(): void {
    this.again = true;
    if (this.stopped) return;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      if (this.again) this.reconcile();
    });
  }

  conditions(): readonly Condition[] {
    return [...this.shown.values()];
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.endWaiting();
    this.cancelTimer();
    for (const unfollow of this.followed.values()) unfollow();
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.move();
      } catch (fault) {
        this.parts.log.warn(`serving stopped at a fault: ${(fault as Error).message}`, {
          axon: this.session.axon.name,
        });
        this.lookAt(this.session.now() + 10_000);
      }
    }
  }

  /** One look at everything, and the steps that follow from it. */
  private async move(): Promise<void> {
    this.cancelTimer();
    this.wakeAt = Infinity;
    if (this.session.state.hash === '') return;
    // An axon that has never deployed gives no right to look at Deployments.
    if (this.session.axon.deployers.size === 0 && this.session.state.deployers.size === 0) return;
    await this.follow(ALWAYS);
    if (this.stopped) return;
    const graphs = servedGraphs(this.session.axon, this.session.state, (hash) => this.session.spec(hash));
    const found: VersionTrouble[] = [];
    let isUnseen = false;
    for (const graph of graphs) {
      const versions = this.versionsOf(graph);
      const mesh = meshOf(this.session.axon, graph.name, this.find);
      if (mesh === undefined) {
        isUnseen = true;
        const message = `there is no gateway of ${graph.name} at rest: apply the files of one synth together`;
        found.push(...versions.map(({ name }) => ({ version: name, reason: 'ShapeMissing', message })));
        continue;
      }
      await this.follow(kindsOf(mesh, versions.length > 0 && versions.some((one) => hasScaler(this.graphOf(one)))));
      found.push(...(await this.take(this.planOf(graph, mesh, versions))));
    }
    // What no route is seen to lead to may be led to by one that cannot be seen.
    if (!isUnseen || ROUTES.some((kind) => this.followed.has(kind))) await this.takeLeave(graphs);
    this.show(found);
  }

  private async take(plan: DeployerPlan): Promise<readonly VersionTrouble[]> {
    const { apply, reports, troubles } = nextSteps(plan);
    for (const object of apply) {
      if (this.stopped) return troubles;
      await this.applier.apply(object);
    }
    for (const report of reports) this.report(report);
    return troubles;
  }

  /** Not waited for: what follows from it is asked for once it is durable. */
  private report(report: Report): void {
    const versions = this.session.state.deployers.get(report.deployer)?.versions;
    const started = versions?.find(({ name }) => name === report.version)?.changedAt ?? 0;
    const telling = `${report.phase} ${started}`;
    if (this.told.get(report.version) === telling) return;
    this.told.set(report.version, telling);
    void this.session.tell(report);
  }

  private planOf(graph: ModelGraph, mesh: Mesh, versions: readonly VersionState[]): DeployerPlan {
    const { session, find } = this;
    const { axon, owner, state } = session;
    const pods = byVersion(this.mine('Pod'));
    const deployer = state.deployers.get(graph.name);
    const counted = new Set(deployer === undefined ? [] : indexed(deployer));
    return {
      axon,
      graph,
      mesh,
      owner,
      find,
      hosts: hostsOf(axon, graph.name, find),
      readiness: (name) => this.readiness(name, pods),
      versions: versions.map((version): WantedVersion => {
        const made = this.graphOf(version);
        const parts = { axon, version, graph: made, replicas: graph.replicas, mesh, owner, state, find };
        return {
          version,
          isCounted: counted.has(version),
          graph: made,
          objects: () => versionObjects(parts),
          spec: specObjectName(axon.name, readsTheSame(made, graph) ? version.hash : this.specOf(graph)),
        };
      }),
    };
  }

  private specOf({ name }: ModelGraph): string {
    const { axon, state } = this.session;
    return axon.deployers.has(name) ? axon.hash : (state.deployers.get(name)?.spec ?? axon.hash);
  }

  /** As it was when the version was made. */
  private graphOf({ hash, deployer }: VersionState): ModelGraph {
    return this.session.spec(hash).deployers.get(deployer)!;
  }

  /** Those that should be up, newest first. */
  private versionsOf({ name }: ModelGraph): readonly VersionState[] {
    const wanted = new Set(this.session.wanted.versions.map((one) => one.name));
    const all = this.session.state.deployers.get(name)?.versions ?? [];
    return all.filter((version) => wanted.has(version.name)).reverse();
  }

  private readiness(name: string, pods: ReadonlyMap<string, readonly KubeObject[]>): Readiness {
    const deployment = this.find('Deployment', name);
    const selector = Object.entries<string>(deployment?.['spec'].selector.matchLabels ?? {});
    const version = selector.find(([label]) => label === VERSION_LABEL)?.[1] ?? '';
    const own = (pods.get(version) ?? []).filter(({ metadata: { labels = {} } }) =>
      selector.every(([label, value]) => labels[label] === value),
    );
    return readinessOf(deployment, own);
  }

  private async takeLeave(graphs: readonly ModelGraph[]): Promise<void> {
    const { session } = this;
    const stay = new Set([AT_REST, ...session.wanted.versions.map(({ name }) => labelValue(name))]);
    const kinds = [...this.followed.keys()];
    const groups = byVersion(kinds.flatMap((kind) => this.mine(kind)));
    const served = new Set(graphs.map(({ name }) => name));
    const routes = this.routesOf([...session.state.deployers.keys()]);
    for (const [label, objects] of groups) {
      if (stay.has(label)) {
        // It may have begun to leave before it was asked for again.
        this.quiet.delete(label);
        continue;
      }
      const hosts = objects.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name);
      const isRouted = routes.some((route) => leadsTo(route, label, hosts));
      if (isRouted) this.quiet.delete(label);
      else if (!this.quiet.has(label)) this.quiet.set(label, session.now());
      const since = this.quiet.get(label);
      const { gone, lookAt } = leave(
        { label, objects, isRouted, ...(since === undefined ? {} : { quietSince: since }) },
        session.now(),
      );
      for (const object of gone) await this.applier.remove(object);
      if (lookAt !== undefined) this.lookAt(lookAt);
    }
    for (const label of this.quiet.keys()) if (!groups.has(label)) this.quiet.delete(label);
    // Of a deployer that was removed, and whose versions have been retired.
    const removed = [...session.state.deployers.keys()].filter((name) => !served.has(name));
    for (const route of this.routesOf(removed)) if (route.kind !== 'Service') await this.applier.remove(route);
  }

  /** What may lead to a version; Services of deployers are in git, what they select is not. */
  private routesOf(deployers: readonly string[]): readonly KubeObject[] {
    const kinds = ([...ROUTES, 'Service'] as const).filter((kind) => this.followed.has(kind));
    return kinds.flatMap((kind) => {
      const nameOf = kind === 'Service' ? deployerName : deployerRoutesName;
      return deployers.flatMap((name) => this.find(kind, nameOf(this.session.axon.name, name)) ?? []);
    });
  }

  /** Objects of the axon; pods are their ReplicaSets' and ours by their labels only. */
  private mine(kind: Kind): readonly KubeObject[] {
    const { axon, owner } = this.session;
    return this.parts.informers
      .of(kind)
      .itemsOf(axon.name)
      .filter(({ metadata: { ownerReferences = [] } }) => {
        return kind === 'Pod' || ownerReferences.some(({ uid }) => uid === owner.uid);
      });
  }

  private readonly find = (kind: Kind, name: string): KubeObject | undefined => this.applier.find(kind, name);

  /** Resolves once these kinds are known, and from then on hears of their changes. */
  private async follow(kinds: readonly Kind[]): Promise<void> {
    for (const kind of kinds) {
      const informer = this.parts.informers.of(kind);
      // What the axon grants no right to is never known, and nobody who stops should wait for it.
      await Promise.race([informer.synced, this.waitingEnds]);
      if (this.stopped) return;
      if (this.followed.has(kind)) continue;
      const unfollow = informer.onChange(() => this.reconcile(), this.session.axon.name);
      this.followed.set(kind, unfollow);
    }
  }

  private show(troubles: readonly VersionTrouble[]): void {
    this.applier.endLook();
    const now = this.session.now();
    const next = new Map<string, Condition>();
    const about: { readonly object: KubeObject; readonly condition: Condition }[] = [];
    for (const { version, reason, message, object } of troubles) {
      const key = canonicalJson([version, reason, object?.metadata.name ?? '']);
      const since = this.shown.get(key)?.since ?? now;
      const condition = { kind: 'version' as const, name: version, reason, message, since };
      next.set(key, condition);
      if (object !== undefined) about.push({ object, condition });
    }
    for (const refused of this.applier.refused()) {
      const condition = { ...conditionOf(refused, this.session.axon), since: refused.since };
      next.set(canonicalJson(condition), condition);
      about.push({ object: refused.object, condition });
    }
    this.shown = next;
    this.warn(about);
    const { lookAt } = this.applier;
    if (lookAt !== undefined) this.lookAt(lookAt);
  }

  /** Of each once, while it lasts. */
  private warn(about: readonly { readonly object: KubeObject; readonly condition: Condition }[]): void {
    const now = new Set<string>();
    for (const { object, condition } of about) {
      const key = canonicalJson([object.kind, object.metadata.name, condition.reason, condition.since]);
      if (!this.warned.has(key)) this.parts.warn(object, condition);
      now.add(key);
    }
    this.warned = now;
  }

  private lookAt(time: number): void {
    if (this.stopped || time >= this.wakeAt) return;
    this.cancelTimer();
    this.wakeAt = time;
    this.cancelTimer = this.parts.clock.after(Math.max(1, time - this.session.now()), () => this.reconcile());
  }
}

function conditionOf({ object, reason, message }: Refused, axon: Axon): Omit<Condition, 'since'> {
  const version = object.metadata.labels?.[VERSION_LABEL];
  const about = version === undefined ? { kind: 'axon', name: axon.name } : { kind: 'version', name: version };
  return { ...(about as { kind: 'axon' | 'version'; name: string }), reason, message };
}

function kindsOf(mesh: Mesh, isScaled: boolean): readonly Kind[] {
  const route = routeKind(mesh);
  return [
    ...(route === undefined ? [] : [route]),
    ...(mesh === 'istio' ? (['DestinationRule'] as const) : []),
    ...(isScaled ? (['HorizontalPodAutoscaler'] as const) : []),
  ];
}

function hasScaler({ models }: ModelGraph): boolean {
  return models.some(({ backends }) => backends.some(({ deploy }) => deploy.spec.scaling !== undefined));
}

/** Whether a gateway that reads either answers alike: it has nothing to do with rollouts. */
function readsTheSame(one: ModelGraph, other: ModelGraph): boolean {
  return contentHash(gatewayFacts(one)) === contentHash(gatewayFacts(other));
}

function gatewayFacts({ models, routes }: ModelGraph): unknown {
  return {
    routes,
    models: models.map(({ name, routing, backends }) => ({
      name,
      routing,
      backends: backends.map(({ name: backend, deploy: { port, endpointRestType } }) => ({
        backend,
        port,
        endpointRestType,
      })),
    })),
  };
}
