import type { Axon } from '../axon';
import type { Issue } from '../issue';
import { checkLocalFiles, type Look } from './local-files';
import { checkTunedImages } from './tuned-images';

/** What lies beside the file of an axon; paths are from its folder. */
export interface FilesBeside {
  /** The text of a file; nothing where there is none, or nobody may read it. */
  readonly read: (path: string) => string | undefined;
  readonly look: Look;
}

/** What the folders and Dockerfiles beside the file of an axon tell of it. */
export function checkFilesBeside(axon: Axon, { read, look }: FilesBeside): readonly Issue[] {
  return [...checkLocalFiles(axon, look), ...checkTunedImages(axon, read)];
}
