import type { Action, Task } from '../spec/axon';
import { canonicalJson } from '../spec/canonical';
import { causeHash } from './id';
import type { Content } from './journal';
import type { RunState } from './state';
import type { Turn } from './turn';

/** What the result of an action depends on, part by part: equal parts give equal results, as far as can be told. */
export function contentOf(action: Exclude<Action, { kind: 'deploy' }>, run: RunState, turn: Turn): Content {
  const { cache: _cache, ...spec } = action.task.spec;
  const called = action.env.length === 0 ? undefined : run.consumed.map(({ event }) => event.data.body);
  return {
    ...turn.world.code(action.task.name),
    parameters: causeHash(canonicalJson([spec, action.env, called])),
    data: causeHash(...writersOf(run, turn)),
  };
}

/** @returns undefined when the task did not ask for a cache, or nobody knows what it runs */
export function cacheKeyOf({ cache }: Task, { build, parameters, data }: Content): string | undefined {
  if (cache === undefined || build === undefined) return undefined;
  return causeHash(build, parameters, data, cache.key ?? '');
}

/** Task runs that Succeeded in the run's data directory, in order: cached ones by content, others by identity. */
function writersOf(run: RunState, turn: Turn): string[] {
  const writers: string[] = [];
  for (const taskRun of turn.state.taskRuns.values()) {
    if (taskRun.paths.data !== run.data || taskRun.phase !== 'Succeeded' || taskRun.version !== undefined) continue;
    writers.push(taskRun.cacheKey ?? taskRun.id);
  }
  return writers;
}
