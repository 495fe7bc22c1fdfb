import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ConstructUseError } from './axon-error';
import type { Outline } from './outline';

/** Where a chart has the axons whose names are taken; see `AxonContext` for why not in a WeakMap. */
const CLAIMED = Symbol('names of axons');

/** The same of runtimes, by namespace. */
const RUNTIMES = Symbol('runtimes');

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

/**
 * Takes the place of the runtime in its chart: all of them have the same name.
 *
 * @throws ConstructUseError where another runtime of the chart is that of the same namespace
 */
export function claimRuntime(runtime: Construct, namespace: string | undefined): void {
  const names = claimsOf(Chart.of(runtime), RUNTIMES);
  const other = names.get(namespace ?? '');
  if (other !== undefined) {
    const fault = `another runtime of its chart is that of the same namespace: ${other.node.path}`;
    throw new ConstructUseError(runtime.node.path, fault);
  }
  names.set(namespace ?? '', runtime);
}

/** All axons in charts of an app that have the name of one in its namespace, where that is known. */
export function axonsOfName(
  axon: Construct,
  { name, namespace }: Pick<Outline, 'name' | 'namespace'>,
): readonly Construct[] {
  const known = namespace ?? Chart.of(axon).namespace;
  if (known === undefined) return [];
  const charts = axon.node.root.node.children.filter((child) => Chart.isChart(child)) as Chart[];
  return charts.flatMap((chart) => claimsOf(chart).get(`${known}/${name}`) ?? []);
}

/** All axons of the chart of one, in the order in which they were made. */
export function axonsBeside(axon: Construct): readonly Construct[] {
  return [...claimsOf(Chart.of(axon)).values()];
}

function claimsOf(
  chart: Chart & { [CLAIMED]?: Claims; [RUNTIMES]?: Claims },
  what: typeof CLAIMED | typeof RUNTIMES = CLAIMED,
): Claims {
  const claims = chart[what] ?? new Map<string, Construct>();
  Object.defineProperty(chart, what, { value: claims });
  return claims;
}
