import type { Code } from '../engine/journal';
import type { LocalBuild } from '../build/local-build-types';
import type { StoredDocuments } from './store/store';
import type { TaskBuild } from './task-builds';

/**
 * What tasks run.
 *
 * - A new task run or version takes the build of the axon in force.
 * - One that began earlier keeps the build that it began with, by its hash, although the code has been edited since or
 *   its task was removed.
 */
export class BuildShelf {
  private current: ReadonlyMap<string, TaskBuild> = new Map();

  constructor(private readonly documents: Pick<StoredDocuments, 'get' | 'put'>) {}

  /**
   * Takes the builds of the axon in force, by task.
   *
   * @returns whether a task would run something else than before
   */
  place(builds: ReadonlyMap<string, TaskBuild>): boolean {
    const moved = [...builds].some(([task, { code }]) => this.code(task)?.build !== code.build);
    this.current = builds;
    for (const { code, build } of builds.values()) {
      if (this.documents.get(key(code.build)) === undefined) this.documents.put(key(code.build), build);
    }
    return moved;
  }

  /** What a task would run if it began now. */
  code(task: string): Code | undefined {
    return this.current.get(task)?.code;
  }

  /** @param begun - the hash of what it began with. @default - nothing is known of that, so what is in force */
  get(task: string, begun?: string): LocalBuild | undefined {
    const current = this.current.get(task);
    if (begun === undefined || current?.code.build === begun) return current?.build;
    return this.documents.get(key(begun)) as LocalBuild | undefined;
  }
}

function key(hash: string): string {
  return `builds/${hash}`;
}
