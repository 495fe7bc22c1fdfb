import type { Issue, Path } from '../spec/issue';
import type { Skipped } from './build-plan';
import type { RequirementsOverrides } from './requirements';

/** What a build is made from; paths are absolute. */
export type BuildSource =
  | { readonly kind: 'dockerfile'; readonly context: string; readonly dockerfile: string }
  | { readonly kind: 's2i'; readonly context: string }
  | { readonly kind: 'directory'; readonly dir: string; readonly command: readonly string[] };

/** Where and with what a build is made. */
export interface LocalBuildOptions {
  /** Where builds (`builds/`) and environments (`environments/`) are kept. */
  readonly cacheDir: string;
  /** The helper package's folder, `.../python/myelin`. */
  readonly helperPackage: string;
  /** @default - python3, then python */
  readonly interpreter?: string;
  /**
   * An index's address, or a directory of wheels, which is then the only place packages come from.
   * @default - pip's own
   */
  readonly index?: string;
  /** @default - none */
  readonly requirementsOverrides?: RequirementsOverrides;
  /** Where the axon names this build. */
  readonly path: Path;
  /** What `images:` of the overrides file would name. */
  readonly reference: string;
  /** Lines of pip's output, as they come. @default - they are dropped */
  readonly onProgress?: (line: string) => void;
  /** Ends the making of an environment, which then fails. @default - it is not ended */
  readonly signal?: AbortSignal;
}

/** A build that can be started, as often as wanted and several at once. */
export interface LocalBuild {
  /** A hash of all that matters: files, plan, environment. */
  readonly id: string;
  /** The directory that stands for the image's `/`; shared by all who run this build. */
  readonly root: string;
  /** Where the process starts. */
  readonly workdir: string;
  /** To be laid over the runner's own environment, under the task's; its PATH is complete. */
  readonly env: Readonly<Record<string, string>>;
  /** `entrypoint` and `defaultArguments`, in one. */
  readonly command: readonly string[];
  /** Empty where the image has only a CMD. */
  readonly entrypoint: readonly string[];
  /** CMD, which a task's own arguments replace. */
  readonly defaultArguments: readonly string[];
  /** Whether arguments can follow: there is an ENTRYPOINT in exec form. */
  readonly takesArguments: boolean;
  /** The option by which the command takes its port. @default - it takes none */
  readonly portFlag?: string;
  readonly skipped: readonly Skipped[];
  /** The interpreter of the environment. */
  readonly pythonPath: string;
}

/** A build, and what there is to say about it. */
export interface LocalBuildResult {
  /** @default - none, where an issue is an error */
  readonly build?: LocalBuild;
  readonly issues: readonly Issue[];
}
