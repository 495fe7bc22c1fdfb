import { expectKeys, type Keys } from './known-keys';

/** A key of a Secret in the namespace of the axon. */
export interface SecretKeyRef {
  /** Name of the Secret. */
  readonly name: string;
  /** Key in its data. */
  readonly key: string;
}

/** What every artifact says, wherever it is. */
export interface ArtifactProps {
  /** Folder in which the code is found while building, such as `/src`. */
  readonly path: string;
}

/** A repository of git, and how it is reached. */
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

/** An object of a store that speaks S3, and how it is reached. */
export interface S3ArtifactProps extends ArtifactProps {
  /** Address of the store. */
  readonly endpoint: string;
  /** Name of the bucket. */
  readonly bucket: string;
  /** Name of the object. */
  readonly key: string;
  /** @default - no key */
  readonly accessKeySecret?: SecretKeyRef;
  /** @default - no key */
  readonly secretKeySecret?: SecretKeyRef;
}

/** A folder of this machine. */
export interface LocalArtifactProps extends ArtifactProps {
  /** The folder, from the file of the axon. */
  readonly folder: string;
}

/**
 * Code from which images are built.
 *
 * - It belongs to the axon that it is given to, by `artifacts` or `addArtifact`; images of that axon alone may be built
 *   from it.
 *
 * @example
 * ```ts
 * const source = Artifact.git('source', { repo: 'https://example.com/team/digits.git', path: '/src' });
 * const digits = new Axon(chart, 'digits', { artifacts: [source] });
 * new ContainerTask(digits, 'Prepare', { image: Image.fromDockerfile('digits-prepare', { source }) });
 * ```
 */
export class Artifact {
  /** Code in a git repository. */
  static git(name: string, props: GitArtifactProps): Artifact {
    const { path, ...git } = { ...props };
    return new Artifact(name, props, GIT_KEYS, { name, path, git });
  }

  /** Code in an object store. */
  static s3(name: string, props: S3ArtifactProps): Artifact {
    const { path, ...s3 } = { ...props };
    return new Artifact(name, props, S3_KEYS, { name, path, s3 });
  }

  /** Code in a folder beside the axon. */
  static local(name: string, props: LocalArtifactProps): Artifact {
    const { path, folder } = { ...props };
    return new Artifact(name, props, LOCAL_KEYS, { name, path, local: { path: folder } });
  }

  private constructor(
    /** By which images say what they are built from. */
    readonly name: string,
    private readonly props: ArtifactProps,
    private readonly keys: Keys<ArtifactProps>,
    private readonly form: unknown,
  ) {}

  /**
   * @throws ConstructUseError where it was made without props, or with a key that nobody reads
   * @internal
   */
  _expectWhole(construct: string): void {
    expectKeys(construct, `the artifact ${this.name}`, this.props, this.keys);
  }

  /** @internal */
  _toDocument(): unknown {
    return this.form;
  }
}

const LOCAL_KEYS: Keys<LocalArtifactProps> = { path: true, folder: true };
const GIT_KEYS: Keys<GitArtifactProps> = {
  path: true,
  repo: true,
  revision: true,
  sshPrivateKeySecret: true,
  usernameSecret: true,
  passwordSecret: true,
};
const S3_KEYS: Keys<S3ArtifactProps> = {
  path: true,
  endpoint: true,
  bucket: true,
  key: true,
  accessKeySecret: true,
  secretKeySecret: true,
};
