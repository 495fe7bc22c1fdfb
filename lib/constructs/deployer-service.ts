import { Construct } from 'constructs';
import { HOSTS_ANNOTATION, identityLabels, SCHEME_ANNOTATION } from '../spec/derive/labels';
import { deployerName } from '../spec/derive/names';
import type { AxonContext } from './axon-context';
import { hostsOf } from './front-door';
import { everyGateway, gatewayAtRest } from './gateway-labels';
import { KubeObject } from './kube-object';
import type { KubernetesObject } from './kubernetes-object';

/**
 * The name by which callers within the cluster know the deployer. It has no endpoints, since the mesh leads to the versions.
 * Without a mesh the runtime says what it selects, which moves and so is not in git.
 */
export class DeployerService extends Construct {
  constructor(
    scope: Construct,
    private readonly deployer: string,
    private readonly context: AxonContext,
  ) {
    super(scope, 'Service');
    const hosts = hostsOf(context, deployer);
    const scheme = context.options.tls === undefined ? {} : { [SCHEME_ANNOTATION]: 'https' };
    new KubeObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: context.metadata.of(
        deployerName(context.name, deployer),
        everyGateway(deployer),
        hosts.length === 0 ? {} : { annotations: () => ({ [HOSTS_ANNOTATION]: hosts.join(','), ...scheme }) },
      ),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const isMoved = this.context.surroundings.mesh === 'none';
    return {
      ...(isMoved ? {} : { selector: identityLabels(this.context.name, gatewayAtRest(this.deployer)) }),
      ports: [{ name: 'http', appProtocol: 'http', port: 80, targetPort: 'http' }],
    };
  }
}
