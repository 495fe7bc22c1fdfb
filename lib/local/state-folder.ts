import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of an axon in which runs leave directories behind. */
export interface RunFolders {
  /** By run. */
  readonly data: string;
  /** By task run, and by trial below that. */
  readonly models: string;
  /** By task run, and by configuration below that. */
  readonly checkpoints: string;
  /** By name. */
  readonly attempts: string;
  /** By version, model and backend, and start. */
  readonly servers: string;
}

/**
 * Where the hands of one machine keep things, under one folder (`.myelin` unless told otherwise).
 *
 * The engine speaks of runs, task runs and trials as tokens; here they become directories. Paths given to tasks end in a
 * slash, since published code appends file names to them.
 */
export class StateFolder {
  constructor(readonly root: string) {}

  /** Builds and virtual environments, shared by all axons, keyed by content. */
  get cache(): string {
    return join(this.root, 'cache');
  }

  /** What outlives runs: `MYELIN_STORE`. */
  store(axon: string): string {
    return slash(join(this.root, 'axons', axon, 'store'));
  }

  /** `DATA_PATH` of a run. */
  data(axon: string, run: string): string {
    return slash(join(this.runFolders(axon).data, run));
  }

  /** `MODEL_PATH` of a task run, or of a trial in it (`<task run>/<trial>`). */
  model(axon: string, token: string): string {
    return slash(join(this.runFolders(axon).models, ...token.split('/')));
  }

  /** `CHECKPOINT_PATH` of a configuration of a study, kept from rung to rung. */
  checkpoint(axon: string, taskRun: string, configuration: string): string {
    return slash(join(this.runFolders(axon).checkpoints, taskRun, configuration));
  }

  /** Log, exit code and claim of one attempt. */
  attempt(axon: string, name: string): string {
    return join(this.runFolders(axon).attempts, name);
  }

  /** Log and claim of the next start of a model server: a number that no earlier start has, of whichever runner. */
  nextServer(axon: string, version: string, model: string, backend: string): string {
    const parent = join(this.runFolders(axon).servers, version, `${model}-${backend}`);
    const starts = numbersIn(parent);
    return join(parent, String(Math.max(0, ...starts) + 1));
  }

  /** Of the newest start of a model server; of the first if there was none yet. */
  lastServer(axon: string, version: string, model: string, backend: string): string {
    const parent = join(this.runFolders(axon).servers, version, `${model}-${backend}`);
    return join(parent, String(Math.max(1, ...numbersIn(parent))));
  }

  /** Folder of every start of a model server that there has been. */
  serverStarts(axon: string): string[] {
    return childrenOf(this.runFolders(axon).servers)
      .flatMap((version) => childrenOf(version))
      .flatMap((server) => childrenOf(server));
  }

  runFolders(axon: string): RunFolders {
    const below = (name: string) => join(this.root, 'axons', axon, name);
    return {
      data: below('data'),
      models: below('models'),
      checkpoints: below('checkpoints'),
      attempts: below('attempts'),
      servers: below('servers'),
    };
  }

  /** Checkouts of artifacts. */
  artifacts(axon: string): string {
    return join(this.root, 'axons', axon, 'artifacts');
  }
}

function slash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

function numbersIn(folder: string): number[] {
  return childrenOf(folder).map((path) => Number(path.slice(folder.length + 1)));
}

function childrenOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
