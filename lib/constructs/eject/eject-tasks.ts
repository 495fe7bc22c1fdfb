import type { AxonSpec } from '../../spec/schema/axon';
import type { ParameterSpec, TuningSpec } from '../../spec/schema/tuning';
import type { TaskSpec } from '../../spec/schema/task';
import type { EnvVar, ImageBuildSpec, MetricSpec, RetrySpec } from '../../spec/schema/workload';
import { call, list, literal, object, text, type Code } from './code';
import type { Program } from './program';

/** Variables of tasks by their names. */
export type TaskVariables = ReadonlyMap<string, string>;

const CLASSES = { container: 'ContainerTask', train: 'TrainTask', deploy: 'DeployTask', spark: 'SparkTask' } as const;

export function ejectTasks(program: Program, spec: AxonSpec, artifacts: ReadonlyMap<string, string>): TaskVariables {
  const variables = new Map<string, string>();
  for (const task of spec.spec.tasks) {
    const variable = program.names.make(task.name, 'Task');
    variables.set(task.name, variable);
    const props = object({
      ...workload(program, task, artifacts),
      ...own(program, task),
    });
    program.declare(
      variable,
      call(
        `new ${program.lib(CLASSES[task.kind])}`,
        program.read('axon'),
        text(task.name),
        props ?? { kind: 'object', entries: [] },
      ),
    );
  }
  return variables;
}

function workload(program: Program, task: TaskSpec, artifacts: ReadonlyMap<string, string>) {
  return {
    image: imageOf(program, task, artifacts),
    command: given(task.command),
    args: given(task.args),
    env: envOf(task.env),
    envFrom: given(task.envFrom),
    resources: given(task.resources),
    nodeSelector: given(task.nodeSelector),
    tolerations: given(task.tolerations),
    affinity: given(task.affinity),
    volumes: given(task.volumes),
    volumeMounts: given(task.volumeMounts),
    retry: task.retry && retryOf(program, task.retry),
    timeout: given(task.timeout),
    queueTimeout: given(task.queueTimeout),
    cache: given(task.cache),
    queue: given(task.queue),
    network: given(task.network),
    podPatch: given(task.podPatch),
  };
}

function own(program: Program, task: TaskSpec): Record<string, Code | undefined> {
  switch (task.kind) {
    case 'container':
      return {};
    case 'train':
      return {
        metrics: metricsOf(program, task.metrics),
        objective:
          task.lossMetric === undefined ? undefined : objectiveOf(program, task.lossMetric, task.lossMetricSelector),
        tuning: task.hpTuning && tuningOf(program, task.hpTuning),
        distributed: given(task.distributed),
        tfJobSpec: given(task.tfJobSpec),
      };
    case 'deploy':
      return {
        metrics: metricsOf(program, task.metrics),
        endpointType: program.chosen(task, 'endpointType', 'REST'),
        endpointRestType: program.chosen(task, 'endpointRestType', 'Multipart'),
        port: program.chosen(task, 'port', 5000),
        readiness: given(task.readiness),
        scaling: given(task.scaling),
      };
    case 'spark': {
      const { properties, class: mainClass, jars, applicationFile, args } = task.sparkSpec;
      return {
        properties: given(properties),
        class: given(mainClass),
        jars: given(jars),
        applicationFile: literal(applicationFile),
        applicationArgs: given(args),
      };
    }
  }
}

function imageOf(program: Program, { image, imageBuild }: TaskSpec, artifacts: ReadonlyMap<string, string>) {
  if (image !== undefined) return call(`${program.lib('Image')}.fromRegistry`, text(image));
  return imageBuild && buildOf(program, imageBuild, artifacts);
}

