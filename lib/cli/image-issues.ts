import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkLocalFiles, type FileSight } from '../spec/check/local-files';
import { checkTunedImages } from '../spec/check/tuned-images';
import type { Issue } from '../spec/issue';
import { placeIssues } from '../spec/load';
import type { Document } from './documents';
import { isUrl } from './read-text';

/** What the folders and Dockerfiles beside a file of axons tell of it. */
export function imageIssues({ file, axons }: Pick<Document, 'file' | 'axons'>): readonly Issue[] {
  // Nothing of this machine lies beside a text that a server has.
  if (isUrl(file)) return [];
  const folder = dirname(file);
  return axons.flatMap((loaded) => {
    if (loaded.axon === undefined) return [];
    const read = (path: string) => {
      try {
        return readFileSync(resolve(folder, path), 'utf8');
      } catch {
        return undefined;
      }
    };
    const look = (path: string) => sightOf(resolve(folder, path));
    const found = [...checkLocalFiles(loaded.axon, look), ...checkTunedImages(loaded.axon, read)];
    return placeIssues(found, loaded);
  });
}

function sightOf(path: string): FileSight {
  try {
    return statSync(path).isDirectory() ? { kind: 'folder', names: readdirSync(path) } : { kind: 'file' };
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    return { kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'unknown' };
  }
}
