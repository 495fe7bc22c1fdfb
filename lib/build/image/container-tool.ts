/** A program that builds and pushes images. */
export type ContainerTool = 'docker' | 'podman' | 'buildah';

/** In the order in which they are looked for. */
export const CONTAINER_TOOLS: readonly ContainerTool[] = ['docker', 'podman', 'buildah'];

/** What to build, and where it goes. */
export interface ImageBuild {
  /** With registry and tag. */
  readonly reference: string;
  readonly context: string;
  readonly dockerfile: string;
  /** @default - what the context has */
  readonly ignoreFile?: string;
  /** The registry speaks HTTP; docker is told so by its own configuration. @default false */
  readonly plainHttp?: boolean;
}

export type CommandLine = readonly [program: string, ...words: string[]];

/** Docker takes the ignore file from beside the Dockerfile, where it lies as `NAME.dockerignore`. */
export function buildCommand(tool: ContainerTool, build: ImageBuild): CommandLine {
  const { reference, context, dockerfile, ignoreFile, plainHttp } = build;
  const ignore = ignoreFile === undefined || tool === 'docker' ? [] : ['--ignorefile', ignoreFile];
  return [tool, 'build', ...transport(tool, plainHttp), ...ignore, '--tag', reference, '--file', dockerfile, context];
}

/** @param digestFile - podman and buildah write the digest there; docker is asked for it by `digestCommand` */
export function pushCommand(
  tool: ContainerTool,
  { reference, plainHttp }: ImageBuild,
  digestFile: string,
): CommandLine {
  if (tool === 'docker') return [tool, 'push', reference];
  return [tool, 'push', ...transport(tool, plainHttp), '--digestfile', digestFile, reference];
}

/** Prints a JSON list of references by digest. */
export function digestCommand(reference: string): CommandLine {
  return ['docker', 'image', 'inspect', '--format', '{{json .RepoDigests}}', reference];
}

/** The reference by digest among those that docker knows. */
export function digestOf(repository: string, printed: string): string | undefined {
  const references: unknown = JSON.parse(printed);
  if (!Array.isArray(references)) return undefined;
  return references.find((one): one is string => typeof one === 'string' && one.startsWith(`${repository}@sha256:`));
}

function transport(tool: ContainerTool, plainHttp: boolean | undefined): string[] {
  return plainHttp === true && tool !== 'docker' ? ['--tls-verify=false'] : [];
}
