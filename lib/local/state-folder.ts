import { join } from 'node:path';

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
    return slash(join(this.root, 'axons', axon, 'data', run));
  }

  /** `MODEL_PATH` of a task run, or of a trial in it (`<task run>/<trial>`). */
  model(axon: string, token: string): string {
    return slash(join(this.root, 'axons', axon, 'models', ...token.split('/')));
  }

  /** `CHECKPOINT_PATH` of a configuration of a study, kept from rung to rung. */
  checkpoint(axon: string, taskRun: string, configuration: string): string {
    return slash(join(this.root, 'axons', axon, 'checkpoints', taskRun, configuration));
  }

  /** Log, exit code and claim of one attempt. */
  attempt(axon: string, name: string): string {
    return join(this.root, 'axons', axon, 'attempts', name);
  }

  /** Log and claim of one start of one model server. */
  server(axon: string, version: string, model: string, backend: string, start: number): string {
    return join(this.root, 'axons', axon, 'servers', version, `${model}-${backend}`, String(start));
  }

  /** Checkouts of artifacts. */
  artifacts(axon: string): string {
    return join(this.root, 'axons', axon, 'artifacts');
  }
}

function slash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
