import { issue, type Issue, type Path } from '../issue';
import { API_VERSION, type AxonSpec, type DesiredSpec } from '../schema/axon';
import type { DeployerSpec } from '../schema/deployer';
import type { ActionSpec, SensorSpec, TriggerSpec } from '../schema/sensor';
import type { TaskSpec } from '../schema/task';
import { negate, parseWanted, type Wanted } from './wanted-state';

export interface Expansion {
  /** The spec with ordinary sensors in place of `desired`. */
  readonly spec: AxonSpec;
  readonly issues: readonly Issue[];
  /** Where in the document a path of the expanded spec comes from. */
  readonly origin: (path: Path) => Path;
}

/** How long what is watched must be wrong before it counts; one bad minute is noise. */
const WATCH_FOR = '1m';

/** The metric by which either hand tells when the serving model was trained. */
const TRAINED_AT = '{{myelin_model_trained_timestamp_seconds}}';

/** `expandDesired` for who does not ask what went wrong: the same spec with `desired` turned into sensors. */
export function expandAxon(spec: AxonSpec): AxonSpec {
  return expandDesired(spec).spec;
}

/**
 * Turns each wanted state into the sensors and the deployer that bring it about and keep it: `NAME-start` trains,
 * `NAME-deploy` deploys what satisfies the state and improves, `NAME-watch` trains again when what serves no longer does,
 * `NAME-fresh` when it is too old. They come after the sensors that are written.
 */
export function expandDesired(spec: AxonSpec): Expansion {
  const { desired, sensors, tasks, ...rest } = spec.spec;
  if (desired.length === 0) return { spec, issues: [], origin: (path) => path };
  const issues: Issue[] = [];
  const parts = desired.map((one, index) => expandOne(one, ['spec', 'desired', index], desired.length > 1, issues));
  const made = parts.flatMap((part) => part.sensors);
  const targets = new Map(parts.flatMap(({ target }) => (target === undefined ? [] : [target])));
  const expanded: AxonSpec = {
    ...spec,
    apiVersion: API_VERSION,
    spec: {
      ...rest,
      tasks: tasks.map((task) => withTarget(task, targets.get(task.name))),
      sensors: [...sensors, ...made.map(({ sensor }) => sensor)],
      desired: [],
    },
  };
  return {
    spec: expanded,
    issues,
    origin: (path) => {
      const [top, list, index, ...within] = path;
      const part = typeof index === 'number' ? made[index - sensors.length] : undefined;
      return top === 'spec' && list === 'sensors' && part !== undefined ? part.origin(within) : path;
    },
  };
}

interface Made {
  readonly sensor: SensorSpec;
  readonly origin: (within: Path) => Path;
}

function expandOne(desired: DesiredSpec, path: Path, several: boolean, issues: Issue[]) {
  const wanted = Object.entries(desired.state).flatMap(([key, source]): Wanted[] => {
    const read = parseWanted(key, source);
    if (read.ok) return [read.value];
    for (const { message, hint } of read.faults) issues.push(issue('MYL1505', [...path, 'state', key], message, hint));
    return [];
  });
  const metrics = wanted.filter((one) => one.kind === 'metric');
  const freshness = wanted.find((one) => one.kind === 'freshness');
  const labels = several ? `{source="serving",deployer="${desired.name}"}` : '{source="serving"}';

  const sensors: Made[] = [
    retraining(desired, path, 'start', [], []),
    deployment(desired, path, metrics, gatesOf(desired, wanted)),
    ...(metrics.length === 0
      ? []
      : [
          retraining(
            desired,
            path,
            'watch',
            metrics.map(({ metric, op, value }) => ({
              ...alert(triggerName(metric), `{{${metric}}}${labels} ${negate(op)} ${value}`, desired),
              for: WATCH_FOR,
            })),
            metrics.map(({ metric }) => metric),
          ),
        ]),
    ...(freshness === undefined
      ? []
      : [
          retraining(
            desired,
            path,
            'fresh',
            [alert('freshness', freshnessQuery(freshness, several ? `{deployer="${desired.name}"}` : ''), desired)],
            ['freshness'],
          ),
        ]),
  ];
  const latency = wanted.some(({ kind }) => kind === 'latency') ? desired.state['latency'] : undefined;
  return { sensors, target: latency === undefined ? undefined : ([desired.deploy, latency.trim()] as const) };
}

function freshnessQuery({ op, milliseconds }: Extract<Wanted, { kind: 'freshness' }>, labels: string): string {
  return `time() - ${TRAINED_AT}${labels} ${negate(op)} ${milliseconds / 1000}`;
}

function alert(name: string, condition: string, desired: DesiredSpec): Extract<TriggerSpec, { kind: 'alert' }> {
  return {
    kind: 'alert',
    name,
    condition,
    ...(desired.cooldown === undefined ? {} : { cooldown: desired.cooldown }),
  };
}

