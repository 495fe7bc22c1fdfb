import { filesBeside } from '../constructs/files-beside';
import { meshIssues } from '../constructs/mesh-issues';
import type { Axon } from '../spec/axon';
import { checkFilesBeside } from '../spec/check/files-beside';
import { checkUnsaidClaim } from '../spec/check/store';
import { surroundingsOf } from '../spec/derive/surroundings';
import type { Issue } from '../spec/issue';
import { placeIssues } from '../spec/load';
import type { Document } from './documents';
import type { Mesh } from './options';

/**
 * What `synth` would say of the axons of a document beside what is said of the document itself: of the folders and Dockerfiles
 * beside its file, of a store that nobody described, and of rules that the mesh cannot say.
 */
export function synthIssues(
  { file, axons }: Pick<Document, 'file' | 'axons'>,
  meshOf: (axon: Axon) => Mesh | undefined,
): readonly Issue[] {
  const beside = filesBeside(file);
  return axons.flatMap((loaded) => {
    const { axon } = loaded;
    if (axon === undefined) return [];
    const asked = meshOf(axon);
    const { mesh } = surroundingsOf({ ...(asked === undefined ? {} : { mesh: asked }), open: false, scraped: true });
    const found = [...checkFilesBeside(axon, beside), ...checkUnsaidClaim(axon), ...meshIssues(axon, mesh)];
    return placeIssues(found, loaded);
  });
}
