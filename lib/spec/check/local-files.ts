import type { Axon, Task } from '../axon';
import { localBuildFolder, pathBelow } from '../derive/build-files';
import { issue, type Issue, type Path } from '../issue';
import { didYouMean } from '../lang/closest';
import type { ImageBuildSpec } from '../schema/workload';

export type FileSight =
  | { readonly kind: 'file' }
  /** What is in a folder is asked only where a name is missing. */
  | { readonly kind: 'folder'; readonly names: () => readonly string[] }
  | { readonly kind: 'absent' }
  /** This person may not look there. */
  | { readonly kind: 'unknown' };

/** @param path - from the folder of the axon's file */
export type Look = (path: string) => FileSight;

/**
 * Folders of local artifacts, folders of builds and Dockerfiles that are named and not there.
 *
 * - Only what lies on this machine is told of: what git or a bucket holds is not known before it is fetched.
 * - A folder that is not there is told once, and nothing of what would lie in it.
 * - They are warnings: a runner may be given other folders, and an image may have been built elsewhere.
 */
export function checkLocalFiles(axon: Axon, look: Look): readonly Issue[] {
  const told = new Set<string>();
  const once = (found: Issue | undefined) => {
    if (found === undefined || told.has(found.message)) return [];
    told.add(found.message);
    return [found];
  };
  const artifacts = axon.spec.spec.artifacts.flatMap(({ name, source }, index) => {
    if (source.kind !== 'local') return [];
    const path = ['spec', 'artifacts', index, 'local', 'path'];
    const hint = `local.path starts at the folder of the axon's file; or give another folder with --local FILE, artifacts: {${name}: DIR}`;
    return once(folderFault(look, { folder: pathBelow(source.path), use: `the artifact ${name}`, path, hint }));
  });
  const builds = [...axon.tasks.values()].flatMap((task) =>
    task.image?.kind === 'build' ? once(buildFault(axon, task, task.image.build, look)) : [],
  );
  return [...artifacts, ...builds];
}

function buildFault(axon: Axon, task: Task, build: ImageBuildSpec, look: Look): Issue | undefined {
  const at = [...task.path, task.kind, 'imageBuild'];
  const found = localBuildFolder(axon, build);
  if (found === undefined) return undefined;
  const { artifact, folder } = found;
  const use = `the build of ${build.repositoryName}`;
  if (folder === undefined) {
    // A volume of the build may hold what the artifact does not.
    if (build.volumeMounts !== undefined) return undefined;
    const message = `buildLocation ${build.buildLocation} is not below ${artifact.path}, where the artifact ${artifact.name} is`;
    return issue('MYL2011', [...at, 'buildLocation'], message, `begin buildLocation with ${artifact.path}`);
  }
  if (artifact.source.kind !== 'local' || look(pathBelow(artifact.source.path)).kind !== 'folder') return undefined;
  const hint = `buildLocation begins with ${artifact.path}, where ${pathBelow(artifact.source.path) || '.'} is`;
  const unbuildable = folderFault(look, { folder, use, path: [...at, 'buildLocation'], hint });
  if (unbuildable !== undefined) return unbuildable;
  if (build.s2i !== undefined) {
    const code = pathBelow(folder, build.s2i.contextDir);
    const path = [...at, 's2i', 'contextDir'];
    return folderFault(look, { folder: code, use, path, hint: 's2i.contextDir starts at buildLocation' });
  }
  const file = pathBelow(folder, build.dockerfile?.path ?? 'Dockerfile');
  return fileFault(look, { file, use, path: [...at, 'dockerfile', 'path'] });
}

interface NamedFolder {
  readonly folder: string;
  readonly use: string;
  readonly path: Path;
  readonly hint: string;
}

function folderFault(look: Look, { folder, use, path, hint }: NamedFolder): Issue | undefined {
  const sight = look(folder);
  if (sight.kind === 'folder' || sight.kind === 'unknown') return undefined;
  const shown = folder || '.';
  const message =
    sight.kind === 'absent'
      ? `there is no folder ${shown} for ${use}`
      : `${shown} is not a folder, as ${use} needs one`;
  return issue('MYL2011', path, message, hint);
}

function fileFault(
  look: Look,
  { file, use, path }: { readonly file: string; readonly use: string; readonly path: Path },
): Issue | undefined {
  const sight = look(file);
  if (sight.kind === 'file' || sight.kind === 'unknown') return undefined;
  if (sight.kind === 'folder')
    return issue('MYL2011', path, `${file} is a folder, and ${use} needs a Dockerfile`, WRITE_IT);
  const cut = file.lastIndexOf('/');
  const beside = look(file.slice(0, Math.max(cut, 0)));
  const meant = beside.kind === 'folder' ? didYouMean(file.slice(cut + 1), beside.names()) : undefined;
  return issue('MYL2011', path, `there is no file ${file} for ${use}`, meant ?? WRITE_IT);
}

const WRITE_IT = 'dockerfile.path starts at buildLocation; correct it, or write the file';
