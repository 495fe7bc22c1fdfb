import type { Action } from '../spec/axon';
import { canonicalJson } from '../spec/canonical';
import { causeHash } from './id';
import type { RunState } from './state';
import type { Turn } from './turn';

/**
 * What the result of an action depends on: the task as written, the content of its build, what the action adds to the
 * environment, and everything that wrote into the same data directory before it.
 *
 * @returns undefined when the task did not ask for a cache, or its build has no content hash
 */
export function cacheKeyOf(action: Exclude<Action, { kind: 'deploy' }>, run: RunState, turn: Turn): string | undefined {
  const { task } = action;
  const build = turn.world.build(task.name);
  if (task.cache === undefined || build === undefined) return undefined;
  const { cache: _cache, ...spec } = task.spec;
  const called = action.env.length === 0 ? undefined : run.consumed.map(({ event }) => event.data.body);
  return causeHash(
    canonicalJson(spec),
    build,
    task.cache.key ?? '',
    canonicalJson([action.env, called]),
    lineage(run, turn),
  );
}

/** Task runs that Succeeded in the run's data directory, in order: cached ones by content, others by identity. */
function lineage(run: RunState, turn: Turn): string {
  const writers: string[] = [];
  for (const taskRun of turn.state.taskRuns.values()) {
    if (taskRun.paths.data !== run.data || taskRun.phase !== 'Succeeded' || taskRun.version !== undefined) continue;
    writers.push(taskRun.cacheKey ?? taskRun.id);
  }
  return writers.join(' ');
}
