import { ConstructUseError } from './axon-error';
import type { AxonContext } from './axon-context';
import { Artifact } from './artifact';
import { expectKind } from './construct-use';
import { expectKeys, type Keys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';

/** How an image is built, whatever builds it. */
export interface ImageBuildProps {
  /**
   * The artifact that holds the code.
   * @default - none: only a local run can then be told where it is, by `images` of its overrides file
   */
  readonly source?: Artifact;
  /**
   * Folder in which to build; begins with the path of the artifact.
   * @default - the path of the artifact
   */
  readonly buildLocation?: string;
  /**
   * Taken as it is and not read: what the lock has of the same code is never built again.
   * @default - not said
   */
  readonly checkImageExists?: boolean;
  /**
   * Volumes of the build, as Kubernetes has them. Taken as they are and not read: `myelin build` mounts nothing.
   * @default - none
   */
  readonly volumes?: readonly KubernetesObject[];
  /**
   * Mounts of the build, as Kubernetes has them. Not read, as `volumes`.
   * @default - none
   */
  readonly volumeMounts?: readonly KubernetesObject[];
}

/** A build from a Dockerfile. */
export interface DockerfileProps extends ImageBuildProps {
  /**
   * The Dockerfile, from `buildLocation`.
   * @default 'Dockerfile'
   */
  readonly dockerfile?: string;
}

/** A build by source-to-image. */
export interface S2iProps extends ImageBuildProps {
  /**
   * Folder of the code, from `buildLocation`.
   * @default - `buildLocation` itself
   */
  readonly contextDir?: string;
  /**
   * Image that builds it.
   * @default - the model server of Myelin
   */
  readonly builderImage?: string;
}

/** What a task runs: an image that is there, or one that is built from code. */
export class Image {
  /** An image that a registry has, such as `registry.example.com/train:1`. */
  static fromRegistry(reference: string): Image {
    return new Image({ kind: 'reference', reference });
  }

  /** An image that is built from a Dockerfile. */
  static fromDockerfile(repositoryName: string, props: DockerfileProps = {}): Image {
    return new Image({
      kind: 'build',
      repositoryName,
      props,
      by: 'dockerfile',
    });
  }

  /** An image that source-to-image builds from a folder, for a class that serves. */
  static fromS2i(repositoryName: string, props: S2iProps = {}): Image {
    return new Image({ kind: 'build', repositoryName, props, by: 's2i' });
  }

  private constructor(
    private readonly content:
      | { readonly kind: 'reference'; readonly reference: string }
      | {
          readonly kind: 'build';
          readonly repositoryName: string;
          readonly props: DockerfileProps & S2iProps;
          readonly by: 'dockerfile' | 's2i';
        },
  ) {}

  /**
   * The keys of a task that say its image.
   *
   * @internal
   */
  _toDocument(context: AxonContext, construct: string): KubernetesObject {
    const { content } = this;
    switch (content.kind) {
      case 'reference':
        return { image: content.reference };
      case 'build': {
        const { repositoryName, props, by } = content;
        expectKeys(construct, 'image', props, by === 'dockerfile' ? DOCKERFILE_KEYS : S2I_KEYS);
        const { source, dockerfile, contextDir, builderImage, ...build } = props;
        const artifact = source === undefined ? undefined : artifactName(source, context, construct);
        const how =
          by === 'dockerfile'
            ? { dockerfile: { path: dockerfile ?? 'Dockerfile' } }
            : { s2i: { contextDir, builderImage } };
        return { imageBuild: { repositoryName, artifact, ...build, ...how } };
      }
    }
  }
}

function artifactName(source: Artifact, context: AxonContext, construct: string): string {
  const { name } = expectKind(construct, 'source of the image', source, [Artifact], 'an Artifact');
  if (context.document.has('artifacts', source)) return name;
  const fix = `give it to artifacts of the axon, or to addArtifact`;
  throw new ConstructUseError(construct, `the artifact ${name} does not belong to the axon ${context.name}: ${fix}`);
}

const BUILD_KEYS: Keys<ImageBuildProps> = {
  source: true,
  buildLocation: true,
  checkImageExists: true,
  volumes: true,
  volumeMounts: true,
};
const DOCKERFILE_KEYS: Keys<DockerfileProps> = { ...BUILD_KEYS, dockerfile: true };
const S2I_KEYS: Keys<S2iProps> = { ...BUILD_KEYS, contextDir: true, builderImage: true };
