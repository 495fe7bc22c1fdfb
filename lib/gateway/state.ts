import type { VersionPhase } from '../engine/journal';
import { isUp } from '../engine/serving/phase';
import type { DeployTask, ModelGraph } from '../spec/axon';
import type { BackendRef, TrafficVersion } from '../spec/derive/traffic';

/** Everything that a gateway serves. Handed over whole: a gateway never sees half a change. */
export interface GatewayState {
  readonly deployers: readonly DeployerState[];
}

export interface DeployerState {
  readonly axon: string;
  readonly graph: ModelGraph;
  /** Newest first. */
  readonly versions: readonly ServedVersion[];
}

export interface ServedVersion {
  readonly name: string;
  /** Counted per deployer, from 1. */
  readonly number: number;
  readonly state: VersionPhase;
  /** Whether it is up and no rollout index counts it: only its own address leads to it. @default false */
  readonly standsBy?: boolean;
  readonly backends: readonly ServedBackend[];
  /**
   * Where models are asked whose requests a mesh splits between their backends, by model.
   * @default - the gateway splits between backends itself
   */
  readonly split?: ReadonlyMap<string, string>;
}

export interface ServedBackend extends BackendRef {
  /** `http://127.0.0.1:5001/`. @default - it has none yet */
  readonly address?: string;
  /** Whether it answers; one without an address never counts as ready. */
  readonly ready: boolean;
  readonly endpointRestType: DeployTask['endpointRestType'];
}

/** A version as the router wants it, with what it stands for. */
export interface RoutedVersion extends TrafficVersion {
  readonly served: ServedVersion;
  readonly readyBackends: readonly BackendRef[];
}

export function routed(served: ServedVersion): RoutedVersion {
  const readyBackends = served.backends.filter(({ ready, address }) => ready && address !== undefined);
  return { name: served.name, number: served.number, readyBackends, served };
}

/** Versions that rollout indices count: those that are up and do not just stand by. */
export function indexedVersions(versions: readonly ServedVersion[]): readonly RoutedVersion[] {
  return versions.filter(({ state, standsBy = false }) => isUp(state) && !standsBy).map(routed);
}

export function findBackend(version: ServedVersion, model: string, backend: string): ServedBackend | undefined {
  return version.backends.find((one) => one.model === model && one.backend === backend);
}
