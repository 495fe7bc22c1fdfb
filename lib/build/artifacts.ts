import { dirname, resolve } from 'node:path';
import { issue, type Issue, type Path } from '../spec/issue';
import type { ArtifactSpec } from '../spec/schema/axon';
import { GitError, gitCheckout } from './git-checkout';
import { exists, isDirectory } from './what-is-there';

export interface ArtifactOptions {
  /** The file of the axon; a relative `local.path` starts at its folder. */
  readonly axonFile: string;
  /** Directories in place of sources, by name. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Where checkouts are kept. */
  readonly cacheDir: string;
  /** Of the artifact in the document. */
  readonly path: Path;
}

export interface ArtifactDirectory {
  /** @default - the files could not be had; an issue says why */
  readonly directory?: string;
  /** Of a git source. @default - it is none */
  readonly commit?: string;
  readonly issues: readonly Issue[];
}

/** Where the files of an artifact are on this machine: what overrides it, a local path, or a checkout of its commit. */
export async function artifactDirectory(artifact: ArtifactSpec, options: ArtifactOptions): Promise<ArtifactDirectory> {
  const { name, source } = artifact;
  const override = Object.hasOwn(options.overrides, name) ? options.overrides[name] : undefined;
  if (override !== undefined) return existing(override, name, options.path);
  switch (source.kind) {
    case 'local':
      return existing(resolve(dirname(options.axonFile), source.path), name, [...options.path, 'local', 'path']);
    case 's3':
      return refuse(
        name,
        [...options.path, 's3'],
        `the artifact ${name} is in the bucket ${source.bucket}, which one machine does not read`,
      );
    case 'git':
      try {
        return { ...(await gitCheckout(source, options.cacheDir)), issues: [] };
      } catch (thrown) {
        if (!(thrown instanceof GitError)) throw thrown;
        return refuse(
          name,
          [...options.path, 'git', thrown.key],
          `the artifact ${name} could not be had: ${thrown.message}`,
        );
      }
  }
}

async function existing(directory: string, name: string, path: Path): Promise<ArtifactDirectory> {
  if (await isDirectory(directory)) return { directory, issues: [] };
  const what = (await exists(directory)) ? 'is not a directory' : 'does not exist';
  return refuse(name, path, `the artifact ${name} is to be in ${directory}, which ${what}`);
}

function refuse(name: string, path: Path, message: string): ArtifactDirectory {
  const hint = `name a directory in an overrides file (--local FILE), artifacts: {${name}: DIR}`;
  return { issues: [issue('MYL3002', path, message, hint)] };
}
