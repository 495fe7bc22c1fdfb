import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { buildImages, isCurrent, type Destination, type PreparedImage } from '../build/image/build-images';
import { CONTAINER_TOOLS, type ContainerTool } from '../build/image/container-tool';
import { imageContext } from '../build/image/image-context';
import { imagePlans } from '../build/image/image-plan';
import { runtimeImage } from '../build/image/runtime-image';
import { ArtifactDirectories, imagePath, imageSource } from '../build/task-source';
import { readOverrides } from '../local/overrides';
import { StateFolder } from '../local/state-folder';
import type { Axon } from '../spec/axon';
import type { ImageLock } from '../spec/image-lock';
import type { Issue } from '../spec/issue';
import { didYouMean } from '../spec/lang/closest';
import { placeIssues } from '../spec/load';
import { loadDocument, onlyAxon, refuseErrors, refuseIssues, type Document } from './documents';
import { CliError, EXIT } from './exit';
import { imageLockPath, readImageLock, writeImageLock } from './image-lock';
import { helperPackage, runtimeImageFolder } from './package-folders';

interface BuildOptions {
  readonly registry?: string;
  readonly tool?: ContainerTool;
  readonly only?: string[];
  readonly force?: boolean;
  readonly push: boolean;
  readonly load?: string;
  readonly runtime: boolean;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly plainHttp?: boolean;
  readonly local?: string;
  readonly parameter?: string[];
  readonly stateDir: string;
}

export async function buildAxonImages(file: string, options: BuildOptions): Promise<void> {
  const document = await loadDocument(file, { parameters: options.parameter ?? [] });
  refuseErrors(document, true);
  const loaded = onlyAxon(document);
  const path = imageLockPath(file);
  const lock = await readImageLock(path);
  const images = await prepare(loaded, document, options);
  if (images.length === 0) process.stdout.write(`${file}: no task builds an image\n`);
  else if (options.check === true) check(images, lock, path, registryOf(options.registry, options.load));
  else if (options.dryRun === true)
    process.stdout.write(images.map((image) => describe(image, lock, options)).join('\n'));
  else await build(images, lock, path, options);
}

/** Everything that is wrong with what would be built, before anything is. */
async function prepare(
  loaded: ReturnType<typeof onlyAxon>,
  { file, text }: Pick<Document, 'file' | 'text'>,
  options: BuildOptions,
): Promise<readonly PreparedImage[]> {
  const { axon } = loaded;
  const { overrides, issues: unread } = await readOverrides(options.local);
  refuseIssues(unread);
  const { plans, issues } = imagePlans(axon, onlyTasks(axon, options.only));
  const artifacts = new ArtifactDirectories(axon, {
    file: resolve(file),
    overrides: overrides.artifacts,
    cacheDir: new StateFolder(resolve(options.stateDir)).artifacts(axon.name),
  });
  const images: PreparedImage[] = [];
  const faults: Issue[] = [...issues];
  for (const plan of plans) {
    const source = await imageSource(plan.tasks[0], plan.build, artifacts);
    if ('code' in source) {
      faults.push(source);
      continue;
    }
    const { repositoryName, tasks } = plan;
    const helper = helperPackage();
    const context = await imageContext(plan, source, helper);
    const of = tasks.map(({ name }) => name).join(', ');
    if (!('directory' in context)) faults.push(...context);
    else images.push({ repositoryName, of, path: imagePath(tasks[0]), context, helperPackage: helper });
  }
  refuseIssues(
    [...artifacts.issues, ...faults].flatMap((one) => (one.path.length === 0 ? one : placeIssues([one], loaded))),
    text,
  );
  return options.runtime && options.only === undefined ? [...images, await runtimeImage(runtimeImageFolder())] : images;
}

function onlyTasks(axon: Axon, names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  const unknown = names?.find((name) => !axon.tasks.has(name));
  if (unknown === undefined) return names === undefined ? undefined : new Set(names);
  const known = [...axon.tasks.keys()];
  const hint = didYouMean(unknown, known) ?? `there are ${known.join(', ')}`;
  throw new CliError(`myelin: --only ${unknown}: no task is called so; ${hint}`, EXIT.usage);
}

