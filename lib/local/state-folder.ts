import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StoreLayout, type StoreFolders } from '../spec/derive/store-layout';

/** The folders of an axon in which runs leave directories behind. */
export interface RunFolders extends StoreFolders {
  /** By version, model and backend, and start. */
  readonly servers: string;
}

/**
 * Where the hands of one machine keep things, under one folder (`.myelin` unless told otherwise).
 *
 * What tasks share lies in it as in the store of a cluster.
 */
export class StateFolder {
  constructor(readonly root: string) {}

  /** Builds and virtual environments, shared by all axons, keyed by content. */
  get cache(): string {
    return join(this.root, 'cache');
  }

  /** What the tasks of an axon share. */
  layout(axon: string): StoreLayout {
    return new StoreLayout(join(this.root, 'axons', axon));
  }

  /** Log, exit code and claim of one attempt. */
  attempt(axon: string, name: string): string {
    return this.layout(axon).attempt(name);
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
    return { ...this.layout(axon).folders, servers: join(this.root, 'axons', axon, 'servers') };
  }

  /** Checkouts of artifacts. */
  artifacts(axon: string): string {
    return join(this.root, 'axons', axon, 'artifacts');
  }
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
