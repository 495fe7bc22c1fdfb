import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ImageLock, LockedImage } from '../../spec/image-lock';
import { issue, type Issue } from '../../spec/issue';
import { imagePath } from '../task-source';
import { buildCommand, digestCommand, digestOf, pushCommand } from './container-tool';
import type { CommandLine, ContainerTool, ImageBuild } from './container-tool';
import { helperDockerfile } from './dockerfiles';
import type { ImageContext } from './image-context';
import type { ImagePlan } from './image-plan';
import { CommandFailure, runCommand } from './run-command';

export interface BuildImagesOptions {
  readonly tool: ContainerTool;
  /** Where images go: a host, with a path if need be. */
  readonly registry: string;
  readonly plainHttp: boolean;
  /** The helper package's folder, `.../python/myelin`. */
  readonly helperPackage: string;
  /** What was pushed before. */
  readonly lock: ImageLock;
  /** Build what has not changed since, too. */
  readonly force: boolean;
  readonly push: boolean;
  readonly onProgress: (image: string, line: string) => void;
  /** Told after each push, so that what is done stays done if a later build fails. */
  readonly onPushed: (repositoryName: string, image: LockedImage) => Promise<void>;
}

/** An image and what it is built from. */
export interface PreparedImage {
  readonly plan: ImagePlan;
  readonly context: ImageContext;
}

/** Whether the lock speaks of this very source, in this very registry. */
export function isCurrent({ plan, context }: PreparedImage, lock: ImageLock, registry: string | undefined): boolean {
  const locked = lock[plan.repositoryName];
  if (locked === undefined || locked.source !== context.source) return false;
  return registry === undefined || locked.image.startsWith(`${registry}/${plan.repositoryName}@`);
}

/** Builds and pushes what has changed, one image after the other; a failed one does not keep the others from being built. */
export async function buildImages(images: readonly PreparedImage[], options: BuildImagesOptions): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (const image of images) {
    const { plan } = image;
    if (!options.force && options.push && isCurrent(image, options.lock, options.registry)) {
      options.onProgress(plan.repositoryName, 'unchanged');
      continue;
    }
    try {
      await buildImage(image, options);
    } catch (fault) {
      if (!(fault instanceof CommandFailure)) throw fault;
      const message = `${plan.repositoryName} could not be built: ${fault.message}`;
      issues.push(issue('MYL4002', imagePath(plan.tasks[0]), message, fault.hint));
    }
  }
  return issues;
}

async function buildImage({ plan, context }: PreparedImage, options: BuildImagesOptions): Promise<void> {
  const { repositoryName } = plan;
  const say = (line: string) => options.onProgress(repositoryName, line);
  const run = (command: CommandLine) => runCommand(command, say);
  const folder = await mkdtemp(join(tmpdir(), 'myelin-image-'));
  try {
    const repository = `${options.registry}/${repositoryName}`;
    const reference = `${repository}:${context.source.slice(0, 12)}`;
    const common = { reference, plainHttp: options.plainHttp };
    await run(buildCommand(options.tool, { ...common, ...(await asWritten(context, folder)) }));
    await run(
      buildCommand(options.tool, { ...common, ...(await withHelper(reference, options.helperPackage, folder)) }),
    );
    if (!options.push) return say(`built ${reference}`);
    const digestFile = join(folder, 'digest');
    await run(pushCommand(options.tool, { ...common, context: '', dockerfile: '' }, digestFile));
    const digest = await pushedDigest(options.tool, reference, repository, digestFile, run);
    await options.onPushed(repositoryName, { image: digest, source: context.source });
    say(`pushed ${digest}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Files = Pick<ImageBuild, 'context' | 'dockerfile' | 'ignoreFile'>;

/** The user's own Dockerfile where it lies, or the generated one beside nothing but its ignore file. */
async function asWritten(context: ImageContext, folder: string): Promise<Files> {
  const { directory, ignoreFile } = context;
  const files = { context: directory, ...(ignoreFile === undefined ? {} : { ignoreFile }) };
  if (context.dockerfilePath !== undefined) return { ...files, dockerfile: context.dockerfilePath };
  const dockerfile = join(folder, 'Dockerfile');
  await writeFile(dockerfile, context.dockerfile);
  if (ignoreFile !== undefined) await copyFile(ignoreFile, `${dockerfile}.dockerignore`);
  return { ...files, dockerfile };
}

/** The layer on top: a context of its own, with the helper package and nothing else. */
async function withHelper(reference: string, helperPackage: string, folder: string): Promise<Files> {
  const context = join(folder, 'helper');
  const name = basename(helperPackage);
  await mkdir(context);
  await cp(helperPackage, join(context, name), { recursive: true, filter: (path) => basename(path) !== '__pycache__' });
  const dockerfile = join(folder, 'Dockerfile.helper');
  await writeFile(dockerfile, helperDockerfile(reference, name));
  return { context, dockerfile };
}

async function pushedDigest(
  tool: ContainerTool,
  reference: string,
  repository: string,
  digestFile: string,
  run: (command: CommandLine) => Promise<string>,
): Promise<string> {
  if (tool !== 'docker') return `${repository}@${(await readFile(digestFile, 'utf8')).trim()}`;
  const digest = digestOf(repository, await run(digestCommand(reference)));
  if (digest === undefined)
    throw new CommandFailure(`docker knows no digest of ${reference}`, 'push it by hand, and see what docker says');
  return digest;
}
