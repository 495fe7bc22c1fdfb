import type { Axon } from '../../spec/axon';
import { HOSTS_ANNOTATION, SCHEME_ANNOTATION } from '../../spec/derive/labels';
import { deployerName, gatewayName, ingressName } from '../../spec/derive/names';
import type { EnvironmentVariable, Find } from './shape';

/** Who splits the traffic of an axon. */
export type Mesh = 'istio' | 'gateway-api' | 'none';

/** As the gateway at rest is told by its environment; undefined where it is not there yet. */
export function meshOf({ name }: Pick<Axon, 'name'>, deployer: string, find: Find): Mesh | undefined {
  const gateway = find('Deployment', gatewayName(name, deployer));
  const env = (gateway?.['spec'].template.spec.containers[0]?.env ?? []) as readonly EnvironmentVariable[];
  const mesh = env.find((variable) => variable.name === 'MYELIN_MESH')?.value;
  return mesh === 'istio' || mesh === 'gateway-api' || mesh === 'none' ? mesh : undefined;
}

/** Names by which the world asks for a deployer, as its Service says. */
export function hostsOf({ name }: Pick<Axon, 'name'>, deployer: string, find: Find): readonly string[] {
  const hosts = find('Service', deployerName(name, deployer))?.metadata.annotations?.[HOSTS_ANNOTATION];
  return hosts === undefined || hosts === '' ? [] : hosts.split(',');
}

/** How the world asks for these hosts. */
export function schemeOf({ name }: Pick<Axon, 'name'>, deployer: string, find: Find): 'http' | 'https' {
  const scheme = find('Service', deployerName(name, deployer))?.metadata.annotations?.[SCHEME_ANNOTATION];
  return scheme === 'https' ? 'https' : 'http';
}

/** Gateways of Gateway API through which the world comes. */
export function doorsOf({ name }: Pick<Axon, 'name'>, hosts: readonly string[]): readonly string[] {
  return hosts.length === 0 ? [] : [ingressName(name)];
}
