import { StoreLayout } from '../spec/derive/store-layout';
import { podLookup } from './control/pod-lookup';
import { identify } from './control/process-identity';
import { RuntimeControl } from './control/runtime-control';
import { startRuntimeServers } from './control/runtime-servers';
import { TokenKeys } from './control/token-keys';
import { TriggerSecrets } from './control/trigger-secrets';
import type { Informers } from './kube/informers';
import type { Kube } from './kube/kube';
import type { Leadership } from './kube/lease';
import { runtimeExposition } from './metrics/runtime-exposition';
import type { RuntimeMetrics } from './metrics/runtime-metrics';
import type { Runtime } from './runtime';
import { clusterAddresses, publicAddresses } from './serving/addresses';
import type { Find } from './serving/shape';
import type { Settings } from './settings';

export interface Served {
  readonly kube: Kube;
  readonly informers: Informers;
  readonly settings: Settings;
  readonly metrics: RuntimeMetrics;
  readonly runtime: Runtime;
  /** There is none before the ports are open: a pod that cannot answer should not lead. */
  readonly leadership: () => Leadership | undefined;
  /** Whether the runtime has heard which axons there are. */
  readonly heard: () => boolean;
}

/** Opens the ports of the process: whoever asks is answered by the loops that are open. */
export function serve({ kube, informers, settings, metrics, runtime, leadership, heard }: Served) {
  const layout = new StoreLayout();
  const find: Find = (kind, name) => informers.of(kind).get(name);
  const keys = new TokenKeys(kube, Date.now);
  const podOf = podLookup(kube, Date.now);
  const control = new RuntimeControl({
    axons: () => (heard() ? runtime.names() : undefined),
    axon: (name) => runtime.axon(name),
    leadership: () => {
      const now = leadership();
      const { holder: leader, lastFault: fault } = now ?? {};
      return {
        leads: now?.leads ?? false,
        ...(leader === undefined ? {} : { leader }),
        ...(fault === undefined ? {} : { fault }),
      };
    },
    listen: (axon, listener) => runtime.listen(axon, listener),
    metrics,
    secrets: new TriggerSecrets(settings.secretsDir),
    identify: (axon, authorization) => identify(axon, authorization, (token) => keys.verify(token), podOf),
    directories: ({ data, model }) => ({ data_path: layout.data(data), model_path: layout.model(model) }),
    endpoints: (session) => clusterAddresses(session, kube.namespace),
    publicEndpoints: (session) => publicAddresses(session, find),
  });
  const exposed = () =>
    runtimeExposition({
      namespace: kube.namespace,
      leads: leadership()?.leads ?? false,
      axons: runtime.axons(),
      metrics,
    });
  return startRuntimeServers(control, [exposed], {
    processes: settings.port,
    metrics: settings.metricsPort,
    operators: settings.operatorPort,
  });
}
