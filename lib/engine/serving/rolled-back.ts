import type { BackendPick } from '../journal';
import type { DeployerState, VersionState } from '../state';

/**
 * The version that was rolled back and that a new one would be again: of the same spec, with the same models behind the same
 * servers. A person judged it, so the loop does not bring it back by itself.
 *
 * Where it is not known what a server runs, nothing is said to be the same.
 */
export function rolledBackLike(
  deployer: DeployerState | undefined,
  hash: string,
  picks: readonly BackendPick[],
): VersionState | undefined {
  const wanted = identity(picks);
  if (wanted === undefined) return undefined;
  return deployer?.versions.findLast(
    (version) => version.phase === 'RolledBack' && version.hash === hash && identity(version.picks) === wanted,
  );
}

function identity(picks: readonly BackendPick[]): string | undefined {
  if (picks.some(({ code }) => code === undefined)) return undefined;
  const parts = picks.map(({ model, backend, modelPath, code }) => [model, backend, modelPath ?? '', code?.build]);
  return JSON.stringify(parts);
}
