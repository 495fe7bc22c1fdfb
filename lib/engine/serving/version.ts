import type { Backend, ModelGraph, TrainTask } from '../../spec/axon';
import type { Metrics } from '../event';
import type { AxonState, DeployerState, TaskRunState, VersionState } from '../state';
import type { BackendPick, Consumed } from '../journal';
import { isUp } from './phase';

export type Picking =
  { readonly ok: true; readonly picks: readonly BackendPick[] } | { readonly ok: false; readonly reason: string };

/**
 * Chooses the training behind each backend of a new version.
 *
 * - Candidates are the task runs whose events this firing consumed; a trainer not among them offers its Succeeded task
 *   runs since the deployer's last version, else its last one.
 * - `best` goes by the trainer's objective among the candidates, not all history: that would pick again the model from
 *   before a drift. Of equal ones the newer wins.
 */
export function pickTrainings(graph: ModelGraph, consumed: readonly Consumed[], state: AxonState): Picking {
  const picks: BackendPick[] = [];
  for (const model of graph.models) {
    for (const backend of model.backends) {
      if (backend.trainer === undefined) {
        picks.push({ model: model.name, backend: backend.name, metrics: {}, reason: 'no model, it has no trainer' });
        continue;
      }
      const candidates = candidatesOf(backend.trainer, graph, consumed, state);
      const chosen = choose(backend, candidates.taskRuns);
      if (chosen === undefined) {
        return { ok: false, reason: `${backend.trainer.name} has no Succeeded run that ${backend.name} could serve` };
      }
      picks.push({
        model: model.name,
        backend: backend.name,
        taskRun: chosen.taskRun.id,
        data: chosen.taskRun.paths.data,
        modelPath: chosen.taskRun.model,
        metrics: chosen.taskRun.metrics,
        reason: `${chosen.reason} of ${candidates.origin}`,
      });
    }
  }
  return { ok: true, picks };
}

function candidatesOf(
  trainer: TrainTask,
  graph: ModelGraph,
  consumed: readonly Consumed[],
  state: AxonState,
): { taskRuns: TaskRunState[]; origin: string } {
  const fromEvents = consumed
    .map(({ event }) => event.data.taskRun)
    .map((id) => (id === undefined ? undefined : state.taskRuns.get(id)))
    .filter((run): run is TaskRunState => run?.subject === trainer.name && run.phase === 'Succeeded');
  if (fromEvents.length > 0) return { taskRuns: fromEvents, origin: 'the trainings that started this deployment' };

  const since = state.deployers.get(graph.name)?.versions.at(-1)?.createdAt ?? -Infinity;
  const recent = [...state.taskRuns.values()].filter(
    (run) => run.subject === trainer.name && run.phase === 'Succeeded' && (run.endedAt ?? 0) > since,
  );
  if (recent.length > 0) return { taskRuns: recent, origin: 'the trainings since the last version' };

  const last = state.taskRuns.get(state.lastSucceeded.get(trainer.name) ?? '');
  return { taskRuns: last === undefined ? [] : [last], origin: 'the trainings so far' };
}

function choose(
  backend: Backend,
  candidates: readonly TaskRunState[],
): { taskRun: TaskRunState; reason: string } | undefined {
  const latest = candidates.reduce<TaskRunState | undefined>(
    (newest, run) => (newest === undefined || (run.endedAt ?? 0) >= (newest.endedAt ?? 0) ? run : newest),
    undefined,
  );
  const objective = backend.trainer?.objective;
  if (latest === undefined) return undefined;
  if (backend.selection === 'latest' || objective === undefined) return { taskRun: latest, reason: 'the latest' };

  const sign = objective.direction === 'less' ? 1 : -1;
  const measured = candidates.filter((run) => Number.isFinite(run.metrics[objective.metric]));
  if (measured.length === 0) return { taskRun: latest, reason: `the latest, none reported ${objective.metric},` };
  const best = [...measured].sort(
    (a, b) =>
      sign * ((a.metrics[objective.metric] ?? 0) - (b.metrics[objective.metric] ?? 0)) ||
      (b.endedAt ?? 0) - (a.endedAt ?? 0),
  )[0] as TaskRunState;
  return { taskRun: best, reason: `the best by ${objective.metric} (${best.metrics[objective.metric]})` };
}

/** What the trainings behind a version reported. */
export function servedMetrics({ picks }: VersionState): Metrics {
  return Object.assign({}, ...picks.map(({ metrics }) => metrics)) as Metrics;
}

/**
 * Versions that rollout indices count, newest first: those that can answer, down to the one that a person promoted or went
 * back to. Older ones that are kept up stand by.
 */
export function indexed({ versions, base }: Pick<DeployerState, 'versions' | 'base'>): VersionState[] {
  const oldest = Math.max(
    0,
    versions.findIndex(({ name }) => name === base),
  );
  return upVersions({ versions: versions.slice(oldest) });
}

/** Versions that are up, newest first. */
export function upVersions({ versions }: Pick<DeployerState, 'versions'>): VersionState[] {
  return versions.filter(({ phase }) => isUp(phase)).reverse();
}

/** The version that most of the traffic is meant for: the newest that serves. */
export function servingVersion(deployer: DeployerState | undefined): VersionState | undefined {
  return deployer?.versions.findLast(({ phase }) => phase === 'Serving');
}

/** The highest rollout index that a graph sends traffic or copies to. */
function highestIndex(graph: ModelGraph): number {
  return Math.max(
    0,
    ...graph.rollout.flatMap((rule) => [
      ...rule.destinations.filter(({ weight }) => weight > 0).map(({ index }) => index),
      ...(rule.shadow === undefined ? [] : [rule.shadow.index]),
    ]),
  );
}

/** Versions to retire: those older than the highest index in use and the ones kept beyond it. */
export function surplus(graph: ModelGraph, deployer: DeployerState, keepVersions: number): VersionState[] {
  const used = Math.min(highestIndex(graph) + 1, indexed(deployer).length);
  return upVersions(deployer).slice(used + keepVersions);
}
