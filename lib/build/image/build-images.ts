import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ImageLock, LockedImage } from '../../spec/image-lock';
import { issue, type Issue, type Path } from '../../spec/issue';
import { buildCommand, digestCommand, digestOf, pushCommand, saveCommand, tagCommand } from './container-tool';
import type { CommandLine, ContainerTool, ImageBuild } from './container-tool';
import { helperDockerfile } from './dockerfiles';
import type { ImageContext } from './image-context';
import { CommandFailure, runCommand } from './run-command';

export interface BuildImagesOptions {
  readonly tool: ContainerTool;
  /** Where images go: a host, with a path if need be. */
  readonly registry: string;
  readonly plainHttp: boolean;
  /** What was pushed or loaded before. */
  readonly lock: ImageLock;
  /** Build what has not changed since, too. */
  readonly force: boolean;
  readonly to: Destination;
  readonly onProgress: (image: string, line: string) => void;
  /** Told after each push or load, so that what is done stays done if a later build fails. */
  readonly onDone: (repositoryName: string, image: LockedImage) => Promise<void>;
}

/** What becomes of an image that was built. */
export type Destination =
  | { readonly kind: 'registry' }
  /** An archive of it is given to a command of the shell, in which `{archive}` stands for its path. */
  | { readonly kind: 'nodes'; readonly command: string }
  /** It stays where it was built. */
  | { readonly kind: 'nowhere' };

/** An image and what it is built from. */
export interface PreparedImage {
  readonly repositoryName: string;
  /** What runs it, in words. */
  readonly of: string;
  /** Where the axon asks for it. */
  readonly path: Path;
  readonly context: ImageContext;
  /** Folder of the helper package that its last layer brings, `.../python/myelin`. @default - it has no such layer */
  readonly helperPackage?: string;
}

/** Whether the lock speaks of this very source, in this very registry. */
export function isCurrent(
  { repositoryName, context }: PreparedImage,
  lock: ImageLock,
  registry: string | undefined,
): boolean {
  const locked = lock[repositoryName];
  if (locked === undefined || locked.source !== context.source) return false;
  return registry === undefined || /^[@:][^/]*$/.test(after(locked.image, `${registry}/${repositoryName}`));
}

/** What follows the beginning of a text; nothing where it begins otherwise. */
function after(text: string, beginning: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : '';
}

/** Builds what has changed and brings it where it goes, one image after the other; a failed one does not keep the others from being built. */
export async function buildImages(images: readonly PreparedImage[], options: BuildImagesOptions): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (const image of images) {
    const { repositoryName, path } = image;
    if (!options.force && options.to.kind !== 'nowhere' && isCurrent(image, options.lock, options.registry)) {
      options.onProgress(repositoryName, 'unchanged');
      continue;
    }
    try {
      await buildImage(image, options);
    } catch (fault) {
      if (!(fault instanceof CommandFailure)) throw fault;
      const message = `${repositoryName} could not be built: ${fault.message}`;
      issues.push(issue('MYL4002', path, message, fault.hint));
    }
  }
  return issues;
}

async function buildImage(image: PreparedImage, options: BuildImagesOptions): Promise<void> {
  const { repositoryName, context, helperPackage } = image;
  const { tool, plainHttp, to } = options;
  const say = (line: string) => options.onProgress(repositoryName, line);
  const run: Run = (command) => runCommand(command, say);
  const folder = await mkdtemp(join(tmpdir(), 'myelin-image-'));
  try {
    const repository = `${options.registry}/${repositoryName}`;
    const reference = `${repository}:${context.source.slice(0, 12)}`;
    const idFile = join(folder, 'id');
    const common = { reference, plainHttp, idFile };
    await run(buildCommand(tool, { ...common, ...(await asWritten(context, folder)) }));
    if (helperPackage !== undefined) {
      await run(buildCommand(tool, { ...common, ...(await withHelper(reference, helperPackage, folder)) }));
    }
    if (to.kind === 'nowhere') return say(`built ${reference}`);
    const built: BuiltImage = { tool, reference, repository, folder, run };
    const done =
      to.kind === 'registry'
        ? await push(built, { ...common, context: '', dockerfile: '' })
        : await load(built, shortId(await readFile(idFile, 'utf8')), to.command);
    await options.onDone(repositoryName, { image: done, source: context.source });
    say(`${to.kind === 'registry' ? 'pushed' : 'loaded'} ${done}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Run = (command: CommandLine) => Promise<string>;

/** An image that the tool has built. */
interface BuiltImage {
  readonly tool: ContainerTool;
  readonly reference: string;
  readonly repository: string;
  /** For files that go when it is where it goes. */
  readonly folder: string;
  readonly run: Run;
}

/** @returns the reference by digest */
async function push({ tool, reference, repository, folder, run }: BuiltImage, image: ImageBuild): Promise<string> {
  const digestFile = join(folder, 'digest');
  await run(pushCommand(tool, image, digestFile));
  if (tool !== 'docker') return `${repository}@${(await readFile(digestFile, 'utf8')).trim()}`;
  const digest = digestOf(repository, await run(digestCommand(reference)));
  if (digest !== undefined) return digest;
  throw new CommandFailure(`docker knows no digest of ${reference}`, 'push it by hand, and see what docker says');
}

/**
 * Gives an archive of the image to the command that brings it to the nodes. A node that has loaded an image knows no digest
 * for it, so its tag says which one it is.
 *
 * @returns the name under which the nodes have it
 */
async function load(
  { tool, reference, repository, folder, run }: BuiltImage,
  tag: string,
  command: string,
): Promise<string> {
  const name = `${repository}:${tag}`;
  const archive = join(folder, 'image.tar');
  await run(tagCommand(tool, reference, name));
  await run(saveCommand(tool, name, archive));
  await run(['/bin/sh', '-c', command.replaceAll('{archive}', archive)]);
  return name;
}

function shortId(id: string): string {
  return id
    .trim()
    .replace(/^sha256:/, '')
    .slice(0, 12);
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