function check(images: readonly PreparedImage[], lock: ImageLock, path: string, registry: string | undefined): void {
  const stale = images.filter((image) => !isCurrent(image, lock, registry));
  for (const { repositoryName } of stale) {
    const why = lock[repositoryName] === undefined ? 'has not been built' : 'is not of the code that is here';
    process.stderr.write(`${path}: ${repositoryName} ${why}; run myelin build\n`);
  }
  if (stale.length > 0) throw new CliError('', EXIT.refused);
  process.stdout.write(`${path}: all ${images.length} images are of the code that is here\n`);
}

function describe(image: PreparedImage, lock: ImageLock, options: BuildOptions): string {
  const { repositoryName, of, context } = image;
  const text = context.dockerfile.replace(/^/gm, '    ').trimEnd();
  return `${repositoryName}, for ${of}
  image ${fateOf(image, lock, options)}
  context ${context.directory}
  source ${context.source}
  Dockerfile ${context.dockerfilePath ?? '(generated)'}
${text}
`;
}

/** What a build would make of an image, and where that would go. */
function fateOf(image: PreparedImage, lock: ImageLock, { registry, load, push, force }: BuildOptions): string {
  const { repositoryName } = image;
  const locked = lock[repositoryName];
  const where = registryOf(registry, load);
  const to = destination(push, load);
  if (locked !== undefined && to.kind !== 'nowhere' && force !== true && isCurrent(image, lock, where)) {
    return `${locked.image} as it is`;
  }
  if (where === undefined) return `${repositoryName} to be built, and pushed where --registry says`;
  const end = { registry: ' and pushed', nodes: ' and loaded', nowhere: ', not pushed' }[to.kind];
  return `${where}/${repositoryName} to be built${end}`;
}

async function build(
  images: readonly PreparedImage[],
  lock: ImageLock,
  path: string,
  { registry, tool, force, push, load, plainHttp }: BuildOptions,
): Promise<void> {
  if (load !== undefined && !load.includes('{archive}')) {
    throw new CliError(`myelin: --load names its file by {archive}, such as ${A_LOAD}; got ${load}`, EXIT.usage);
  }
  const where = registryOf(registry, load);
  if (where === undefined) {
    const example = `such as --registry registry.example.com/team; without a registry, --load ${A_LOAD}`;
    throw new CliError(`myelin: --registry (or MYELIN_REGISTRY) says where images go, ${example}`, EXIT.usage);
  }
  let current = lock;
  const issues = await buildImages(images, {
    tool: tool ?? firstTool(),
    registry: where,
    plainHttp: plainHttp ?? false,
    lock,
    force: force ?? false,
    to: destination(push, load),
    onProgress: (image, line) => process.stdout.write(`${image} ${line}\n`),
    onDone: async (repositoryName, image) => {
      current = { ...current, [repositoryName]: image };
      await writeImageLock(path, current);
    },
  });
  refuseIssues(issues);
}

const A_LOAD = "'kind load image-archive {archive}'";

/** What a node never asks a registry for. */
const NO_REGISTRY = 'localhost';

function registryOf(registry: string | undefined, load: string | undefined): string | undefined {
  return registry?.replace(/\/+$/, '') ?? (load === undefined ? undefined : NO_REGISTRY);
}

function destination(push: boolean, load: string | undefined): Destination {
  if (load !== undefined) return { kind: 'nodes', command: load };
  return { kind: push ? 'registry' : 'nowhere' };
}

/** The first that is there and can work; the client of docker may be there without its engine. */
function firstTool(): ContainerTool {
  const found = CONTAINER_TOOLS.find((tool) => spawnSync(tool, ['info'], { stdio: 'ignore' }).status === 0);
  if (found !== undefined) return found;
  const names = CONTAINER_TOOLS.join(', ');
  throw new CliError(`myelin: none of ${names} works here; install one or start its engine, or name one with --tool`);
}
