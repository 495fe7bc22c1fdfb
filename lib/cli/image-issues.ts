import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkTunedImages } from '../spec/check/tuned-images';
import type { Issue } from '../spec/issue';
import { placeIssues } from '../spec/load';
import type { Document } from './documents';

/** What the Dockerfiles beside a file of axons tell of it. */
export function imageIssues({ file, axons }: Pick<Document, 'file' | 'axons'>): readonly Issue[] {
  const read = (path: string) => {
    try {
      return readFileSync(resolve(dirname(file), path), 'utf8');
    } catch {
      // A build says that its files are not there; a check tells only what it can know.
      return undefined;
    }
  };
  return axons.flatMap((loaded) =>
    loaded.axon === undefined ? [] : placeIssues(checkTunedImages(loaded.axon, read), loaded),
  );
}
