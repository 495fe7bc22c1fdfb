import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { issue, type Issue } from '../../spec/issue';
import { copiedFiles, hashFiles } from '../copied-files';
import { helperPackageHash } from '../helper-package';
import { readS2i } from '../s2i';
import { imagePath, type ImageSource } from '../task-source';
import { s2iDockerfile } from './dockerfiles';
import type { ImagePlan } from './image-plan';

/** All that decides what an image holds. */
export interface ImageContext {
  readonly directory: string;
  /** Text of the Dockerfile, written by the user or generated. */
  readonly dockerfile: string;
  /** Where the user's is. @default - it is generated */
  readonly dockerfilePath?: string;
  /** Patterns of what is not sent to the build. @default - the context's own .dockerignore */
  readonly ignoreFile?: string;
  /** Hash of the files that the build may read, the Dockerfile, and the helper package. */
  readonly source: string;
}

/** Reads what an image is built from, without building it. */
export async function imageContext(
  plan: ImagePlan,
  source: ImageSource,
  helperPackage: string,
): Promise<ImageContext | readonly Issue[]> {
  const at = imagePath(plan.tasks[0]);
  try {
    const read: Recipe | readonly Issue[] =
      source.kind === 's2i' ? await s2i(plan, source.context) : await written(source.dockerfile);
    if (isIssues(read)) return read;
    const ignore = await ignoreFileOf(source);
    const files = await contextHash(source.context, ignore);
    const hash = createHash('sha256');
    for (const part of [files, read.dockerfile, await helperPackageHash(helperPackage)]) hash.update(`${part}\0`);
    const ignored = ignore === undefined || ignore === DOCKERIGNORE ? {} : { ignoreFile: join(source.context, ignore) };
    return { directory: source.context, ...read, ...ignored, source: hash.digest('hex').slice(0, 20) };
  } catch (fault) {
    const { code, path, message } = fault as NodeJS.ErrnoException;
    if (code === undefined) throw fault;
    const said = code === 'ENOENT' ? `${path} does not exist` : message;
    return [
      issue(
        'MYL2001',
        at,
        `the files of ${plan.repositoryName} cannot be read: ${said}`,
        'check the path of the build and of its artifact',
      ),
    ];
  }
}

type Recipe = Pick<ImageContext, 'dockerfile' | 'dockerfilePath'>;

function isIssues(read: object): read is readonly Issue[] {
  return Array.isArray(read);
}

async function written(path: string): Promise<Recipe> {
  return { dockerfile: await readFile(path, 'utf8'), dockerfilePath: path };
}

async function s2i({ build, tasks, repositoryName }: ImagePlan, context: string): Promise<Recipe | readonly Issue[]> {
  const plan = await readS2i(context, imagePath(tasks[0]), repositoryName);
  const faults = plan.issues.filter(({ severity }) => severity === 'error');
  if (faults.length > 0) return faults;
  const builderImage = build.s2i?.builderImage;
  const requirements = plan.requirements.some(({ kind }) => kind === 'file');
  return {
    dockerfile: s2iDockerfile({ env: plan.env, requirements, ...(builderImage === undefined ? {} : { builderImage }) }),
  };
}

const DOCKERIGNORE = '.dockerignore';

/** The first that there is: the one of the Dockerfile or of source-to-image, then the one of the context. */
async function ignoreFileOf(source: ImageSource): Promise<string | undefined> {
  const own = source.kind === 's2i' ? '.s2iignore' : `${basename(source.dockerfile)}.dockerignore`;
  const there = new Set(await readdir(source.context));
  return [own, DOCKERIGNORE].find((name) => there.has(name));
}

/** Of every file that is sent to the build. */
async function contextHash(context: string, ignore: string | undefined): Promise<string> {
  const everything = { kind: 'copy', from: ['.'], to: '/', intoDirectory: true, line: 1 } as const;
  return hashFiles(await copiedFiles({ steps: [everything] }, context, ignore === undefined ? [] : [ignore]));
}
