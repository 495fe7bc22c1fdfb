import type { Axon, ModelGraph, Sensor, Task, Trigger } from '../axon';
import { formatDuration } from '../lang/duration';
import type { AxonSpec } from '../schema/axon';
import { RUNTIME_REPOSITORY, type ImageLock } from '../image-lock';
import type { DeployerSpec, ModelSpec, RouteSpec } from '../schema/deployer';
import type { SensorSpec } from '../schema/sensor';
import { byName, type Branch } from './tree';
import { matchWords } from './match-words';
import { claimMeaning } from './store-rules';

/** An axon with what it was written as: `desired` is only there. */
export interface ComparedAxon {
  /** As written, with `desired` not expanded. */
  readonly spec: AxonSpec;
  readonly axon: Axon;
  /** Files that differ from those of the other side, by the folder of their local artifact; known where both are in one repository. @default - none */
  readonly changedFiles?: Readonly<Record<string, readonly string[]>>;
  /** Images that were built for it. @default - they are not compared, as one side does not know its own */
  readonly images?: ImageLock;
}

/**
 * What an axon means, as a tree of names.
 *
 * - Two axons that mean the same give equal trees: defaults are present, durations are in one form, the order of what has a
 *   name does not count where it does not count for the loop.
 * - Every key of the language is in it somewhere; deployers stand beside the sensors that start them.
 */
export function meaningOf({ spec: written, axon, changedFiles = {}, images = {} }: ComparedAxon): Branch {
  const { name, namespace, ...metadata } = axon.spec.metadata;
  const { parameters, artifacts, tasks: _t, sensors, desired: _d, network, ...rest } = axon.spec.spec;
  return {
    name,
    namespace,
    ...metadata,
    ...rest,
    volumeClaimTemplate: claimMeaning(rest.volumeClaimTemplate),
    runtimeImage: locked(images, RUNTIME_REPOSITORY),
    keepVersions: axon.keepVersions,
    retention: axon.retention,
    suspend: axon.suspend,
    network: network?.egress,
    parameters: byName(
      parameters,
      (one) => one.name,
      ({ value }) => value,
    ),
    artifacts: byName(
      artifacts,
      (one) => one.name,
      ({ name: _, ...artifact }) => artifact,
    ),
    tasks: byName(
      [...axon.tasks.values()],
      (task) => task.name,
      (task) => ({
        ...taskMeaning(task),
        builtFrom: builtFrom(task, artifacts, changedFiles),
        builtImage: task.image?.kind === 'build' ? locked(images, task.image.build.repositoryName) : undefined,
      }),
    ),
    desired: byName(
      written.spec.desired,
      (one) => one.name,
      ({ name: _, ...one }) => one,
    ),
    sensors: byName(
      axon.sensors,
      (sensor) => sensor.name,
      (sensor) => sensorMeaning(sensor, sensors),
    ),
    deployers: byName([...axon.deployers.values()], (graph) => graph.name, deployerMeaning),
  };
}

/** Names of the sensors and deployers that follow from `desired`. */
export function madeNames({ spec: written, axon }: ComparedAxon): Readonly<Record<string, ReadonlySet<string>>> {
  const made = axon.spec.spec.sensors.slice(written.spec.sensors.length);
  return {
    sensors: new Set(made.map(({ name }) => name)),
    deployers: new Set(
      made.flatMap(({ tasks }) => tasks.flatMap((action) => (action.kind === 'deploy' ? [action.deployer.name] : []))),
    ),
  };
}

function taskMeaning(task: Task): Branch {
  const { name: _, kind, env, ...spec } = task.spec;
  const { limit, policy, backoff } = task.retry;
  const { readiness } = spec as { readonly readiness?: { readonly timeout?: string } };
  return {
    kind,
    ...spec,
    env: envMeaning(env),
    network: task.network.egress,
    retry: {
      limit,
      policy,
      backoff: { duration: span(backoff.duration), factor: backoff.factor, max: span(backoff.max) },
    },
    timeout: span(task.timeout),
    queueTimeout: span(task.queueTimeout),
    ...('metrics' in spec
      ? {
          metrics: byName(
            spec.metrics,
            (one) => one.name,
            ({ type }) => type,
          ),
        }
      : {}),
    ...(readiness === undefined ? {} : { readiness }),
    ...(task.kind === 'train' ? trainMeaning(task) : {}),
  };
}

function locked(images: ImageLock, repositoryName: string): string | undefined {
  return Object.hasOwn(images, repositoryName) ? images[repositoryName]?.image : undefined;
}

/** Where the files of an image come from: whatever changes there changes the image. */
function builtFrom(
  { image }: Task,
  artifacts: AxonSpec['spec']['artifacts'],
  changedFiles: Readonly<Record<string, readonly string[]>>,
): Branch | undefined {
  const artifact = image?.kind === 'build' ? image.build.artifact : undefined;
  if (artifact === undefined) return undefined;
  const source = artifacts.find(({ name }) => name === artifact)?.source;
  const folder = source?.kind === 'local' ? source.path : '';
  const files = Object.hasOwn(changedFiles, folder) ? changedFiles[folder] : undefined;
  return { artifact, source, ...(files === undefined ? {} : { files }) };
}

