import { join, relative } from 'node:path';
import type { Axon, Task } from '../spec/axon';
import { hasErrors, issue, type Issue, type Path } from '../spec/issue';
import type { ArtifactSpec } from '../spec/schema/axon';
import type { ImageBuildSpec } from '../spec/schema/workload';
import { nothingToBuildFrom } from '../spec/check/builds';
import { artifactDirectory } from './artifacts';
import type { BuildSource } from './local-build-types';

export interface ArtifactSources {
  /** The axon's file; relative paths of artifacts start at its folder. */
  readonly file: string;
  /** Directories in place of artifacts, by name. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Where checkouts are kept. */
  readonly cacheDir: string;
}

/** Directories of artifacts, fetched once each. */
export class ArtifactDirectories {
  readonly issues: Issue[] = [];
  private readonly found = new Map<string, Promise<string | undefined>>();
  private readonly commits = new Map<string, string>();

  constructor(
    private readonly axon: Axon,
    private readonly sources: ArtifactSources,
  ) {}

  get(name: string): Promise<string | undefined> {
    const known = this.found.get(name) ?? this.fetch(name);
    this.found.set(name, known);
    return known;
  }

  /** Of an artifact from git that was fetched. */
  commit(name: string): string | undefined {
    return this.commits.get(name);
  }

  spec(name: string): ArtifactSpec | undefined {
    return this.axon.spec.spec.artifacts.find((artifact) => artifact.name === name);
  }

  private async fetch(name: string): Promise<string | undefined> {
    const index = this.axon.spec.spec.artifacts.findIndex((artifact) => artifact.name === name);
    const artifact = this.axon.spec.spec.artifacts[index];
    if (artifact === undefined) return undefined;
    const result = await artifactDirectory(artifact, {
      axonFile: this.sources.file,
      overrides: this.sources.overrides,
      cacheDir: this.sources.cacheDir,
      path: ['spec', 'artifacts', index],
    });
    this.issues.push(...result.issues);
    if (result.commit !== undefined) this.commits.set(name, result.commit);
    return hasErrors(result.issues) ? undefined : result.directory;
  }
}

/** What an image is built from. */
export type ImageSource = Exclude<BuildSource, { kind: 'directory' }>;

/** The Dockerfile or s2i folder from which a task's image is built, or why it cannot be had. */
export async function imageSource(
  task: Task,
  build: ImageBuildSpec,
  artifacts: ArtifactDirectories,
): Promise<ImageSource | Issue> {
  const context = await contextOf(task, build, artifacts);
  if (typeof context !== 'string') return context;
  if (build.s2i !== undefined) return { kind: 's2i', context: join(context, build.s2i.contextDir ?? '.') };
  return { kind: 'dockerfile', context, dockerfile: join(context, build.dockerfile?.path ?? 'Dockerfile') };
}

/** Where `buildLocation` is: it names a place below the path at which the artifact is mounted. */
async function contextOf(
  task: Task,
  { artifact: name, buildLocation }: ImageBuildSpec,
  artifacts: ArtifactDirectories,
): Promise<string | Issue> {
  const at = imagePath(task);
  if (name === undefined) {
    const { message, hint } = nothingToBuildFrom(task.name);
    return issue('MYL3002', at, message, hint);
  }
  const mounted = artifacts.spec(name)?.path ?? '/';
  const below = relative(mounted, buildLocation ?? mounted);
  if (below.split('/')[0] === '..') {
    const message = `buildLocation ${buildLocation} of ${task.name} is not below ${mounted}, where the artifact ${name} is`;
    return issue('MYL3002', [...at, 'buildLocation'], message, `begin buildLocation with ${mounted}`);
  }
  const directory = await artifacts.get(name);
  if (directory !== undefined) return join(directory, below);
  const hint = `name a directory in an overrides file, artifacts: {${name}: DIR}`;
  return issue('MYL3002', at, `the artifact ${name} of ${task.name} could not be had`, hint);
}

/** Where the axon says what a task runs. */
export function imagePath(task: Task): Path {
  return [...task.path, task.kind, task.image?.kind === 'build' ? 'imageBuild' : 'image'];
}
