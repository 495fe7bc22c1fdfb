import type { Axon, Task } from '../spec/axon';
import { canonicalJson } from '../spec/canonical';
import { issue, type Issue } from '../spec/issue';
import { causeHash } from '../engine/id';
import type { Code } from '../engine/journal';
import { makeLocalBuild } from '../build/local-build';
import type { BuildSource, LocalBuild } from '../build/local-build-types';
import { ArtifactDirectories, imagePath, imageSource } from '../build/task-source';
import type { LocalOverrides } from './overrides';

export interface TaskBuildOptions {
  /** The axon's file; relative paths of artifacts start at its folder. */
  readonly file: string;
  readonly overrides: LocalOverrides;
  readonly cacheDir: string;
  readonly artifactsDir: string;
  readonly helperPackage: string;
  /** @default - every task */
  readonly only?: ReadonlySet<string>;
  /** Told when a task's build begins, ends, or says something. */
  readonly onProgress: (task: string, line: string) => void;
  /** Ends the building after what is under way. @default - it is not ended */
  readonly signal?: AbortSignal;
}

export interface TaskBuild {
  /** What the loop knows of it. */
  readonly code: Code;
  readonly build: LocalBuild;
}

export interface TaskBuilds {
  /** By task. */
  readonly builds: ReadonlyMap<string, TaskBuild>;
  readonly issues: readonly Issue[];
}

/** Makes what every task of an axon runs, one after the other; all that is wrong is said, not the first only. */
export async function makeTaskBuilds(axon: Axon, options: TaskBuildOptions): Promise<TaskBuilds> {
  const builds = new Map<string, TaskBuild>();
  const issues: Issue[] = [];
  const artifacts = new ArtifactDirectories(axon, {
    file: options.file,
    overrides: options.overrides.artifacts,
    cacheDir: options.artifactsDir,
  });
  for (const task of axon.tasks.values()) {
    if (options.only !== undefined && !options.only.has(task.name)) continue;
    if (options.signal?.aborted === true) break;
    const source = await sourceOf(task, artifacts, options.overrides);
    if ('code' in source) {
      issues.push(source);
      continue;
    }
    options.onProgress(task.name, 'building');
    const made = await makeLocalBuild(source, {
      cacheDir: options.cacheDir,
      helperPackage: options.helperPackage,
      requirementsOverrides: options.overrides.requirements,
      ...(options.overrides.python?.interpreter === undefined
        ? {}
        : { interpreter: options.overrides.python.interpreter }),
      ...(options.overrides.python?.index === undefined ? {} : { index: options.overrides.python.index }),
      path: imagePath(task),
      reference: referenceOf(task),
      onProgress: (line) => options.onProgress(task.name, line),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    issues.push(...made.issues.filter((one) => !isKnown(one, issues)));
    if (made.build === undefined) continue;
    const code = codeOf(made.build, task, artifacts, options.overrides);
    builds.set(task.name, { code, build: made.build });
    options.onProgress(task.name, `built ${code.build.slice(0, 12)}`);
  }
  return { builds, issues: [...artifacts.issues, ...issues] };
}

/** That there is no Python is a fault of the machine: it is said once, not for every task. */
function isKnown({ code, message }: Issue, known: readonly Issue[]): boolean {
  return code === 'MYL2006' && known.some((one) => one.code === code && one.message === message);
}

/** Variables that the overrides file adds are part of what runs: other values may give other results. */
function codeOf(
  build: LocalBuild,
  { image }: Task,
  artifacts: ArtifactDirectories,
  { env, images }: LocalOverrides,
): Code {
  const id = Object.keys(env).length === 0 ? build.id : causeHash(build.id, canonicalJson(env));
  const artifact =
    image?.kind === 'build' && !Object.hasOwn(images, image.build.repositoryName) ? image.build.artifact : undefined;
  const commit = artifact === undefined ? undefined : artifacts.commit(artifact);
  return { build: id, ...(commit === undefined ? {} : { commit }) };
}

async function sourceOf(
  task: Task,
  artifacts: ArtifactDirectories,
  overrides: LocalOverrides,
): Promise<BuildSource | Issue> {
  const override = overrides.images[referenceOf(task)];
  if (override !== undefined) return { kind: 'directory', dir: override.dir, command: override.command };
  if (task.image?.kind !== 'build') {
    const message = `one machine cannot run the image ${referenceOf(task)}: there is no container engine here`;
    const hint = `say in an overrides file what to run in its place, images: {${JSON.stringify(referenceOf(task))}: {dir, command}}`;
    return issue('MYL3001', imagePath(task), message, hint);
  }
  return imageSource(task, task.image.build, artifacts);
}

/** What `images:` of the overrides file calls a task's image. */
function referenceOf(task: Task): string {
  if (task.image === undefined) return task.name;
  return task.image.kind === 'reference' ? task.image.reference : task.image.build.repositoryName;
}
