import { join, relative } from 'node:path';
import type { Axon, Task } from '../spec/axon';
import { hasErrors, issue, type Issue, type Path } from '../spec/issue';
import type { ArtifactSpec } from '../spec/schema/axon';
import type { ImageBuildSpec } from '../spec/schema/workload';
import { makeLocalBuild, type BuildSource, type LocalBuild } from '../build/local-build';
import { artifactDirectory } from './artifacts';
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
}

export interface TaskBuilds {
  readonly builds: ReadonlyMap<string, LocalBuild>;
  readonly issues: readonly Issue[];
}

/** Makes what every task of an axon runs, one after the other; all that is wrong is said, not the first only. */
export async function makeTaskBuilds(axon: Axon, options: TaskBuildOptions): Promise<TaskBuilds> {
  const builds = new Map<string, LocalBuild>();
  const issues: Issue[] = [];
  const artifacts = new ArtifactDirectories(axon, options);
  for (const task of axon.tasks.values()) {
    if (options.only !== undefined && !options.only.has(task.name)) continue;
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
      path: pathOf(task),
      reference: referenceOf(task),
      onProgress: (line) => options.onProgress(task.name, line),
    });
    issues.push(...made.issues);
    if (made.build === undefined) continue;
    builds.set(task.name, made.build);
    options.onProgress(task.name, `built ${made.build.id.slice(0, 12)}`);
  }
  return { builds, issues: [...artifacts.issues, ...issues] };
}

/** Directories of artifacts, fetched once each. */
class ArtifactDirectories {
  readonly issues: Issue[] = [];
  private readonly found = new Map<string, Promise<string | undefined>>();

  constructor(
    private readonly axon: Axon,
    private readonly options: TaskBuildOptions,
  ) {}

  get(name: string): Promise<string | undefined> {
    const known = this.found.get(name) ?? this.fetch(name);
    this.found.set(name, known);
    return known;
  }

  spec(name: string): ArtifactSpec | undefined {
    return this.axon.spec.spec.artifacts.find((artifact) => artifact.name === name);
  }

  private async fetch(name: string): Promise<string | undefined> {
    const index = this.axon.spec.spec.artifacts.findIndex((artifact) => artifact.name === name);
    const artifact = this.axon.spec.spec.artifacts[index];
    if (artifact === undefined) return undefined;
    const result = await artifactDirectory(artifact, {
      axonFile: this.options.file,
      overrides: this.options.overrides.artifacts,
      cacheDir: this.options.artifactsDir,
      path: ['spec', 'artifacts', index],
    });
    this.issues.push(...result.issues);
    return hasErrors(result.issues) ? undefined : result.directory;
  }
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
    return issue('MYL3001', pathOf(task), message, hint);
  }
  const { build } = task.image;
  const context = await contextOf(build, artifacts);
  if (context === undefined) {
    const message = `the artifact ${build.artifact ?? ''} of ${task.name} could not be had`;
    return issue(
      'MYL3002',
      pathOf(task),
      message,
      `name a directory in an overrides file, artifacts: {${build.artifact ?? 'NAME'}: DIR}`,
    );
  }
  if (build.s2i !== undefined) return { kind: 's2i', context: join(context, build.s2i.contextDir ?? '.') };
  return { kind: 'dockerfile', context, dockerfile: join(context, build.dockerfile?.path ?? 'Dockerfile') };
}

/** Where `buildLocation` is: it names a place below the path at which the artifact is mounted. */
async function contextOf(build: ImageBuildSpec, artifacts: ArtifactDirectories): Promise<string | undefined> {
  if (build.artifact === undefined) return undefined;
  const directory = await artifacts.get(build.artifact);
  const mounted = artifacts.spec(build.artifact)?.path ?? '/';
  if (directory === undefined || build.buildLocation === undefined) return directory;
  const below = relative(mounted, build.buildLocation);
  return below.startsWith('..') ? undefined : join(directory, below);
}

/** What `images:` of the overrides file calls a task's image. */
export function referenceOf(task: Task): string {
  if (task.image === undefined) return task.name;
  return task.image.kind === 'reference' ? task.image.reference : task.image.build.repositoryName;
}

function pathOf(task: Task): Path {
  return [...task.path, task.kind, task.image?.kind === 'build' ? 'imageBuild' : 'image'];
}
