import { ApiObject, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { VirtualService } from '../../imports/networking.istio.io';
import { rootVirtualService } from '../mesh/virtual-service';
import { axonConfigName, deployerName, deployerRoutesName, gatewayName } from '../spec/derive/names';
import { SPEC_KEY } from './axon-config';
import type { AxonContext } from './axon-context';
import { AT_REST, identityLabels, type LabelledThing } from './labels';
import type { KubernetesObject } from './outline';
import { podTemplate } from './pod/pod-template';
import { serverProbes } from './pod/probes';
import { GATEWAY_RESOURCES, resourcesOf } from './pod/resources';

const PORT = 8080;
const SPEC_FOLDER = '/etc/myelin';
const HEALTH_PATH = '/health';

/** The front of a deployer that never moves. */
export interface FrontDoor {
  /** Names outside of the cluster. */
  readonly hosts: readonly string[];
  /** Istio Gateways through which the world comes. */
  readonly gateways: readonly string[];
}

/**
 * A deployer: the gateway at rest of which the runtime makes one copy for each version, its address, and the route to what
 * serves.
 */
export class ModelGraph extends Construct {
  constructor(
    scope: Construct,
    private readonly deployer: string,
    private readonly context: AxonContext,
    private readonly image: string,
    /** @default - no mesh: the runtime turns the Service */
    front?: FrontDoor,
  ) {
    super(scope, deployer);
    new ApiObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: context.metadata(gatewayName(context.name, deployer), thing(deployer)),
      spec: Lazy.any({ produce: () => this._toKube() }),
    });
    new DeployerService(this, deployer, context);
    if (front !== undefined) new DeployerRoute(this, deployer, context, front);
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { context, deployer } = this;
    const { podPatch, imagePullSecrets } = context.resolved.spec.spec;
    return {
      replicas: 0,
      selector: { matchLabels: identityLabels(context.name, thing(deployer)) },
      template: podTemplate({
        labels: context.podLabels(thing(deployer)),
        container: 'gateway',
        image: this.image,
        args: ['gateway'],
        env: [
          { name: 'HOME', value: '/tmp' },
          { name: 'PORT', value: String(PORT) },
          { name: 'MYELIN_AXON', value: context.name },
          { name: 'MYELIN_DEPLOYER', value: deployer },
          { name: 'MYELIN_SPEC', value: `${SPEC_FOLDER}/${SPEC_KEY}` },
        ],
        resources: resourcesOf(undefined, GATEWAY_RESOURCES),
        ports: [{ name: 'http', containerPort: PORT }],
        probes: serverProbes({ path: HEALTH_PATH, patience: 60_000 }),
        volumes: [{ name: 'spec', configMap: { name: axonConfigName(context.name) } }],
        volumeMounts: [{ name: 'spec', mountPath: SPEC_FOLDER, readOnly: true }],
        readOnlyRoot: true,
        user: context.user,
        account: context.account,
        ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
        patches: [podPatch],
      }),
    };
  }
}

/** The name by which callers within the cluster know the deployer. It has no endpoints: the mesh leads to the versions. */
class DeployerService extends Construct {
  constructor(
    scope: Construct,
    private readonly deployer: string,
    private readonly context: AxonContext,
  ) {
    super(scope, 'Service');
    new k8s.KubeService(this, 'Resource', {
      metadata: context.metadata(deployerName(context.name, deployer), { component: 'gateway', deployer }),
      spec: this._toKube(),
    });
  }

  /** @internal */
  _toKube(): k8s.ServiceSpec {
    return {
      selector: identityLabels(this.context.name, thing(this.deployer)),
      ports: [{ name: 'http', appProtocol: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http') }],
    };
  }
}

/** The root VirtualService, which delegates to the one that the runtime owns. */
class DeployerRoute extends Construct {
  constructor(
    scope: Construct,
    private readonly deployer: string,
    private readonly context: AxonContext,
    private readonly front: FrontDoor,
  ) {
    super(scope, 'Route');
    new VirtualService(this, 'Resource', {
      metadata: context.metadata(deployerName(context.name, deployer), { component: 'gateway', deployer }),
      spec: this._toKube(),
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

function thing(deployer: string): LabelledThing {
  return { component: 'gateway', deployer, version: AT_REST };
}
