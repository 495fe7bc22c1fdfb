import { DIRECTORIES_CONTAINER } from '../../spec/derive/task-containers';
import type { Labels } from '../../spec/derive/labels';
import type { EnvVar } from '../../spec/schema/workload';
import { literal } from '../../engine/references';
import { copiedEnvironment, variables, type CopiedEnvironment } from './copied-environment';

/** A container as far as a copy changes it. */
export interface Container {
  readonly name: string;
  readonly env?: readonly EnvVar[];
  readonly args?: readonly string[];
}

/** A pod template as far as a copy changes it. */
export interface PodTemplate {
  readonly metadata?: { readonly labels?: Labels };
  readonly spec: { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[] };
}

/** What an attempt adds to the pods of its task. */
export interface PodChanges {
  readonly labels: Labels;
  /** The container of the task. */
  readonly container: string;
  readonly environment: CopiedEnvironment;
  /** Follow those of the container. */
  readonly args: readonly string[];
  /** Of the init container that makes the directories. */
  readonly directories: Readonly<Record<string, string>>;
}

/** The pods of an attempt: what lies at rest, with the attempt's labels, environment and arguments, and nothing else. */
export function copiedPod<T extends PodTemplate>(template: T, changes: PodChanges): T {
  const { metadata, spec } = template;
  const { initContainers } = spec;
  return {
    ...template,
    metadata: { ...metadata, labels: { ...metadata?.labels, ...changes.labels } },
    spec: {
      ...spec,
      ...(initContainers === undefined ? {} : { initContainers: withDirectories(initContainers, changes) }),
      containers: spec.containers.map((one) => (one.name === changes.container ? copiedContainer(one, changes) : one)),
    },
  };
}

export function withDirectories(containers: readonly Container[], { directories }: PodChanges): readonly Container[] {
  return containers.map((one) => {
    if (one.name !== DIRECTORIES_CONTAINER) return one;
    const kept = (one.env ?? []).filter(({ name }) => !Object.hasOwn(directories, name));
    return { ...one, env: [...kept, ...variables(directories)] };
  });
}

function copiedContainer(container: Container, { environment, args }: PodChanges): Container {
  return {
    ...container,
    env: copiedEnvironment(container.env ?? [], environment),
    ...(args.length === 0 ? {} : { args: [...(container.args ?? []), ...args.map(literal)] }),
  };
}
