import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatImageLock, IMAGE_LOCK_FILE, parseImageLock, type ImageLock } from '../spec/image-lock';
import { issue } from '../spec/issue';
import { refuseIssues } from './documents';

/** The lock beside an axon's file. */
export function imageLockPath(axonFile: string): string {
  return join(dirname(axonFile), IMAGE_LOCK_FILE);
}

/** @returns an empty lock where there is no file; one that cannot be read ends the command */
export async function readImageLock(path: string): Promise<ImageLock> {
  const text = await readFile(path, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return undefined;
    throw fault;
  });
  return text === undefined ? {} : parsedLock(path, text);
}

/** @param path - what a refusal calls the text; one that cannot be read ends the command */
export function parsedLock(path: string, text: string): ImageLock {
  const read = parseImageLock(text);
  if (read.ok) return read.lock;
  const at = { file: path, line: 1, column: 1 };
  refuseIssues([{ ...issue('MYL4003', [], `${path}: ${read.why}`, 'delete it and build again'), at }]);
  return {};
}

/** Whole or not at all. */
export async function writeImageLock(path: string, lock: ImageLock): Promise<void> {
  await writeFile(`${path}.new`, formatImageLock(lock));
  await rename(`${path}.new`, path);
}
