import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { IMAGE_LOCK_FILE, parseImageLock, type ImageLock, type ImageLockRead } from '../spec/image-lock';
import { issue } from '../spec/issue';
import { AxonSpecError } from './axon-error';
import { readNamedFile } from './named-file';

/**
 * The images that an axon's pods are pinned to; none where nothing has been built.
 *
 * @param named - by the author of the construct
 * @param axonFile - from which the axon was read
 * @throws AxonSpecError when the file is named and absent, or says something else than a lock
 */
export function readImageLock(construct: string, named: string | undefined, axonFile: string | undefined): ImageLock {
  const beside = axonFile === undefined ? undefined : join(dirname(axonFile), IMAGE_LOCK_FILE);
  const file = named ?? (beside !== undefined && existsSync(beside) ? beside : undefined);
  if (file === undefined) return {};
  const found = readNamedFile(construct, file, 'imageLock');
  const read = found.ok ? parsed(found.text) : found;
  if (read.ok) return read.lock;
  const hint = 'run myelin build, which writes it';
  const fault = issue('MYL4003', [], `the image lock ${file} cannot be read: ${read.why}`, hint);
  throw new AxonSpecError([{ construct, issues: [fault] }]);
}

/** All axons of a folder have one lock, whose text is read for each of them and understood once. */
function parsed(text: string): ImageLockRead {
  if (last?.text !== text) last = { text, read: parseImageLock(text) };
  return last.read;
}

let last: { readonly text: string; readonly read: ImageLockRead } | undefined;
