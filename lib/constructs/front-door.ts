import { lowerName } from '../spec/resolve/scope';
import type { AxonContext } from './axon-context';
import { AxonIngress } from './axon-ingress';

/** The front of a deployer that never moves. */
export interface FrontDoor {
  /** Names outside of the cluster. */
  readonly hosts: readonly string[];
  /** Istio Gateways through which the world comes. */
  readonly gateways: readonly string[];
}

/** Names by which the world asks for a deployer. */
export function hostsOf({ name, surroundings, options }: AxonContext, deployer: string): readonly string[] {
  const { domain } = options;
  return surroundings.mesh === 'none' || domain === undefined ? [] : [`${lowerName(deployer)}.${name}.${domain}`];
}

/**
 * Opens the way to a deployer for those who call it: the ingress of the axon, made with its first host, admits them.
 *
 * @returns undefined where nothing of the route is in git: Gateway API has no delegation, so the runtime owns it whole
 */
export function openFrontDoor(context: AxonContext, deployer: string): FrontDoor | undefined {
  if (context.surroundings.mesh === 'none') return undefined;
  const hosts = hostsOf(context, deployer);
  const gateways = hosts.length === 0 ? [] : [AxonIngress.of(context)];
  for (const gateway of gateways) gateway.admit(hosts);
  const isIstio = context.surroundings.mesh === 'istio';
  return isIstio ? { hosts, gateways: gateways.map(({ name }) => name) } : undefined;
}
