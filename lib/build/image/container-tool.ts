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
  /** Where the id of the image is written. @default - nowhere */
  readonly idFile?: string;
  /** The registry speaks HTTP; docker is told so by its own configuration. @default false */
  readonly plainHttp?: boolean;
}

export type CommandLine = readonly [program: string, ...words: string[]];

/** Docker takes the ignore file from beside the Dockerfile, where it lies as `NAME.dockerignore`. */
export function buildCommand(tool: ContainerTool, build: ImageBuild): CommandLine {
  const { reference, context, dockerfile, ignoreFile, idFile, plainHttp } = build;
  const ignore = ignoreFile === undefined || tool === 'docker' ? [] : ['--ignorefile', ignoreFile];
  const id = idFile === undefined ? [] : ['--iidfile', idFile];
  return [
    tool,
    'build',
    ...transport(tool, plainHttp),
    ...ignore,
    ...id,
    '--tag',
    reference,
    '--file',
    dockerfile,
    context,
  ];
}

/** Gives an image a second name. */
export function tagCommand(tool: ContainerTool, reference: string, name: string): CommandLine {
  return [tool, 'tag', reference, name];
}

/** Writes an image into an archive as `docker load` reads it, under its name. */
export function saveCommand(tool: ContainerTool, reference: string, archive: string): CommandLine {
  switch (tool) {
    case 'docker':
      return [tool, 'save', '--output', archive, reference];
    case 'podman':
      return [tool, 'save', '--format', 'docker-archive', '--output', archive, reference];
    case 'buildah':
      return [tool, 'push', reference, `docker-archive:${archive}:${reference}`];
  }
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
