import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNTIME_REPOSITORY } from '../../spec/image-lock';
import { copiedFiles, hashFiles } from '../copied-files';
import type { PreparedImage } from './build-images';

/**
 * The image of the runtime, which the gateways and init containers of every axon use: what this release of Myelin brings.
 *
 * @param directory - its Dockerfile, and the bundles beside it
 */
export async function runtimeImage(directory: string): Promise<PreparedImage> {
  const dockerfilePath = join(directory, 'Dockerfile');
  const dockerfile = await readFile(dockerfilePath, 'utf8');
  const everything = { kind: 'copy', from: ['.'], to: '/', intoDirectory: true, line: 1 } as const;
  const files = await hashFiles(await copiedFiles({ steps: [everything] }, directory, []));
  const source = createHash('sha256').update(`${files}\0${dockerfile}\0`).digest('hex').slice(0, 20);
  return {
    repositoryName: RUNTIME_REPOSITORY,
    of: 'gateways, init containers and the runtime',
    path: ['metadata', 'name'],
    context: { directory, dockerfile, dockerfilePath, source },
  };
}
