import type { Action, Axon, Sensor } from '../axon';
import { axonMetricsName, RUNTIME_LEASE } from './names';
import { axonReason, startReason, type Reason } from './reason';
import type { Surroundings } from './surroundings';

/** One thing that an account has to be able to do with the API server, and what in the axon needs it. */
export interface Need {
  /** Empty for the core group. */
  readonly apiGroup: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  /** @default - objects of any name, since theirs are not known before */
  readonly resourceNames?: readonly string[];
  readonly because: readonly Reason[];
}

/** What a controller does with the objects that it makes. */
const OWNS = ['create', 'delete', 'get', 'list', 'patch', 'watch'];
const READS = ['get', 'list', 'watch'];

/** What the runtime has to be able to do for the sensors of an axon. */
export function runtimeNeeds(axon: Axon, mesh: Surroundings['mesh']): readonly Need[] {
  const starts = axon.sensors.flatMap((sensor) => sensor.actions.map((action) => ({ sensor, action })));
  const of = (runner: Runner) => starts.filter(({ action }) => runnerOf(action) === runner);
  return [
    ...stateNeeds(axon),
    ...need('', 'pods', READS, starts),
    ...(starts.length === 0 ? [] : jobNeeds(axon, of('job'))),
    ...need('kubeflow.org', 'tfjobs', OWNS, of('tfjob')),
    ...need('sparkoperator.k8s.io', 'sparkapplications', OWNS, of('spark')),
    ...servingNeeds(of('deployer'), mesh),
  ];
}

/** Journal, leadership and the record for people: one runtime keeps them for every axon. */
function stateNeeds({ name }: Axon): readonly Need[] {
  const journal = axonReason(`the spec of ${name} is a ConfigMap, its journal is ConfigMaps whose names count up`);
  const lead = axonReason(`of several runtimes only the one that holds the Lease acts for ${name}`);
  const record = axonReason(`what is done for ${name} is told as Events, and why a Job has no pod stands in them`);
  return [
    { apiGroup: '', resource: 'configmaps', verbs: ['create', 'delete', ...READS], because: [journal] },
    {
      apiGroup: '',
      resource: 'configmaps',
      verbs: ['patch'],
      resourceNames: [axonMetricsName(name)],
      because: [axonReason(`what the code of ${name} reports outlives the runtime in one ConfigMap`)],
    },
    { apiGroup: 'coordination.k8s.io', resource: 'leases', verbs: ['create'], because: [lead] },
    {
      apiGroup: 'coordination.k8s.io',
      resource: 'leases',
      verbs: ['get', 'update'],
      resourceNames: [RUNTIME_LEASE],
      because: [lead],
    },
    { apiGroup: '', resource: 'events', verbs: ['create', 'list'], because: [record] },
  ];
}

/** The Jobs of tasks, and of what looks after the files of every axon. */
function jobNeeds({ name }: Axon, starts: readonly Start[]): readonly Need[] {
  const store = axonReason(
    `files of ${name} that nothing needs any more are deleted, and cached data copied, by a Job`,
  );
  const because = [store, ...starts.map(({ sensor, action }) => startReason(sensor, action))];
  return [
    // Watched, not only read when one is copied: what a task would run decides whether an earlier result is used again.
    { apiGroup: 'batch', resource: 'cronjobs', verbs: READS, because },
    { apiGroup: 'batch', resource: 'jobs', verbs: OWNS, because },
  ];
}

function servingNeeds(starts: readonly Start[], mesh: Surroundings['mesh']): readonly Need[] {
  const scaled = starts.filter(
    ({ action }) =>
      action.kind === 'deploy' &&
      action.deployer.models.some(({ backends }) => backends.some(({ deploy }) => deploy.spec.scaling !== undefined)),
  );
  return [
    ...need('apps', 'deployments', OWNS, starts),
    ...need('', 'services', OWNS, starts),
    ...need('autoscaling', 'horizontalpodautoscalers', OWNS, scaled),
    ...routes(mesh).flatMap(([group, resource]) => need(group, resource, OWNS, starts)),
  ];
}

/** The objects by which the runtime turns traffic. */
function routes(mesh: Surroundings['mesh']): readonly (readonly [apiGroup: string, resource: string])[] {
  switch (mesh) {
    case 'istio':
      return [
        ['networking.istio.io', 'virtualservices'],
        ['networking.istio.io', 'destinationrules'],
      ];
    case 'gateway-api':
      return [['gateway.networking.k8s.io', 'httproutes']];
    case 'none':
      return [];
  }
}

interface Start {
  readonly sensor: Sensor;
  readonly action: Action;
}

type Runner = 'job' | 'tfjob' | 'spark' | 'deployer';

/** As what an action runs in the cluster. */
function runnerOf(action: Action): Runner {
  if (action.kind === 'deploy') return 'deployer';
  switch (action.task.kind) {
    case 'container':
      return 'job';
    case 'train':
      return action.task.spec.tfJobSpec === undefined ? 'job' : 'tfjob';
    case 'spark':
      return 'spark';
  }
}

/** The need of what these actions start; none if there is no such action. */
function need(apiGroup: string, resource: string, verbs: readonly string[], starts: readonly Start[]): readonly Need[] {
  if (starts.length === 0) return [];
  return [{ apiGroup, resource, verbs, because: starts.map(({ sensor, action }) => startReason(sensor, action)) }];
}
