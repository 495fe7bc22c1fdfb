import { isLive } from './serving/phase';
import type { AxonState, DeployerState, VersionState } from './state';
import type { Turn } from './turn';

/**
 * Drops what `retention` no longer keeps, oldest first.
 *
 * A run stays as long as something may still read its results: it has not ended, it made a task's last success, a
 * run that has not ended uses it again, a version that is not Retired or Failed serves it, or a pending event reports it.
 */
export function forget(turn: Turn): void {
  const { state, axon } = turn;
  const ended = state.runs.size - state.activeRuns.size;
  if (ended > axon.retention.runs) {
    const kept = keptRuns(state);
    const runs = [...state.runs.values()]
      .filter(({ id, endedAt }) => endedAt !== undefined && !kept.has(id))
      .slice(0, ended - axon.retention.runs)
      .map(({ id }) => id);
    const reason = `retention.runs is ${axon.retention.runs}`;
    if (runs.length > 0) turn.record({ type: 'RunsRetired', runs }, reason);
  }
  for (const [name, deployer] of state.deployers) {
    const versions = pastVersions(deployer).slice(0, -axon.retention.versions || undefined);
    if (pastVersions(deployer).length <= axon.retention.versions) continue;
    const reason = `retention.versions is ${axon.retention.versions}`;
    turn.record({ type: 'VersionsForgotten', deployer: name, versions: versions.map((v) => v.name) }, reason);
  }
}

function pastVersions(deployer: DeployerState): VersionState[] {
  return deployer.versions.filter(({ phase }) => !isLive(phase));
}

function keptRuns(state: AxonState): Set<string> {
  const kept = new Set<string>();
  const keepTaskRun = (id: string | undefined): void => {
    const taskRun = state.taskRuns.get(id ?? '');
    if (taskRun === undefined) return;
    kept.add(taskRun.run);
    kept.add(taskRun.paths.data);
  };
  for (const id of state.lastSucceeded.values()) keepTaskRun(id);
  for (const id of state.activeRuns) {
    const run = state.runs.get(id);
    kept.add(run?.data ?? id);
    for (const taskRun of run?.taskRuns ?? []) keepTaskRun(state.taskRuns.get(taskRun ?? '')?.cachedFrom);
  }
  for (const { versions } of state.deployers.values()) {
    for (const version of versions) {
      if (!isLive(version.phase)) continue;
      kept.add(version.run);
      for (const { taskRun } of version.picks) keepTaskRun(taskRun);
    }
  }
  for (const { pending } of state.sensors.values()) {
    for (const events of pending.values()) for (const { data } of events) keepTaskRun(data.taskRun);
  }
  return kept;
}
