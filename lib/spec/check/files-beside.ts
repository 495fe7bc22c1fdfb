import type { Axon } from '../axon';
import type { Issue } from '../issue';
import type { DockerInstruction } from '../lang/dockerfile';
import { checkLocalFiles, type Look } from './local-files';
import { checkTunedImages } from './tuned-images';

/** What lies beside the file of an axon; paths are from its folder. */
export interface FilesBeside {
  /** The instructions of a Dockerfile; nothing where there is none, or nobody may read it. */
  readonly dockerfile: (path: string) => readonly DockerInstruction[] | undefined;
  readonly look: Look;
}

/** What the folders and Dockerfiles beside the file of an axon tell of it. */
export function checkFilesBeside(axon: Axon, { dockerfile, look }: FilesBeside): readonly Issue[] {
  return [...checkLocalFiles(axon, look), ...checkTunedImages(axon, dockerfile)];
}
