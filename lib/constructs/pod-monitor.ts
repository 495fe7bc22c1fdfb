import { Construct } from 'constructs';
import type { PodMonitorSpec } from '../../imports/monitoring.coreos.com';
import { objectName } from '../spec/derive/names';
import { METRICS_PATH } from '../spec/derive/ports';
import type { AxonContext } from './axon-context';
import { AXON_LABEL, type Labels } from '../spec/derive/labels';
import { KubeObject } from './kube-object';
import { METRICS_PORT_NAME } from './pod/scrape';
import { siblingChart } from './sibling-chart';

/**
 * Has an operator of Prometheus scrape the gateways of an axon, all versions of all deployers by one object, in the file for
 * kinds of operators. Made when the first deployer is.
 *
 * - Labels that a metric brings are honoured: they name the axon and the version that it is about.
 */
export function podMonitor(context: AxonContext): void {
  if (context.options.monitoring !== 'pod-monitor') return;
  const chart = siblingChart(context.axon, 'operators');
  const id = `${context.name}-monitor`;
  if (chart.node.tryFindChild(id) !== undefined) return;
  new KubeObject(new Construct(chart, id), 'Resource', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: context.metadata.of(objectName([context.name, 'gateways']), { component: 'gateway' }),
    fields: {
      spec: () => monitorSpec({ [AXON_LABEL]: context.name, 'app.kubernetes.io/component': 'gateway' }),
    },
  });
}

/** Labels that a metric brings are honoured. */
export function monitorSpec(matchLabels: Labels): PodMonitorSpec {
  return {
    selector: { matchLabels },
    podMetricsEndpoints: [{ port: METRICS_PORT_NAME, path: METRICS_PATH, honorLabels: true }],
  };
}
