import { Construct } from 'constructs';
import { rootVirtualService } from '../mesh/virtual-service';
import { axonConfigName, deployerName, deployerRoutesName, gatewayName } from '../spec/derive/names';
import { GATEWAY_METRICS_PORT, GATEWAY_PORT } from '../spec/derive/ports';
import { GatewayAccess } from './access/gateway-access';
import { SPEC_KEY } from './axon-config';
import { AxonContext } from './axon-context';
import { idFor } from './construct-use';
import { hostsOf, openFrontDoor, type FrontDoor } from './front-door';
import { DisruptionBudget } from './disruption-budget';
import { KubeObject } from './kube-object';
import {
  AT_REST,
  HOSTS_ANNOTATION,
  identityLabels,
  SCHEME_ANNOTATION,
  type LabelledThing,
} from '../spec/derive/labels';
import { ServingMetric } from './metric';
import type { KubernetesObject } from './outline';
import { podTemplate } from './pod/pod-template';
import { serverProbes } from './pod/probes';
import { podMonitor } from './pod-monitor';
import { GATEWAY_RESOURCES, resourcesOf } from './pod/resources';
import { METRICS_PORT_NAME, scrapeAnnotations } from './pod/scrape';
import { REVISIONS } from './pod/revisions';
import { trafficPolicy } from './traffic-policy';
import { AT_REST_WAIVER, waiverAnnotations } from './waivers';

const SPEC_FOLDER = '/etc/myelin';
/** Apart from requests, where an axon may have a route of this name. */
const HEALTH_PATH = '/health';

/**
 * What serves: the gateway at rest of which the runtime makes one copy for each version, its address, and the route to what
 * serves.
 *
 * - Its name is unique in the axon; callers know it by `<axon>-<name>-api`.
 */
export abstract class Deployer extends Construct {
  /** Name in the axon. */
  readonly name: string;
  /** @internal */
  readonly _axon: AxonContext;

  protected constructor(scope: Construct, id: string, what: string, name: string | undefined) {
    super(AxonContext.home(scope, id, 'Deployers', what), idFor(id));
    this._axon = AxonContext.around(scope, id, what);
    this.name = name ?? id;
    const { _axon: context } = this;
    new KubeObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: context.metadata(gatewayName(context.name, this.name), thing(this.name), {
        annotations: waiverAnnotations(() => [AT_REST_WAIVER]),
      }),
      fields: { spec: () => this._toKube() },
    });
    new DeployerService(this, this.name, context);
    new GatewayAccess(this, 'Access', context, this.name);
    const front = openFrontDoor(context, this.name);
    if (front !== undefined) new DeployerRoute(this, this.name, context, front);
    new DisruptionBudget(this, context, gatewayName(context.name, this.name), everyVersion(this.name));
    trafficPolicy(this, context, deployerName(context.name, this.name), thing(this.name));
    podMonitor(context);
  }

  /** A metric that its backends report while they serve, for alerts. */
  metric(name: string): ServingMetric {
    return new ServingMetric(name, { source: 'serving', deployer: this.name });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { _axon: context, name: deployer } = this;
    const { podPatch, imagePullSecrets } = context.resolved.spec.spec;
    const account = context.gatewayAccount(deployer);
    return {
      replicas: 0,
      revisionHistoryLimit: REVISIONS,
      selector: { matchLabels: identityLabels(context.name, thing(deployer)) },
      template: podTemplate({
        labels: { ...context.podLabels(thing(deployer)), ...context.identityLabels(account) },
        annotations: scrapeAnnotations(context.options.monitoring),
        serving: identityLabels(context.name, everyVersion(deployer)),
        container: 'gateway',
        image: context.runtimeImage,
        args: ['gateway'],
        env: [
          { name: 'HOME', value: '/tmp' },
          { name: 'PORT', value: String(GATEWAY_PORT) },
          { name: 'MYELIN_METRICS_PORT', value: String(GATEWAY_METRICS_PORT) },
          { name: 'MYELIN_AXON', value: context.name },
          { name: 'MYELIN_DEPLOYER', value: deployer },
          { name: 'MYELIN_MESH', value: context.surroundings.mesh },
          { name: 'MYELIN_SPEC', value: `${SPEC_FOLDER}/${SPEC_KEY}` },
        ],
        resources: resourcesOf(undefined, GATEWAY_RESOURCES),
        ports: [
          { name: 'http', containerPort: GATEWAY_PORT },
          { name: METRICS_PORT_NAME, containerPort: GATEWAY_METRICS_PORT },
        ],
        probes: serverProbes({ path: HEALTH_PATH, port: METRICS_PORT_NAME, patience: 60_000 }),
        volumes: [{ name: 'spec', configMap: { name: axonConfigName(context.name) } }],
        volumeMounts: [{ name: 'spec', mountPath: SPEC_FOLDER, readOnly: true }],
        readOnlyRoot: true,
        ...context.podOn(account),
        ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
        patches: [podPatch],
      }),
    };
  }
}

/**
 * The name by which callers within the cluster know the deployer. It has no endpoints, since the mesh leads to the versions.
 * Without a mesh the runtime says what it selects, which moves and so is not in git.
 */
class DeployerService extends Construct {
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
      metadata: context.metadata(
        deployerName(context.name, deployer),
        { component: 'gateway', deployer },
        hosts.length === 0 ? {} : { annotations: () => ({ [HOSTS_ANNOTATION]: hosts.join(','), ...scheme }) },
      ),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const isMoved = this.context.surroundings.mesh === 'none';
    return {
      ...(isMoved ? {} : { selector: identityLabels(this.context.name, thing(this.deployer)) }),
      ports: [{ name: 'http', appProtocol: 'http', port: 80, targetPort: 'http' }],
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
    new KubeObject(this, 'Resource', {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: context.metadata(deployerName(context.name, deployer), { component: 'gateway', deployer }),
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

function thing(deployer: string): LabelledThing {
  return { ...everyVersion(deployer), version: AT_REST };
}

/** What the gateways of a deployer are, whichever their version. */
function everyVersion(deployer: string): LabelledThing {
  return { component: 'gateway', deployer };
}