function buildOf(program: Program, build: ImageBuildSpec, artifacts: ReadonlyMap<string, string>): Code {
  const { repositoryName, artifact, dockerfile, s2i, ...keys } = build;
  const variable = artifact === undefined ? undefined : artifacts.get(artifact);
  const common = {
    source: variable === undefined ? undefined : program.read(variable),
    buildLocation: given(keys.buildLocation),
    checkImageExists: given(keys.checkImageExists),
    volumes: given(keys.volumes),
    volumeMounts: given(keys.volumeMounts),
  };
  if (dockerfile !== undefined) {
    const props = object({ ...common, dockerfile: program.chosen(dockerfile, 'path', 'Dockerfile') });
    return call(`${program.lib('Image')}.fromDockerfile`, text(repositoryName), props);
  }
  const props = object({ ...common, contextDir: given(s2i?.contextDir), builderImage: given(s2i?.builderImage) });
  return call(`${program.lib('Image')}.fromS2i`, text(repositoryName), props);
}

/** Environment variables, where there are any. */
export function envOf(env: readonly EnvVar[]): Code | undefined {
  return env.length === 0 ? undefined : literal(env);
}

function retryOf(program: Program, retry: RetrySpec): Code {
  const { backoff } = retry;
  const wait =
    backoff &&
    (object({
      duration: program.chosen(backoff, 'duration', '10s'),
      factor: program.chosen(backoff, 'factor', 2),
      max: given(backoff.max),
    }) ??
      EMPTY);
  return (
    object({
      limit: program.chosen(retry, 'limit', 0),
      policy: program.chosen(retry, 'policy', 'Always'),
      backoff: wait,
    }) ?? EMPTY
  );
}

function metricsOf(program: Program, metrics: readonly MetricSpec[]): Code | undefined {
  if (metrics.length === 0) return undefined;
  const factories = { Gauge: 'gauge', Counter: 'counter' } as const;
  return list(metrics.map(({ name, type }) => call(`${program.lib('Metric')}.${factories[type]}`, text(name))));
}

function objectiveOf(program: Program, metric: string, selector: 'less' | 'greater' | undefined): Code {
  const factory = selector === undefined ? 'metric' : selector === 'greater' ? 'maximize' : 'minimize';
  return call(`${program.lib('Objective')}.${factory}`, text(metric));
}

const TUNINGS: Readonly<Record<TuningSpec['optimiser'], string>> = {
  HyperBand: 'hyperband',
  BOHB: 'bohb',
  RandomSearch: 'randomSearch',
  ASHA: 'asha',
  TPE: 'tpe',
  Grid: 'grid',
  Auto: 'auto',
};

function tuningOf(program: Program, search: TuningSpec): Code {
  const space = search.params.map((parameter) => [parameter.name, rangeOf(program, parameter)] as const);
  return call(
    `${program.lib('Tuning')}.${TUNINGS[search.optimiser]}`,
    object({
      minBudget: literal(search.minBudget),
      maxBudget: literal(search.maxBudget),
      numIteration: program.chosen(search, 'numIteration', 1),
      concurrency: program.chosen(search, 'concurrency', 1),
      reductionFactor: program.chosen(search, 'reductionFactor', 3),
      seed: program.chosen(search, 'seed', 0),
      warmStart: given(search.warmStart),
      maxFailures: given(search.maxFailures),
      maxCost: given(search.maxCost),
      space: { kind: 'object', entries: space },
    }),
  );
}

function rangeOf(program: Program, parameter: ParameterSpec): Code {
  const space = program.lib('SearchSpace');
  if (parameter.type === 'Categorical') {
    const { values, default_value: first } = parameter.categorical;
    return call(`${space}.categorical`, literal(values), object({ default: given(first) }));
  }
  const { lower, upper, default_value: first } = parameter.numerical;
  const props = object({ log: program.chosen(parameter.numerical, 'log', false), default: given(first) });
  return call(`${space}.${parameter.type === 'UniformFloat' ? 'float' : 'int'}`, literal(lower), literal(upper), props);
}

export const EMPTY: Code = { kind: 'object', entries: [] };

/** A value, where it is given. */
export function given(value: unknown): Code | undefined {
  return value === undefined ? undefined : literal(value);
}
