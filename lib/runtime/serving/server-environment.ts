import type { Axon, Backend, Model } from '../../spec/axon';
import { StoreLayout } from '../../spec/derive/store-layout';
import { servedVariables, serverFacts } from '../../engine/serving/server-facts';
import type { AxonState, VersionState } from '../../engine/state';
import { injectedVariables, loopVariables, type Variables } from '../../engine/task-environment';
import { toldAddresses } from '../told-addresses';

/** What a model server of a version is told beside what lies at rest: whom it serves, and what it may read. */
export function serverVariables(
  axon: Axon,
  version: VersionState,
  model: Model,
  backend: Backend,
  state: Pick<AxonState, 'taskRuns'>,
): Variables {
  const facts = serverFacts(axon, version, model, backend, state);
  const layout = new StoreLayout();
  // A task's own variables beat what is injected, but not who it is.
  const own = new Set(backend.deploy.env.map(({ name }) => name));
  const injected = Object.entries(injectedVariables(facts, layout)).filter(([name]) => !own.has(name));
  return {
    ...Object.fromEntries(injected),
    ...loopVariables(facts, layout),
    ...toldAddresses(axon),
    ...servedVariables(version, model, backend),
  };
}
