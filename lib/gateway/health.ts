import { canAnswer } from '../spec/derive/traffic';
import { json, type GatewayResponse } from './message';
import type { DeployerState, RoutedVersion } from './state';

/** 200 when one of the versions can answer, else 503; both say what each version and backend is up to. */
export function health(deployer: DeployerState, candidates: readonly RoutedVersion[]): GatewayResponse {
  const { axon, graph, versions } = deployer;
  const ok = candidates.some((version) => canAnswer(graph, version));
  return json(ok ? 200 : 503, {
    status: ok ? 'ok' : 'unavailable',
    axon,
    deployer: graph.name,
    versions: versions.map(({ name, number, state, backends }) => ({
      name,
      number,
      state,
      backends: backends.map(({ model, backend, ready }) => ({ model, backend, ready })),
    })),
  });
}
