import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import type { ImageLock } from '../spec/image-lock';
import { loadDocument, refuseErrors, loadText, type Document } from './documents';
import { CliError } from './exit';
import { imageLockPath, parsedLock, readImageLock } from './image-lock';
import { changedFiles, fileAtRevision } from './revisions';

/** The two documents that are compared, free of errors. */
export interface DiffSides {
  readonly before: Document;
  readonly after: Document;
  /** Files of local artifacts that changed since the revision, by its folder. */
  readonly changedFiles: Readonly<Record<string, readonly string[]>>;
  /** What the locks beside the files pin. @default - one of two files has none, so nothing can be told of it */
  readonly images?: { readonly before: ImageLock; readonly after: ImageLock };
}

/**
 * Reads what is to be compared. A file that one side does not have counts as one without axons, if the other has it.
 *
 * @throws CliError where a side has errors: it means nothing, so nothing can be told of it
 */
export async function readBothSides(
  file: string,
  after: string | undefined,
  from: string | undefined,
  parameters: readonly string[],
): Promise<DiffSides> {
  const sides =
    from === undefined
      ? {
          before: await loadDocument(file, { parameters }),
          after: await loadDocument(after ?? '-', { parameters }),
          changedFiles: {},
          ...(await locksOf(file, after ?? '-')),
        }
      : await sinceRevision(file, from, parameters);
  for (const side of [sides.before, sides.after]) refuseErrors(side, true);
  return sides;
}

async function sinceRevision(file: string, revision: string, parameters: readonly string[]): Promise<DiffSides> {
  if (file === '-') throw new CliError('myelin: --from compares a file, standard input has no revisions');
  const old = await fileAtRevision(file, revision);
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (old === undefined && !exists) throw new CliError(`myelin: there is no ${file}, neither here nor in ${revision}`);
  const before = old === undefined ? nothing(file) : loadText(`${revision}:${file}`, old, { parameters });
  const after = exists ? await loadDocument(file, { parameters }) : nothing(file);
  const images = { before: await lockAt(file, revision), after: await readImageLock(imageLockPath(file)) };
  return { before, after, changedFiles: await filesOfArtifacts(after, file, revision), images };
}

async function locksOf(before: string, after: string): Promise<Pick<DiffSides, 'images'>> {
  const paths = [before, after].map(imageLockPath);
  if ([before, after].includes('-') || !paths.every((path) => existsSync(path))) return {};
  const [old = {}, now = {}] = await Promise.all(paths.map(readImageLock));
  return { images: { before: old, after: now } };
}

async function lockAt(file: string, revision: string): Promise<ImageLock> {
  const path = imageLockPath(file);
  const text = await fileAtRevision(path, revision);
  return text === undefined ? {} : parsedLock(`${revision}:${path}`, text);
}

/** What an image is built from may change while the axon says the same. */
async function filesOfArtifacts(
  document: Document,
  file: string,
  revision: string,
): Promise<DiffSides['changedFiles']> {
  const found: Record<string, readonly string[]> = {};
  for (const { spec } of document.axons) {
    for (const { source } of spec?.spec.artifacts ?? []) {
      if (source.kind !== 'local') continue;
      const files = await changedFiles(file, revision, source.path);
      if (files !== undefined && files.length > 0) found[source.path] = files;
    }
  }
  return found;
}

function nothing(file: string): Document {
  return { file, text: '', axons: [], issues: [] };
}
