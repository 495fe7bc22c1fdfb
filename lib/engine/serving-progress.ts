import type { ModelGraph } from '../spec/axon';
import { announce } from './arrivals';
import { changeVersion } from './change-version';
import { versionName } from './id';
import type { BackendPick, Code } from './journal';
import type { Input } from './ports';
import { liveVersions, removedDeployers } from './serving/removed';
import { rolledBackLike } from './serving/rolled-back';
import { pickTrainings, surplus } from './serving/version';
import type { RunState, TaskRunState, VersionState } from './state';
import { endTaskRun } from './task-run';
import type { Turn } from './turn';
import { endMove, moveReported } from './version-moves';

/** A deploy action: a new version of the whole graph, if every trainer has something to serve. */
export function startVersion(turn: Turn, run: RunState, taskRun: TaskRunState, graph: ModelGraph): void {
  const picking = pickTrainings(graph, run.consumed, turn.state);
  if (!picking.ok) {
    endTaskRun(turn, taskRun, 'Failed', picking.reason);
    return;
  }
  const picks = picking.picks.map((pick): BackendPick => ({ ...pick, code: codeOf(turn, graph, pick) }));
  const deployer = turn.state.deployers.get(graph.name);
  const again = rolledBackLike(deployer, run.hash, picks);
  if (again !== undefined) {
    const back = `myelin promote ${turn.axon.name} --deployer ${graph.name} --version ${again.number}`;
    const reason = `version ${again.number} serves the same models and was rolled back; to have it all the same: ${back}`;
    endTaskRun(turn, taskRun, 'Failed', reason);
    return;
  }
  const number = (deployer?.lastNumber ?? 0) + 1;
  const version = versionName(graph.name, run.id);
  turn.record(
    {
      type: 'VersionCreated',
      deployer: graph.name,
      version,
      number,
      run: run.id,
      taskRun: taskRun.id,
      hash: run.hash,
      data: run.data,
      picks,
    },
    `version ${number} of ${graph.name}: ${picks.map(({ backend, reason }) => `${backend} takes ${reason}`).join('; ')}`,
  );
  const created = turn.state.deployers.get(graph.name)?.versions.find(({ name }) => name === version);
  if (created !== undefined) tell(turn, graph, created, 'Running');
}

function codeOf({ world }: Turn, { models }: ModelGraph, { model, backend }: BackendPick): Code | undefined {
  const found = models.find(({ name }) => name === model)?.backends.find(({ name }) => name === backend);
  return found === undefined ? undefined : world.code(found.deploy.name);
}

/** What the hands say of a version that is Starting. */
export function versionReported(turn: Turn, input: Extract<Input, { kind: 'versionReported' }>): void {
  const version = turn.state.deployers.get(input.deployer)?.versions.find(({ name }) => name === input.version);
  const taskRun = turn.state.taskRuns.get(version?.taskRun ?? '');
  if (version?.phase !== 'Starting') return;
  if (moveReported(turn, version, input)) return;
  const graph = turn.specs(version.hash).deployers.get(version.deployer);
  changeVersion(turn, version, input.phase, input.message);
  if (input.phase === 'Ready') changeVersion(turn, version, 'Serving', 'every model of it has a backend that answers');
  if (taskRun !== undefined && taskRun.endedAt === undefined) {
    if (input.phase === 'Ready') endTaskRun(turn, taskRun, 'Succeeded', `version ${version.number} serves`);
    else endTaskRun(turn, taskRun, 'Failed', input.message);
  }
  if (graph !== undefined) tell(turn, graph, version, input.phase === 'Ready' ? 'Succeeded' : 'Failed');
}

/** A version whose deploy action was replaced will not serve. */
export function abandonReplaced(turn: Turn): void {
  for (const deployer of turn.state.deployers.values()) {
    for (const version of deployer.versions) {
      // One that comes up again has done what its run was for.
      if (version.phase !== 'Starting' || deployer.move?.version === version.name) continue;
      if (turn.state.runs.get(version.run)?.cancelled !== true) continue;
      const taskRun = turn.state.taskRuns.get(version.taskRun);
      changeVersion(turn, version, 'Failed', 'its run was replaced by a newer firing');
      if (taskRun !== undefined) endTaskRun(turn, taskRun, 'Failed', 'its run was replaced by a newer firing');
    }
  }
}

/** Ends what deployers serve that an edit removed: until then they go on. */
export function pruneRemoved(turn: Turn): void {
  const { axon, state } = turn;
  const reason = 'its deployer was removed from the axon, and pruning was asked for';
  for (const deployer of removedDeployers(axon, state)) {
    endMove(turn, deployer, reason);
    for (const version of liveVersions(state, deployer)) {
      const taskRun = state.taskRuns.get(version.taskRun);
      changeVersion(turn, version, version.phase === 'Starting' ? 'Failed' : 'Retired', reason);
      if (taskRun !== undefined && taskRun.endedAt === undefined) endTaskRun(turn, taskRun, 'Failed', reason);
    }
  }
}

/** Retires versions that no rollout index reaches, beyond those to be kept. */
export function retireSurplus(turn: Turn): void {
  const { axon, state } = turn;
  for (const graph of axon.deployers.values()) {
    const deployer = state.deployers.get(graph.name);
    if (deployer === undefined) continue;
    for (const version of surplus(graph, deployer, axon.keepVersions)) {
      changeVersion(turn, version, 'Retired', `no rollout index reaches it, and keepVersions is ${axon.keepVersions}`);
    }
  }
}

/** A version's phase is news of its deployer and of every deploy task in it. */
function tell(turn: Turn, graph: ModelGraph, version: VersionState, phase: 'Running' | 'Succeeded' | 'Failed'): void {
  const tasks = new Set(graph.models.flatMap(({ backends }) => backends.map(({ deploy }) => deploy.name)));
  const common = { source: `runs/${version.run}`, time: turn.now, data: { version: version.name, phase } };
  announce(turn, { ...common, id: `${version.name}:${phase}`, type: 'deployer', subject: graph.name });
  for (const task of tasks) {
    announce(turn, { ...common, id: `${version.name}:${task}:${phase}`, type: 'task', subject: task });
  }
}
