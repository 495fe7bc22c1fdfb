import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Gateway, type GatewaySpec } from '../../imports/networking.istio.io';
import { ingressGateway, type IngressGatewayData } from '../mesh/ingress-gateway';
import { objectName } from '../spec/derive/names';
import { lowerName } from '../spec/resolve/scope';
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

/** Where callers of a deployer come from; the ingress of the axon admits them. @returns undefined where no mesh routes them */
export function frontDoor(context: AxonContext, deployer: string): FrontDoor | undefined {
  if (!isMeshed(context)) return undefined;
  const ingress = context.axon.node.tryFindChild('Ingress');
  if (!(ingress instanceof AxonIngress)) return { hosts: [], gateways: [] };
  const hosts = [`${lowerName(deployer)}.${context.name}.${context.options.domain}`];
  ingress.admit(hosts);
  return { hosts, gateways: [ingress.name] };
}
