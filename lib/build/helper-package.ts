import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';

const hashes = new Map<string, Promise<string>>();

/** A hash of the helper package's sources, computed once per process. */
export function helperPackageHash(folder: string): Promise<string> {
  let hash = hashes.get(folder);
  if (hash === undefined) {
    hash = hashOf(folder);
    hash.catch(() => hashes.delete(folder));
    hashes.set(folder, hash);
  }
  return hash;
}

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.py')).sort();
  for (const path of paths) hash.update(`${path}\0`).update(await readFile(join(folder, path)));
  return hash.digest('hex');
}

/**
 * Puts the helper package into an environment by copying; a build step would cost seconds and need the network.
 *
 * The `.pth` file is how the interpreter is asked, at its start, to keep a server with a port written into it apart from its
 * other versions; it does nothing where MYELIN_BIND is not set.
 *
 * @param folder - the package itself, `.../python/myelin`
 */
export async function installHelperPackage(folder: string, sitePackages: string): Promise<void> {
  await cp(folder, join(sitePackages, 'myelin'), {
    recursive: true,
    filter: (source) => basename(source) !== '__pycache__',
  });
  await writeFile(
    join(sitePackages, 'myelin_bind.pth'),
    `import os; os.environ.get('MYELIN_BIND') and __import__('myelin._bind')\n`,
  );
}
