import type { AxonOptions } from '../axon-props';
import { GATEWAY_METRICS_PORT, METRICS_PATH } from '../../spec/derive/ports';

/** Name of the metrics port in a pod, by which a PodMonitor finds it. */
export const METRICS_PORT_NAME = 'metrics';

/**
 * Annotations of a pod whose metrics are scraped where no Prometheus operator is.
 *
 * Istio would have the sidecar's port scraped in place of the pod's, and would put Envoy's metrics before ours: the
 * metrics port is open to Prometheus as it is.
 */
export function scrapeAnnotations(
  monitoring: AxonOptions['monitoring'] = 'annotations',
  port = GATEWAY_METRICS_PORT,
): Readonly<Record<string, string>> {
  if (monitoring !== 'annotations') return {};
  return {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(port),
    'prometheus.io/path': METRICS_PATH,
    'prometheus.istio.io/merge-metrics': 'false',
  };
}
