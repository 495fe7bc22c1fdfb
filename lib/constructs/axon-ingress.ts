import { Construct } from 'constructs';
import { gatewayApiGateway, istioGatewayParameters } from '../mesh/gateway-api-gateway';
import { ingressGateway } from '../mesh/ingress-gateway';
import { ingressName } from '../spec/derive/names';
import { ISTIO_GATEWAY_CLASS } from '../spec/derive/surroundings';
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
    const metadata = context.metadata.of(this.name, { component: 'axon' });
    new KubeObject(this, 'Resource', {
      apiVersion: this.isOfGatewayApi ? 'gateway.networking.k8s.io/v1' : 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata,
      fields: { spec: () => this._toKube() },
    });
    if (this.isOfGatewayApi && this.gatewayClass === ISTIO_GATEWAY_CLASS) {
      configMap(this, 'Parameters', metadata, istioGatewayParameters);
    }
  }

  private get isOfGatewayApi(): boolean {
    return this.context.surroundings.mesh === 'gateway-api';
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
    if (!this.isOfGatewayApi) return ingressGateway(hosts, context.surroundings.ingressLabels, certificate);
    return gatewayApiGateway(gatewayClass, hosts, {
      labels: context.metadata.doorLabels,
      ...(certificate === undefined ? {} : { certificate }),
      ...(gatewayClass === ISTIO_GATEWAY_CLASS ? { parameters: name } : {}),
    });
  }
}
