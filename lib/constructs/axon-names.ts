import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ConstructUseError } from './axon-error';
import type { Outline } from './outline';

const claimed = new WeakMap<Chart, Map<string, Construct>>();

/**
 * Takes the name of an axon in its chart.
 *
 * @throws ConstructUseError where another axon of the chart would write objects of the same names
 */
export function claimName(axon: Construct, { name, namespace }: Pick<Outline, 'name' | 'namespace'>): void {
  if (!axon.node.scopes.some((scope) => Chart.isChart(scope))) {
    throw new ConstructUseError(axon.node.path, 'an Axon must be made within a Chart');
  }
  const chart = Chart.of(axon);
  const names = claimed.get(chart) ?? new Map<string, Construct>();
  claimed.set(chart, names);
  const key = `${namespace ?? chart.namespace ?? ''}/${name}`;
  const other = names.get(key);
  if (other !== undefined) {
    throw new ConstructUseError(axon.node.path, `another axon of its chart has the name ${name}: ${other.node.path}`);
  }
  names.set(key, axon);
}
