import { Construct } from 'constructs';
import { rootVirtualService } from '../mesh/virtual-service';
import { deployerName, deployerRoutesName } from '../spec/derive/names';
import type { AxonContext } from './axon-context';
import type { FrontDoor } from './front-door';
import { everyGateway } from './gateway-labels';
import { KubeObject } from './kube-object';

/** The root VirtualService, which delegates to the one that the runtime owns. */
export class DeployerRoute extends Construct {
  constructor(
    scope: Construct,
    private readonly deployer: string,
    private readonly context: AxonContext,
    private readonly front: FrontDoor,
  ) {
    super(scope, 'Route');
    new KubeObject(this, 'Resource', {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: context.metadata.of(deployerName(context.name, deployer), everyGateway(deployer)),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  _toKube() {
    const { deployer, context, front } = this;
    return rootVirtualService({
      hosts: [deployerName(context.name, deployer), ...front.hosts],
      gateways: front.gateways,
      delegate: deployerRoutesName(context.name, deployer),
    });
  }
}
