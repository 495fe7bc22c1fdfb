import { Construct } from 'constructs';
import { PodMonitor } from '../../imports/monitoring.coreos.com';
import { objectName } from '../spec/derive/names';
import type { AxonContext } from './axon-context';
import { AXON_LABEL } from '../spec/derive/labels';
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
  new PodMonitor(new Construct(chart, id), 'Resource', {
    metadata: context.metadata(objectName([context.name, 'gateways']), { component: 'gateway' }),
    spec: {
      selector: { matchLabels: { [AXON_LABEL]: context.name, 'app.kubernetes.io/component': 'gateway' } },
      podMetricsEndpoints: [{ port: METRICS_PORT_NAME, path: '/metrics', honorLabels: true }],
    },
  });
}
