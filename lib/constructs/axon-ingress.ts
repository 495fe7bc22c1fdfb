import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Gateway, type GatewaySpec } from '../../imports/networking.istio.io';
import { ingressGateway, type IngressGatewayData } from '../mesh/ingress-gateway';
import { objectName } from '../spec/derive/names';
import type { AxonContext } from './axon-context';

/** The door of an axon to the world, for the hosts of all its deployers. */
export class AxonIngress extends Construct {
  /** By which VirtualServices bind to it. */
  readonly name: string;
  private readonly hosts: string[] = [];

  constructor(scope: Construct, id: string, context: AxonContext) {
    super(scope, id);
    this.name = objectName([context.name, 'ingress']);
    new Gateway(this, 'Resource', {
      metadata: context.metadata(this.name, { component: 'axon' }),
      spec: Lazy.any({ produce: () => this._toKube() }) as GatewaySpec,
    });
  }

  admit(hosts: readonly string[]): void {
    this.hosts.push(...hosts);
  }

  /** @internal */
  _toKube(): IngressGatewayData {
    return ingressGateway(this.hosts);
  }
}
