import { Construct } from 'constructs';
import { identityLabels } from '../spec/derive/labels';
import { axonConfigName, deployerName, gatewayName } from '../spec/derive/names';
import { GATEWAY_METRICS_PORT, GATEWAY_PORT } from '../spec/derive/ports';
import { GatewayAccess } from './access/gateway-access';
import { SPEC_KEY } from './axon-config';
import { AxonContext } from './axon-context';
import { idFor } from './construct-use';
import { openFrontDoor } from './front-door';
import { everyGateway, gatewayAtRest } from './gateway-labels';
import { DeployerRoute } from './deployer-route';
import { DeployerService } from './deployer-service';
import { DisruptionBudget } from './disruption-budget';
import { KubeObject } from './kube-object';
import type { KubernetesObject } from './kubernetes-object';
import { podTemplate } from './pod/pod-template';
import { serverProbes } from './pod/probes';
import { podMonitor } from './pod-monitor';
import { GATEWAY_RESOURCES, resourcesOf } from './pod/resources';
import { METRICS_PORT_NAME, scrapeAnnotations } from './pod/scrape';
import { REVISIONS } from './pod/revisions';
import { ServingMetric } from './serving-metric';
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
      metadata: context.metadata.of(gatewayName(context.name, this.name), gatewayAtRest(this.name), {
        annotations: waiverAnnotations(() => [AT_REST_WAIVER]),
      }),
      fields: { spec: () => this._toKube() },
    });
    new DeployerService(this, this.name, context);
    new GatewayAccess(this, 'Access', context, this.name);
    const front = openFrontDoor(context, this.name);
    if (front !== undefined) new DeployerRoute(this, this.name, context, front);
    new DisruptionBudget(this, context, gatewayName(context.name, this.name), everyGateway(this.name));
    trafficPolicy(this, context, deployerName(context.name, this.name), gatewayAtRest(this.name));
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
    const account = context.accounts.ofGateway(deployer);
    return {
      replicas: 0,
      revisionHistoryLimit: REVISIONS,
      selector: { matchLabels: identityLabels(context.name, gatewayAtRest(deployer)) },
      template: podTemplate({
        annotations: scrapeAnnotations(context.options.monitoring),
        serving: identityLabels(context.name, everyGateway(deployer)),
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
        ...context.podOn(account, gatewayAtRest(deployer)),
        ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
        patches: [podPatch],
      }),
    };
  }
}
