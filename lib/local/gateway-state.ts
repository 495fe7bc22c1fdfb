import type { Axon } from '../spec/axon';
import type { SpecSource } from '../engine/apply';
import { isUp } from '../engine/serving/phase';
import { servedGraphs } from '../engine/serving/removed';
import { indexed } from '../engine/serving/version';
import type { AxonState } from '../engine/state';
import type { DeployerState, GatewayState, ServedVersion } from '../gateway/state';
import type { RunningVersion } from './serving-hand';

/**
 * What the gateway serves: every deployer of the axon in force, and removed ones that still serve, with all versions;
 * those that are gone included, so that their URLs can say so.
 */
export function gatewayState(
  axon: Axon,
  state: AxonState,
  specs: SpecSource,
  running: readonly RunningVersion[],
): GatewayState {
  const servers = new Map(running.map((one) => [one.version.name, one]));
  const deployers = servedGraphs(axon, state, specs).map((graph): DeployerState => {
    const deployer = state.deployers.get(graph.name) ?? { versions: [] };
    const counted = new Set(indexed(deployer));
    const versions = [...deployer.versions].reverse();
    return {
      axon: axon.name,
      graph,
      versions: versions.map((version): ServedVersion => {
        const { name, number, phase } = version;
        const standsBy = isUp(phase) && !counted.has(version);
        return { name, number, state: phase, standsBy, backends: servedBackends(servers.get(name)) };
      }),
    };
  });
  return { deployers };
}

function servedBackends(running: RunningVersion | undefined): ServedVersion['backends'] {
  if (running === undefined) return [];
  return running.servers.map(({ model, backend, ready, address }) => {
    const deploy = running.graph.models
      .find(({ name }) => name === model)
      ?.backends.find(({ name }) => name === backend)?.deploy;
    return {
      model,
      backend,
      ready,
      endpointRestType: deploy?.endpointRestType ?? 'Multipart',
      ...(address === undefined ? {} : { address }),
    };
  });
}
