import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ConstructUseError } from './axon-error';
import type { Outline } from './outline';

/** Where a chart has the axons whose names are taken; see `AxonContext` for why not in a WeakMap. */
const CLAIMED = Symbol('names of axons');

type Claims = Map<string, Construct>;

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
  const names = claimsOf(chart);
  const key = `${namespace ?? chart.namespace ?? ''}/${name}`;
  const other = names.get(key);
  if (other !== undefined) {
    throw new ConstructUseError(axon.node.path, `another axon of its chart has the name ${name}: ${other.node.path}`);
  }
  names.set(key, axon);
}

/** All axons of the chart of one, in the order in which they were made. */
export function axonsBeside(axon: Construct): readonly Construct[] {
  return [...claimsOf(Chart.of(axon)).values()];
}

function claimsOf(chart: Chart & { [CLAIMED]?: Claims }): Claims {
  const claims = chart[CLAIMED] ?? new Map<string, Construct>();
  Object.defineProperty(chart, CLAIMED, { value: claims });
  return claims;
}
