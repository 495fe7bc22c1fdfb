import type { Axon, ModelGraph } from '../../spec/axon';
import type { SpecSource } from '../apply';
import type { AxonState, VersionState } from '../state';
import { isLive } from './phase';

/** Versions of a deployer that answer, or will. */
export function liveVersions(state: AxonState, deployer: string): VersionState[] {
  const versions = state.deployers.get(deployer)?.versions ?? [];
  return versions.filter(({ phase }) => isLive(phase));
}

/** Deployers that an edit removed and nobody has pruned: they go on serving. */
export function removedDeployers(axon: Pick<Axon, 'deployers'>, state: AxonState): string[] {
  return [...state.deployers.keys()].filter(
    (name) => !axon.deployers.has(name) && liveVersions(state, name).length > 0,
  );
}

/** The graph of every deployer that serves or may: a removed one's is the last that it had. */
export function servedGraphs(axon: Pick<Axon, 'deployers'>, state: AxonState, specs: SpecSource): ModelGraph[] {
  const removed = removedDeployers(axon, state).flatMap((name) => {
    const last = state.deployers.get(name)?.spec;
    return last === undefined ? [] : (specs(last).deployers.get(name) ?? []);
  });
  return [...axon.deployers.values(), ...removed];
}
