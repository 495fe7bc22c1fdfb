import type { ModelGraph } from '../../spec/axon';
import { servedGraphs } from '../../engine/serving/removed';
import type { Clock } from '../clock';
import type { Condition, Hand, Session } from '../hand';
import type { Informers } from '../kube/informers';
import type { Kind, Kube, KubeObject } from '../kube/kube';
import type { Log } from '../log';
import { Applier } from './applier';
import { deployerPlan, graphOf, versionsUp } from './deployer-plan';
import { Followed } from './followed';
import { LeaveTaking } from './leave-taking';
import { byVersion } from './leaving';
import { meshOf, type Mesh } from './mesh';
import { nextSteps, type DeployerPlan, type Report, type VersionTrouble } from './plan';
import { routeKind } from './routes';
import { ShownTroubles } from './shown-troubles';

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

/** After a fault it is looked at again, in milliseconds. */
const AFTER_FAULT = 10_000;

/**
 * Keeps the versions of an axon's deployers up in a cluster, and traffic where it should be.
 *
 * - What is next follows from what is there and what is wanted (`nextSteps`, `LeaveTaking`); after each step it is asked anew.
 * - Nothing is done before all that it looks at is known: who sees no version yet would take the traffic of all.
 * - What somebody else edited is left as it is, and a condition and an Event say so; what is missing is made again.
 */
export class ServingHand implements Hand {
  private readonly applier: Applier;
  private readonly followed: Followed;
  private readonly leaving: LeaveTaking;
  private readonly troubles: ShownTroubles;
  /** What was last reported of a version, and of which start of it. */
  private readonly reported = new Map<string, string>();
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private cancelTimer: () => void = () => undefined;
  private wakeAt = Infinity;

  constructor(
    private readonly session: Session,
    private readonly parts: ServingParts,
  ) {
    const { kube, informers, warn } = parts;
    this.applier = new Applier(
      kube,
      (kind, name) => informers.of(kind).get(name),
      () => session.now(),
    );
    this.followed = new Followed(session, informers, () => this.reconcile());
    this.leaving = new LeaveTaking(session, this.followed, this.applier.find);
    this.troubles = new ShownTroubles(warn);
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
    return this.troubles.conditions;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelTimer();
    this.followed.close();
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.move();
      } catch (fault) {
        const axon = this.session.axon.name;
        this.parts.log.warn(`serving stopped at a fault: ${(fault as Error).message}`, { axon });
        this.lookAt(this.session.now() + AFTER_FAULT);
      }
    }
  }

  /** One look at everything, and the steps that follow from it. */
  private async move(): Promise<void> {
    this.cancelTimer();
    this.wakeAt = Infinity;
    const { session, applier } = this;
    if (session.state.hash === '') return;
    // An axon that has never deployed gives no right to look at Deployments.
    if (session.axon.deployers.size === 0 && session.state.deployers.size === 0) return;
    await this.followed.follow(ALWAYS);
    if (this.stopped) return;
    const graphs = servedGraphs(session.axon, session.state, (hash) => session.spec(hash));
    const troubles: VersionTrouble[] = [];
    const unseen: string[] = [];
    for (const graph of graphs) {
      const mesh = meshOf(session.axon, graph.name, applier.find);
      if (mesh === undefined) {
        unseen.push(graph.name);
        troubles.push(...withoutMesh(session, graph));
      } else troubles.push(...(await this.serve(graph, mesh)));
    }
    const { gone, lookAt, troubles: heldBack } = this.leaving.next(graphs, unseen);
    for (const object of gone) {
      if (this.stopped) return;
      await applier.remove(object);
    }
    applier.endLook();
    this.troubles.show(session.axon, session.now(), [...troubles, ...heldBack], applier.refused());
    for (const time of [lookAt, applier.lookAt]) if (time !== undefined) this.lookAt(time);
  }

  private async serve(graph: ModelGraph, mesh: Mesh): Promise<readonly VersionTrouble[]> {
    const { session, applier, followed } = this;
    const isScaled = versionsUp(session, graph).some((version) => hasScaler(graphOf(session, version)));
    await followed.follow(kindsOf(mesh, isScaled));
    return this.take(deployerPlan(session, graph, mesh, applier.find, byVersion(followed.of('Pod'))));
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
    const reporting = `${report.phase} ${started}`;
    if (this.reported.get(report.version) === reporting) return;
    this.reported.set(report.version, reporting);
    void this.session.tell(report);
  }

  private lookAt(time: number): void {
    if (this.stopped || time >= this.wakeAt) return;
    this.cancelTimer();
    this.wakeAt = time;
    this.cancelTimer = this.parts.clock.after(Math.max(1, time - this.session.now()), () => this.reconcile());
  }
}

function withoutMesh(session: Session, graph: ModelGraph): readonly VersionTrouble[] {
  const message = `there is no gateway of ${graph.name} at rest: apply the files of one synth together`;
  return versionsUp(session, graph).map(({ name }) => ({ version: name, reason: 'ShapeMissing', message }));
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
