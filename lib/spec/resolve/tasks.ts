import type { RetryPolicy, Task, TaskImage } from '../axon';
import type { Path } from '../issue';
import type { AxonSpec } from '../schema/axon';
import type { TaskSpec } from '../schema/task';
import type { ImageBuildSpec, NetworkSpec, RetrySpec } from '../schema/workload';
import { resolveObjective, resolveTuning } from './tuning';
import type { Scope } from './scope';

/** Tasks with their images, times and searches; those that cannot run are reported and kept, so that others may refer to them. */
export function resolveTasks(spec: AxonSpec, scope: Scope): void {
  scope.unique(spec.spec.artifacts, 'artifact', ['spec', 'artifacts']);
  const first = new Set(scope.unique(spec.spec.tasks, 'task', ['spec', 'tasks']));
  spec.spec.tasks.forEach((task, index) => {
    const path = ['spec', 'tasks', index];
    if (!scope.tasks.has(task.name)) scope.tasks.set(task.name, resolveTask(task, path, spec, scope));
    else if (!first.has(task)) scope.forgetTask(task.name);
  });
}

function resolveTask(task: TaskSpec, path: Path, spec: AxonSpec, scope: Scope): Task {
  const inside: Path = [...path, task.kind];
  const image = resolveImage(task, inside, spec, scope);
  const timeout = scope.duration(task.timeout, [...inside, 'timeout']);
  if (timeout !== undefined && timeout <= 0) {
    const message = `the timeout of ${task.name} must be longer than 0, got ${task.timeout}`;
    scope.report('MYL1504', [...inside, 'timeout'], message, 'leave it out for no limit');
  }
  const queueTimeout = scope.duration(task.queueTimeout, [...inside, 'queueTimeout']);
  const common = {
    name: task.name,
    path,
    ...(image === undefined ? {} : { image }),
    env: task.env,
    retry: resolveRetry(task.retry, [...inside, 'retry'], scope),
    ...(timeout === undefined ? {} : { timeout }),
    ...(queueTimeout === undefined ? {} : { queueTimeout }),
    ...(task.cache === undefined ? {} : { cache: task.cache }),
    network: resolveNetwork(task, spec),
  };
  switch (task.kind) {
    case 'container':
      return { kind: 'container', ...common, spec: task };
    case 'spark':
      return { kind: 'spark', ...common, spec: task };
    case 'train': {
      const objective = resolveObjective(task);
      const tuning = resolveTuning(task, [...inside, 'hpTuning'], scope);
      return {
        kind: 'train',
        ...common,
        spec: task,
        metrics: task.metrics,
        ...(objective === undefined ? {} : { objective }),
        ...(tuning === undefined ? {} : { tuning }),
      };
    }
    case 'deploy': {
      if (task.readiness) scope.duration(task.readiness.timeout, [...inside, 'readiness', 'timeout']);
      const { metrics, port, endpointRestType } = task;
      return { kind: 'deploy', ...common, spec: task, metrics, port, endpointRestType };
    }
  }
}

function resolveImage(task: TaskSpec, path: Path, spec: AxonSpec, scope: Scope): TaskImage | undefined {
  const { image, imageBuild: build } = task;
  if (image !== undefined && build !== undefined) {
    scope.report('MYL1006', path, 'expected only one of image, imageBuild', 'leave out one of them');
  }
  if (build !== undefined) {
    checkBuild(build, [...path, 'imageBuild'], spec, scope);
    return { kind: 'build', build };
  }
  if (image !== undefined) return { kind: 'reference', reference: image };
  if (!bringsItsOwnImage(task)) {
    const message = `the ${task.kind} task ${task.name} has neither image nor imageBuild`;
    scope.report('MYL1103', path, message, 'add image, or imageBuild with a dockerfile or s2i');
  }
  return undefined;
}

/** A patch or a TFJob may carry the image of its containers. */
function bringsItsOwnImage(task: TaskSpec): boolean {
  const carriers: unknown[] = [task.podPatch, task.kind === 'train' ? task.tfJobSpec : undefined];
  return carriers.some((carrier) => hasImage(carrier));
}

function hasImage(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasImage);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([key, item]) => (key === 'image' && typeof item === 'string') || hasImage(item));
}

function checkBuild(build: ImageBuildSpec, path: Path, spec: AxonSpec, scope: Scope): void {
  const { dockerfile, s2i, artifact } = build;
  if (dockerfile === undefined && s2i === undefined) {
    const message = `the build of ${build.repositoryName} has neither dockerfile nor s2i`;
    scope.report('MYL1104', path, message, 'add dockerfile: {path: Dockerfile}, or s2i: {contextDir: ...}');
  } else if (dockerfile !== undefined && s2i !== undefined) {
    scope.report(
      'MYL1104',
      path,
      `the build of ${build.repositoryName} has both dockerfile and s2i`,
      'leave out one of them',
    );
  }
  if (artifact === undefined || scope.broken.artifacts.has(artifact)) return;
  const names = spec.spec.artifacts.map(({ name }) => name);
  if (names.includes(artifact)) return;
  const hint =
    scope.suggest(artifact, names) ?? (names.length === 0 ? 'no artifact is defined' : `defined: ${names.join(', ')}`);
  scope.report('MYL1101', [...path, 'artifact'], `unknown artifact ${artifact}`, hint);
}

function resolveRetry(retry: RetrySpec | undefined, path: Path, scope: Scope): RetryPolicy {
  const { duration = '10s', factor = 2, max: longest } = retry?.backoff ?? {};
  const first = scope.duration(duration, [...path, 'backoff', 'duration']) ?? 0;
  const max = scope.duration(longest, [...path, 'backoff', 'max']);
  return {
    limit: retry?.limit ?? 0,
    policy: retry?.policy ?? 'Always',
    backoff: { duration: first, factor, ...(max === undefined ? {} : { max }) },
  };
}

/** What a task may reach: published preparations download, a served model answers and asks nobody. */
function resolveNetwork(task: TaskSpec, spec: AxonSpec): NetworkSpec {
  const egress = task.network?.egress ?? spec.spec.network?.egress ?? (task.kind === 'deploy' ? 'none' : 'internet');
  return { egress };
}
