import { Construct } from 'constructs';
import { gatewayApiGateway, ingressGateway, istioGatewayParameters } from '../mesh/ingress-gateway';
import { ingressName } from '../spec/derive/names';
import { ISTIO_GATEWAY_CLASS } from '../spec/derive/surroundings';
import { lowerName } from '../spec/resolve/scope';
import type { AxonContext } from './axon-context';
import { configMap } from './config-map';
import { KubeObject } from './kube-object';

/**
 * The door of an axon to the world, for the hosts of all its deployers: a Gateway of Istio, or of Gateway API. It stands as
 * soon as there is a host, since neither may be without.
 */
export class AxonIngress extends Construct {
  /** The ingress of the axon. */
  static of(context: AxonContext): AxonIngress {
    const found = context.axon.node.tryFindChild('Ingress');
    return found instanceof AxonIngress ? found : new AxonIngress(context.axon, 'Ingress', context);
  }

  /** By which routes bind to it. */
  readonly name: string;
  private readonly hosts: string[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly context: AxonContext,
  ) {
    super(scope, id);
    this.name = ingressName(context.name);
    const metadata = context.metadata(this.name, { component: 'axon' });
    const ofGatewayApi = context.options.mesh === 'gateway-api';
    new KubeObject(this, 'Resource', {
      apiVersion: ofGatewayApi ? 'gateway.networking.k8s.io/v1' : 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata,
      fields: { spec: () => this._toKube() },
    });
    if (ofGatewayApi && this.gatewayClass === ISTIO_GATEWAY_CLASS) {
      configMap(this, 'Parameters', metadata, istioGatewayParameters);
    }
  }

  private get gatewayClass(): string {
    return this.context.options.gatewayClass ?? ISTIO_GATEWAY_CLASS;
  }

  admit(hosts: readonly string[]): void {
    this.hosts.push(...hosts);
  }

  /** @internal */
  _toKube(): object {
    const { context, gatewayClass, hosts, name } = this;
    const certificate = context.options.tls?.secretName;
    if (context.options.mesh !== 'gateway-api') {
      return ingressGateway(hosts, context.surroundings.ingressLabels, certificate);
    }
    return gatewayApiGateway(gatewayClass, hosts, {
      labels: context.doorLabels,
      ...(certificate === undefined ? {} : { certificate }),
      ...(gatewayClass === ISTIO_GATEWAY_CLASS ? { parameters: name } : {}),
    });
  }
}

/** The front of a deployer that never moves. */
export interface FrontDoor {
  /** Names outside of the cluster. */
  readonly hosts: readonly string[];
  /** Istio Gateways through which the world comes. */
  readonly gateways: readonly string[];
}

/** Whether Istio splits the traffic of an axon. */
export function isMeshed({ options }: AxonContext): boolean {
  return (options.mesh ?? 'istio') === 'istio';
}

/** Names by which the world asks for a deployer. */
export function hostsOf({ name, options: { mesh, domain } }: AxonContext, deployer: string): readonly string[] {
  return mesh === 'none' || domain === undefined ? [] : [`${lowerName(deployer)}.${name}.${domain}`];
}

/**
 * Where callers of a deployer come from; the ingress of the axon admits them.
 *
 * @returns undefined where nothing of the route is in git: Gateway API has no delegation, so the runtime owns it whole
 */
export function frontDoor(context: AxonContext, deployer: string): FrontDoor | undefined {
  if (context.options.mesh === 'none') return undefined;
  const hosts = hostsOf(context, deployer);
  const gateways = hosts.length === 0 ? [] : [AxonIngress.of(context)];
  for (const gateway of gateways) gateway.admit(hosts);
  return isMeshed(context) ? { hosts, gateways: gateways.map(({ name }) => name) } : undefined;
}
