import { changeVersion } from './change-version';
import type { Moved } from './journal';
import type { Input, MoveOrder } from './ports';
import { judgeMove } from './serving/judge-move';
import { isUp } from './serving/phase';
import { servedGraphs } from './serving/removed';
import type { VersionState } from './state';
import type { Turn } from './turn';

/**
 * What a person decides about the versions of a deployer.
 *
 * - A version that is up answers at once. One that is not comes up first, of the spec, models and servers that it was made
 *   of, and traffic stays as it is until it is ready.
 * - A later decision takes the place of one that still waits.
 * - What cannot be followed decides nothing; `judgeMove` says why.
 */
export function orderMove(turn: Turn, order: MoveOrder): void {
  const graphs = servedGraphs(turn.axon, turn.state, turn.specs);
  const verdict = judgeMove(turn.state, { axon: turn.axon, graphs }, order);
  if (verdict.kind !== 'move') return;
  const { version, from } = verdict;
  const why = `asked by ${order.by}${order.reason === undefined ? '' : `: ${order.reason}`}`;
  const move = { deployer: order.deployer, version: version.name, from: from.map(({ name }) => name), by: order.by };
  endMove(turn, order.deployer, `version ${version.number} was asked for instead`);
  if (isUp(version.phase)) {
    settleMove(turn, order.kind, move, version, why);
    return;
  }
  const [started, asked] =
    order.kind === 'rollback'
      ? (['RollbackStarted', 'gone back to'] as const)
      : (['PromotionStarted', 'promoted'] as const);
  turn.record({ type: started, ...move }, why);
  changeVersion(turn, version, 'Starting', `it comes up again to be ${asked}: ${why}`);
}

/**
 * What the hands say of a version that comes up again.
 *
 * @returns false for any other version
 */
export function moveReported(
  turn: Turn,
  version: VersionState,
  { phase, message }: Extract<Input, { kind: 'versionReported' }>,
): boolean {
  const { move } = turn.state.deployers.get(version.deployer) ?? {};
  if (move?.version !== version.name) return false;
  if (phase === 'Failed') {
    endMove(turn, version.deployer, `version ${version.number} did not come up again: ${message}`);
    return true;
  }
  changeVersion(turn, version, 'Ready', message);
  changeVersion(turn, version, 'Serving', 'every model of it has a backend that answers');
  const { kind, from, by, reason } = move;
  settleMove(turn, kind, { deployer: version.deployer, version: version.name, from, by }, version, reason);
  return true;
}

/** Nothing comes of a decision that still waits: its version is what it was before. */
export function endMove(turn: Turn, deployer: string, reason: string): void {
  const { move, versions = [] } = turn.state.deployers.get(deployer) ?? {};
  const version = versions.find(({ name }) => name === move?.version);
  if (move === undefined || version === undefined) return;
  const type = move.kind === 'rollback' ? 'RollbackFailed' : 'PromotionFailed';
  turn.record({ type, deployer, version: version.name }, reason);
  changeVersion(turn, version, move.before, reason);
}

function settleMove(turn: Turn, kind: MoveOrder['kind'], move: Moved, version: VersionState, reason: string): void {
  turn.record({ type: kind === 'rollback' ? 'RolledBack' : 'Promoted', ...move }, reason);
  const versions = turn.state.deployers.get(move.deployer)?.versions ?? [];
  for (const one of versions) {
    // One that was retired meanwhile has been judged all the same.
    if (!move.from.includes(one.name) || !(isUp(one.phase) || one.phase === 'Retired')) continue;
    changeVersion(turn, one, 'RolledBack', `rolled back to version ${version.number}: ${reason}`);
  }
}
