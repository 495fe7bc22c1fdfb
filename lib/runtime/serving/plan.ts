import type { ModelGraph } from '../../spec/axon';
import { contentHash } from '../../spec/canonical';
import { AT_REST, VERSION_LABEL } from '../../spec/derive/labels';
import { deployerName, versionBackendName, versionGatewayName, versionModelName } from '../../spec/derive/names';
import { canAnswer, type BackendRef, type TrafficVersion } from '../../spec/derive/traffic';
import type { Input } from '../../engine/ports';
import type { VersionState } from '../../engine/state';
import type { Trouble } from '../hand';
import type { Kind, KubeObject } from '../kube/kube';
import { EDIT_HELP, EDITED } from './applier';
import { addedToSelector, asMade, stampedAsMade } from './as-made';
import type { Readiness } from './readiness';
import { deployerRoute, frontOf, modelRoutes, unfollowed, type Routed } from './routes';
import { agrees } from './agrees';
import { ShapeFault, type Find } from './shape';
import { versionLabels } from './version-objects';

/** One version that should serve, or will. */
export interface WantedVersion {
  readonly version: VersionState;
  /** Whether rollout indices count it. */
  readonly isCounted: boolean;
  /** As it was when the version was made. */
  readonly graph: ModelGraph;
  /** Everything of it but its routes. @throws ShapeFault */
  readonly objects: () => readonly KubeObject[];
  /** The ConfigMap of the spec that its gateway should read. */
  readonly spec: string;
}

/** A deployer, as it should be and as it is. */
export interface DeployerPlan extends Routed {
  /** Newest first. */
  readonly versions: readonly WantedVersion[];
  readonly find: Find;
  readonly readiness: (deployment: string) => Readiness;
}

export type Report = Extract<Input, { kind: 'versionReported' }>;

export interface VersionTrouble extends Trouble {
  readonly version: string;
  /** What somebody should look at, of which Events tell. @default - the version itself */
  readonly object?: KubeObject;
}

/** What to do next; what follows is found out when this has been done. */
export interface NextSteps {
  /** To be made or changed, one after the other. */
  readonly apply: readonly KubeObject[];
  readonly reports: readonly Report[];
  readonly troubles: readonly VersionTrouble[];
}

/** Says which object was written, so that what was taken out of it is missed: the server adds, and nobody can tell what. */
export const WRITTEN = 'myelin.io/written';

/**
 * What brings a deployer nearer to how it should be, without losing a request.
 *
 * - First there is all of a version: its Services, its servers, its gateway, the routes to its backends. Only then does it
 *   count, and only what counts gets traffic.
 * - Edits of weights, matches and replicas apply to versions that exist; what else is of a version stays as it was made, and
 *   is made so again if it is not.
 * - While nobody can answer, routes stay as they are: pods that come back are found by them at once.
 */
export function nextSteps(plan: DeployerPlan): NextSteps {
  const versions = plan.versions.map((wanted) => versionSteps(plan, wanted));
  const route = levelOne(plan, versions);
  return {
    apply: [...versions.flatMap(({ apply }) => apply), ...(route === undefined ? [] : [route]), ...frontGivenUp(plan)],
    reports: versions.flatMap(({ report }) => report ?? []),
    troubles: [...versions.flatMap(({ troubles }) => troubles), ...rolloutTroubles(plan)],
  };
}

/** Once a mesh says who answers, the Service of the deployer selects nobody. */
function frontGivenUp(plan: DeployerPlan): readonly KubeObject[] {
  if (plan.mesh === 'none') return [];
  const front = frontOf(plan);
  const selected = plan.find('Service', front.metadata.name)?.['spec'].selector?.[VERSION_LABEL];
  return selected === undefined || selected === AT_REST ? [] : [front];
}

/** Said of the newest version only: nobody is told twice. */
function rolloutTroubles(plan: DeployerPlan): readonly VersionTrouble[] {
  const [newest] = plan.versions;
  if (newest === undefined) return [];
  const version = newest.version.name;
  const message = unfollowed(plan);
  const front = deployerName(plan.axon.name, plan.graph.name);
  const isLost = plan.mesh === 'none' && plan.find('Service', front) === undefined;
  const lost = `there is no Service ${front}, so nobody finds what serves: apply the files of one synth together`;
  return [
    ...(message === undefined ? [] : [{ version, reason: 'NoMesh', message }]),
    ...(isLost ? [{ version, reason: 'ShapeMissing', message: lost }] : []),
  ];
}

