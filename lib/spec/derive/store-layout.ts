/** Where the store of an axon is mounted in its pods; ends in a slash, as every path that tasks are given. */
export const STORE_MOUNT = '/var/lib/myelin/store/';

/** Of one kind, each below the root of the store. */
export interface StoreFolders {
  /** By run. */
  readonly data: string;
  /** By task run, and by trial below that. */
  readonly models: string;
  /** By task run, and by configuration below that. */
  readonly checkpoints: string;
  /** By name. */
  readonly attempts: string;
}

/**
 * Where the tokens of the engine (runs, task runs, trials) are directories, below the root of an axon's store: on one machine
 * and in a cluster alike.
 *
 * Paths given to tasks end in a slash, since published code appends file names to them.
 */
export class StoreLayout {
  readonly root: string;

  /** @param root - with or without a slash at its end */
  constructor(root: string = STORE_MOUNT) {
    this.root = root.endsWith('/') ? root : `${root}/`;
  }

  /** What outlives runs: `MYELIN_STORE`. */
  get store(): string {
    return `${this.root}store/`;
  }

  get folders(): StoreFolders {
    const below = (name: string) => `${this.root}${name}`;
    return {
      data: below('data'),
      models: below('models'),
      checkpoints: below('checkpoints'),
      attempts: below('attempts'),
    };
  }

  /** `DATA_PATH` of a run. */
  data(run: string): string {
    return `${this.folders.data}/${run}/`;
  }

  /** `MODEL_PATH` of a task run, or of a trial in it (`<task run>/<trial>`). */
  model(token: string): string {
    return `${this.folders.models}/${token}/`;
  }

  /** `CHECKPOINT_PATH` of a configuration of a study, kept from rung to rung. */
  checkpoint(taskRun: string, configuration: string): string {
    return `${this.folders.checkpoints}/${taskRun}/${configuration}/`;
  }

  /** What is known of one attempt. */
  attempt(name: string): string {
    return `${this.folders.attempts}/${name}`;
  }
}
