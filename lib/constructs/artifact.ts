/** A key of a Secret in the namespace of the axon. */
export interface SecretKeyRef {
  /** Name of the Secret. */
  readonly name: string;
  readonly key: string;
}

export interface ArtifactProps {
  /** Folder in which the code is found while building, such as `/src`. */
  readonly path: string;
}

export interface GitArtifactProps extends ArtifactProps {
  /** Address of the repository. */
  readonly repo: string;
  /**
   * Branch, tag or commit.
   * @default - the default branch
   */
  readonly revision?: string;
  /** @default - no key */
  readonly sshPrivateKeySecret?: SecretKeyRef;
  /** @default - no user name */
  readonly usernameSecret?: SecretKeyRef;
  /** @default - no password or token */
  readonly passwordSecret?: SecretKeyRef;
}

export interface S3ArtifactProps extends ArtifactProps {
  /** Address of the store. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Name of the object. */
  readonly key: string;
  /** @default - no key */
  readonly accessKeySecret?: SecretKeyRef;
  /** @default - no key */
  readonly secretKeySecret?: SecretKeyRef;
}

export interface LocalArtifactProps extends ArtifactProps {
  /** The folder, from the file of the axon. */
  readonly folder: string;
}

/**
 * Code from which images are built.
 *
 * - It belongs to the axon that it is given to, by `artifacts` or `addArtifact`; images of that axon alone may be built
 *   from it.
 */
export class Artifact {
  /** Code in a git repository. */
  static git(name: string, { path, ...git }: GitArtifactProps): Artifact {
    return new Artifact(name, { name, path, git });
  }

  /** Code in an object store. */
  static s3(name: string, { path, ...s3 }: S3ArtifactProps): Artifact {
    return new Artifact(name, { name, path, s3 });
  }

  /** Code in a folder beside the axon. */
  static local(name: string, { path, folder }: LocalArtifactProps): Artifact {
    return new Artifact(name, { name, path, local: { path: folder } });
  }

  private constructor(
    readonly name: string,
    private readonly form: unknown,
  ) {}

  /** @internal */
  _toDocument(): unknown {
    return this.form;
  }
}
