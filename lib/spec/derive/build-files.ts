import type { Axon } from '../axon';
import type { ArtifactSpec } from '../schema/axon';
import type { ImageBuildSpec } from '../schema/workload';

/** The folder of a build whose files lie on this machine. */
export interface BuildFolder {
  readonly artifact: ArtifactSpec;
  /** From the folder of the axon's file, unless it begins with `/`. @default - the build is not in the artifact */
  readonly folder?: string;
}

/** Where the files of a build lie; nothing where a check cannot know, as of what git or a bucket holds. */
export function localBuildFolder({ spec }: Pick<Axon, 'spec'>, build: ImageBuildSpec): BuildFolder | undefined {
  const artifact = spec.spec.artifacts.find(({ name }) => name === build.artifact);
  if (artifact?.source.kind !== 'local') return undefined;
  const mounted = segments(artifact.path);
  const location = segments(build.buildLocation ?? artifact.path);
  if (mounted.some((segment, index) => location[index] !== segment)) return { artifact };
  return { artifact, folder: pathBelow(artifact.source.path, location.slice(mounted.length).join('/')) };
}

/** A path as it is told: without what changes nothing in it. */
export function pathBelow(folder: string, path = ''): string {
  const start = folder.startsWith('/') ? '/' : '';
  return `${start}${[...segments(folder), ...segments(path)].join('/')}`;
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}