/** A metric's name where only letters, digits and "-" may stand. */
function triggerName(metric: string): string {
  return metric.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'metric';
}

const QUIET: Omit<SensorSpec, 'name' | 'tasks' | 'triggers'> = {
  conditions: [],
  policy: 'All',
  concurrency: 'Forbid',
};

/** A sensor that prepares and trains; `keys` are the keys of `state` from which its triggers follow. */
function retraining(
  desired: DesiredSpec,
  path: Path,
  suffix: 'start' | 'watch' | 'fresh',
  triggers: readonly TriggerSpec[],
  keys: readonly string[],
): Made {
  const { name, prepare, train } = desired;
  const action = (kind: 'execute' | 'train', task: string): ActionSpec => ({ kind, task, env: [] });
  return {
    sensor: {
      ...QUIET,
      name: `${name}-${suffix}`,
      triggers: [...triggers],
      ...(triggers.length > 1 ? { policy: 'Any' as const } : {}),
      tasks: [...prepare.map((task) => action('execute', task)), action('train', train)],
    },
    origin: ([part, index, key]) => {
      if (part === 'name') return [...path, 'name'];
      if (part === 'triggers' && key === 'cooldown') return [...path, 'cooldown'];
      if (part === 'triggers' && typeof index === 'number') return [...path, 'state', keys[index] ?? ''];
      if (part !== 'tasks' || typeof index !== 'number') return path;
      return index < prepare.length ? [...path, 'prepare', index] : [...path, 'train'];
    },
  };
}

function deployment(
  desired: DesiredSpec,
  path: Path,
  metrics: readonly Extract<Wanted, { kind: 'metric' }>[],
  gates: readonly string[],
): Made {
  const { name, train } = desired;
  const when = metrics
    .flatMap(({ metric, op, value }) => [`${celMember(metric)} ${op} ${value}`, `improves('${metric}')`])
    .join(' && ');
  return {
    sensor: {
      ...QUIET,
      name: `${name}-deploy`,
      triggers: [{ kind: 'lifecycle', name: 'trained', task: train, condition: 'Succeeded' }],
      tasks: [{ kind: 'deploy', deployer: deployer(desired, gates), env: [] }],
      ...(when === '' ? {} : { when }),
    },
    origin: (within) => {
      const key = within.at(-1);
      if (within[0] === 'name' || key === 'name') return [...path, 'name'];
      if (within[0] === 'when') return [...path, 'state', metrics[0]?.metric ?? ''];
      if (within.includes('progressive'))
        return [...path, 'state', 'latency' in desired.state ? 'latency' : 'availability'];
      if (key === 'task' || key === 'trainer') return [...path, 'train'];
      return key === 'deployer' && within.includes('backendModels') ? [...path, 'deploy'] : path;
    },
  };
}

/** A metric's name may hold ":", which a member in CEL may not. */
function celMember(metric: string): string {
  return metric.includes(':') ? `metrics['${metric}']` : `metrics.${metric}`;
}

/** What must hold once a tenth of the traffic has reached a version, as it was written. */
function gatesOf({ state }: DesiredSpec, wanted: readonly Wanted[]): readonly string[] {
  return wanted.flatMap(({ kind }) =>
    kind === 'latency' || kind === 'availability' ? [`${kind} ${(state[kind] ?? '').trim()}`] : [],
  );
}

/** One model with one backend behind the two routes that every model server answers. */
function deployer({ name, train, deploy, replicas }: DesiredSpec, gates: readonly string[]): DeployerSpec {
  const node = (path: string) => ({ model: name, path, dependencies: [], kind: 'model' as const });
  return {
    name,
    replicas,
    rolloutSpec: [
      {
        destinations: [{ destinationIndex: 0, weight: 100 }],
        ...(gates.length === 0
          ? {}
          : {
              progressive: {
                steps: [10, 100],
                interval: '5m',
                gate: gates.join(' && '),
                onFail: 'rollback' as const,
              },
            }),
      },
    ],
    models: [
      {
        name,
        routingStrategy: [{ destinations: [{ destinationName: name, weight: 100 }] }],
        modelSelectionStrategy: 'latest',
        backendModels: [{ name, trainer: train, deployer: deploy }],
      },
    ],
    routes: ['/predict', '/send-feedback'].map((path) => ({ path, dag: [node(path)] })),
  };
}

/** A deploy task that scales, but does not say by what, keeps the latency that is wanted. */
function withTarget(task: TaskSpec, target: string | undefined): TaskSpec {
  if (target === undefined || task.kind !== 'deploy' || task.scaling === undefined) return task;
  return task.scaling.target === undefined ? { ...task, scaling: { ...task.scaling, target } } : task;
}