function trainMeaning({ spec, objective, tuning }: Extract<Task, { kind: 'train' }>): Branch {
  const { hpTuning } = spec;
  return {
    lossMetricSelector: objective?.direction ?? spec.lossMetricSelector,
    ...(hpTuning === undefined
      ? {}
      : {
          hpTuning: {
            ...hpTuning,
            trials: tuning?.plan.evaluations,
            params: byName(
              hpTuning.params,
              (one) => one.name,
              ({ name: _, ...one }) => one,
            ),
          },
        }),
  };
}

function sensorMeaning(sensor: Sensor, specs: readonly SensorSpec[]): Branch {
  const written = specs.find(({ name }) => name === sensor.name);
  const { policy, when, filter, concurrency, maxInFlight, suspend } = sensor;
  return {
    policy,
    when: when?.source,
    filter: filter?.source,
    concurrency,
    maxInFlight: maxInFlight === Infinity ? 'no limit' : maxInFlight,
    deadLetter: written?.deadLetter,
    suspend,
    cooldown: span(sensor.cooldown),
    debounce: span(sensor.debounce),
    triggers: byName(sensor.triggers, (one) => one.name, triggerMeaning),
    conditions: byName(
      sensor.conditions,
      (one) => one.name,
      ({ source, task }) => ({ condition: source, task: task.name }),
    ),
    actions: byName(
      sensor.actions,
      (one) => one.name,
      (action) => {
        const spec = written?.tasks[Number(action.path.at(-1))];
        return {
          kind: action.kind,
          env: envMeaning(action.env),
          needs: action.needs.map((index) => sensor.actions[index]?.name).sort(),
          forEach: spec?.forEach,
          approval: spec?.approval,
        };
      },
    ),
  };
}

function triggerMeaning(trigger: Trigger): Branch {
  switch (trigger.kind) {
    case 'rest':
      return { kind: 'Rest', auth: trigger.auth, when: trigger.when?.source };
    case 'lifecycle': {
      const { subject, condition, when } = trigger;
      const of = subject.kind === 'task' ? { task: subject.task.name } : { deployer: subject.deployer.name };
      return { kind: 'Lifecycle', ...of, condition, when: when?.source };
    }
    case 'alert': {
      const { condition, interval, cooldown } = trigger;
      return { kind: 'Alert', condition, for: span(trigger.for), interval: span(interval), cooldown: span(cooldown) };
    }
    case 'calendar':
      return {
        kind: 'Calendar',
        schedule: trigger.cron.source,
        timezone: trigger.cron.timezone,
        catchUp: trigger.catchUp,
      };
  }
}

function deployerMeaning({ spec, replicas, models }: ModelGraph): Branch {
  return {
    replicas,
    rollout: rulesMeaning(spec.rolloutSpec, ({ destinationIndex }) => String(destinationIndex)),
    models: byName(
      spec.models,
      (one) => one.name,
      (model) => modelMeaning(model, models.find(({ name }) => name === model.name)?.backends),
    ),
    routes: byName(spec.routes, ({ path }) => path, routeMeaning),
  };
}

function modelMeaning(model: ModelSpec, backends: ModelGraph['models'][number]['backends'] | undefined): Branch {
  return {
    routing: rulesMeaning(model.routingStrategy, ({ destinationName }) => destinationName),
    backends: byName(
      model.backendModels,
      (one) => one.name,
      ({ name, trainer, deployer }) => ({
        trainer,
        deployer,
        selection: backends?.find((one) => one.name === name)?.selection,
      }),
    ),
  };
}

type RuleSpec = DeployerSpec['rolloutSpec'][number] | ModelSpec['routingStrategy'][number];

/** Rules by the requests that they are for; the first that matches decides, so their order is kept where there are several. */
function rulesMeaning<R extends RuleSpec>(
  rules: readonly R[],
  nameOf: (destination: R['destinations'][number]) => string,
): Branch {
  const named = byName(
    rules,
    ({ match }) => matchWords(match),
    ({ match: _, destinations, shadow, ...rule }) => ({
      ...rule,
      weights: byName(
        destinations as readonly R['destinations'][number][],
        nameOf,
        ({ weight }: { readonly weight: number }) => weight,
      ),
      shadow: shadow === undefined ? undefined : nameOf(shadow as unknown as R['destinations'][number]),
    }),
  );
  return { rules: named, ...(rules.length > 1 ? { order: Object.keys(named) } : {}) };
}

function routeMeaning(route: RouteSpec): Branch {
  return {
    nodes: byName(
      route.dag,
      (node) => node.model,
      ({ model: _, path, dependencies, includeInput, ...node }) => ({
        ...node,
        path: path ?? route.path,
        dependencies: [...dependencies].sort(),
        includeInput: includeInput ?? false,
      }),
    ),
  };
}

function envMeaning(env: Task['env']): Branch {
  return byName(
    env,
    (one) => one.name,
    ({ name: _, ...from }) => from,
  );
}

function span(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : formatDuration(milliseconds);
}