interface VersionSteps {
  readonly traffic: TrafficVersion;
  readonly isCounted: boolean;
  readonly apply: readonly KubeObject[];
  readonly report?: Report;
  readonly troubles: readonly VersionTrouble[];
}

function versionSteps(plan: DeployerPlan, wanted: WantedVersion): VersionSteps {
  const { version, graph } = wanted;
  const missing = missingObjects(plan, wanted);
  const readyOnes = readyBackends(plan, wanted);
  const traffic = { name: version.name, number: version.number, readyBackends: readyOnes };
  const askable = { ...traffic, readyBackends: askableBackends(graph, readyOnes) };
  const turned = modelRoutes(plan, askable, versionLabels(version)).filter((route) => !isWritten(plan.find, route));
  const isWhole = missing.names === 0 && turned.length === 0;
  const report =
    version.phase === 'Starting' ? reportOf(plan, wanted, isWhole && canAnswer(graph, traffic)) : undefined;
  return {
    traffic,
    isCounted: wanted.isCounted,
    apply: [...missing.objects.map(stampedAsMade), ...changedObjects(plan, wanted), ...turned.map(stamped)],
    ...(report === undefined ? {} : { report }),
    troubles: [
      ...missing.troubles,
      ...addedLabels(plan, wanted),
      ...deploymentsOf(plan, wanted).flatMap(({ name, who }) => troubleOf(plan, version, name, who)),
    ],
  };
}

interface Missing {
  readonly names: number;
  readonly objects: readonly KubeObject[];
  readonly troubles: readonly VersionTrouble[];
}

/** What of a version is not there. Shapes are asked for only then: those of an older spec lie at rest no more. */
function missingObjects({ find, ...plan }: DeployerPlan, wanted: WantedVersion): Missing {
  const names = namesOf(plan, wanted).filter(({ kind, name }) => find(kind, name) === undefined);
  if (names.length === 0) return { names: 0, objects: [], troubles: [] };
  try {
    const objects = wanted
      .objects()
      .filter(({ kind, metadata }) => names.some((one) => one.kind === kind && one.name === metadata.name));
    return { names: names.length, objects, troubles: [] };
  } catch (fault) {
    if (!(fault instanceof ShapeFault)) throw fault;
    const { reason, message } = fault;
    return { names: names.length, objects: [], troubles: [{ version: wanted.version.name, reason, message }] };
  }
}

/** What of a version is no more as it was made, or changes with the axon: replicas, and the spec that the gateway reads. */
function changedObjects(plan: DeployerPlan, wanted: WantedVersion): readonly KubeObject[] {
  const names = namesOf(plan, wanted);
  const isScaled = (name: string) => names.some((one) => one.kind === 'HorizontalPodAutoscaler' && one.name === name);
  const gateway = versionGatewayName(plan.axon.name, wanted.version.name);
  return names.flatMap(({ kind, name }) => {
    const live = plan.find(kind, name);
    if (live === undefined) return [];
    const replicas = isScaled(name) ? {} : { replicas: plan.graph.replicas };
    return asMade(live, { ...replicas, ...(name === gateway ? { spec: wanted.spec } : {}) }) ?? [];
  });
}

/** Nobody can apply a label away that somebody else has added. */
function addedLabels(plan: DeployerPlan, wanted: WantedVersion): readonly VersionTrouble[] {
  return namesOf(plan, wanted).flatMap(({ kind, name }) => {
    const object = kind === 'Service' ? plan.find(kind, name) : undefined;
    const added = object === undefined ? [] : addedToSelector(object);
    if (object === undefined || added.length === 0) return [];
    const message = `Service ${name} was edited by somebody else and selects pods by ${added.join(', ')} too: ${EDIT_HELP}`;
    return [{ version: wanted.version.name, reason: EDITED, message, object }];
  });
}

function levelOne(plan: DeployerPlan, versions: readonly VersionSteps[]): KubeObject | undefined {
  const counted = versions.filter((one) => one.isCounted).map(({ traffic }) => traffic);
  const route = deployerRoute(plan, counted);
  if (isWritten(plan.find, route)) return undefined;
  const isThere = plan.find(route.kind as Kind, route.metadata.name) !== undefined;
  // The Service of the deployer is not the runtime's to make.
  if (plan.mesh === 'none' && !isThere) return undefined;
  if (isThere && counted.length > 0 && !counted.some((version) => canAnswer(plan.graph, version))) return undefined;
  return stamped(route);
}

/** Backends that a request would reach: none where the gateway does not answer. */
function readyBackends(plan: DeployerPlan, { version, graph }: WantedVersion): readonly BackendRef[] {
  const gateway = plan.readiness(versionGatewayName(plan.axon.name, version.name));
  if (gateway.state !== 'ready') return [];
  return backendsOf(plan, version, graph).filter(({ name }) => plan.readiness(name).state === 'ready');
}

/** Of a model of which no backend is ready all are written into its routes, so that they are right once one is. */
function askableBackends({ models }: ModelGraph, ready: readonly BackendRef[]): readonly BackendRef[] {
  return models.flatMap(({ name: model, backends }) => {
    const some = ready.filter((one) => one.model === model);
    return some.length > 0 ? some : backends.map(({ name: backend }) => ({ model, backend }));
  });
}

/** Ready with a backend for each model; Failed once a model has none that may come up, or there is no gateway to ask. */
function reportOf(plan: DeployerPlan, { version, graph }: WantedVersion, isReady: boolean): Report | undefined {
  const about = { kind: 'versionReported', deployer: version.deployer, version: version.name } as const;
  if (isReady) return { ...about, phase: 'Ready', message: 'every model has a backend that answers' };
  const gateway = plan.readiness(versionGatewayName(plan.axon.name, version.name));
  if (gateway.state === 'failed') return { ...about, phase: 'Failed', message: `the gateway ${gateway.why}` };
  for (const model of graph.models) {
    const ends = backendsOf(plan, version, { models: [model] }).map(({ backend, name }) => {
      const readiness = plan.readiness(name);
      return readiness.state === 'failed' ? `${backend} ${readiness.why}` : undefined;
    });
    if (ends.some((end) => end === undefined)) continue;
    return { ...about, phase: 'Failed', message: `${model.name}: ${ends.join('; ')}` };
  }
  return undefined;
}

function troubleOf(
  plan: DeployerPlan,
  version: VersionState,
  deployment: string,
  who: string,
): readonly VersionTrouble[] {
  const readiness = plan.readiness(deployment);
  switch (readiness.state) {
    case 'ready':
      return [];
    case 'failed':
      return [{ version: version.name, reason: 'Failed', message: `${who} ${readiness.why}` }];
    case 'waiting':
      if (readiness.trouble === undefined) return [];
      return [{ ...readiness.trouble, version: version.name, message: `${who}: ${readiness.trouble.message}` }];
  }
}

function backendsOf(
  { axon }: Pick<DeployerPlan, 'axon'>,
  version: VersionState,
  { models }: Pick<ModelGraph, 'models'>,
) {
  return models.flatMap((model) =>
    model.backends.map((backend) => ({
      model: model.name,
      backend: backend.name,
      name: versionBackendName(axon.name, version.name, model.name, backend.name),
      isScaled: backend.deploy.spec.scaling !== undefined,
    })),
  );
}

function deploymentsOf(plan: Pick<DeployerPlan, 'axon'>, { version, graph }: WantedVersion) {
  return [
    { name: versionGatewayName(plan.axon.name, version.name), isGateway: true, who: 'the gateway' },
    ...backendsOf(plan, version, graph).map(({ name, model, backend }) => ({
      name,
      isGateway: false,
      who: `${model}: ${backend}`,
    })),
  ];
}

function namesOf(
  plan: Pick<DeployerPlan, 'axon' | 'mesh'>,
  wanted: WantedVersion,
): readonly { readonly kind: Kind; readonly name: string }[] {
  const { version, graph } = wanted;
  const models = graph.models.map(({ name }) => versionModelName(plan.axon.name, version.name, name));
  const scaled = backendsOf(plan, version, graph).filter(({ isScaled }) => isScaled);
  return [
    ...models.map((name) => ({ kind: 'Service' as const, name })),
    ...deploymentsOf(plan, wanted).flatMap(({ name }) => [
      { kind: 'Service' as const, name },
      ...(plan.mesh === 'istio' ? [{ kind: 'DestinationRule' as const, name }] : []),
      { kind: 'Deployment' as const, name },
    ]),
    ...scaled.map(({ name }) => ({ kind: 'HorizontalPodAutoscaler' as const, name })),
  ];
}

function stamped(route: KubeObject): KubeObject {
  const annotations = { ...route.metadata.annotations, [WRITTEN]: contentHash(route['spec']) };
  return { ...route, metadata: { ...route.metadata, annotations } };
}

function isWritten(find: Find, route: KubeObject): boolean {
  const live = find(route.kind as Kind, route.metadata.name);
  const stamp = live?.metadata.annotations?.[WRITTEN];
  return stamp === contentHash(route['spec']) && agrees(live?.['spec'], route['spec']);
}
