import { ApiObject, Chart, type ApiObjectMetadata } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { PodMonitor } from '../../imports/monitoring.coreos.com';
import { RUNTIME_LABELS, sharedLabels } from '../spec/derive/labels';
import { RUNTIME_NAME } from '../spec/derive/names';
import { RUNTIME_PORT } from '../spec/derive/ports';
import { checkedScope, expectFree, expectProps, idFor } from './construct-use';
import { METRICS_PORT_NAME } from './pod/scrape';
import { RuntimeAccess } from './runtime/runtime-access';
import { runtimeDeployment } from './runtime/runtime-deployment';
import type { AxonRuntimeProps } from './runtime/runtime-props';
import { runtimePlan, type RuntimePlan } from './runtime/runtime-plan';
import { siblingChart } from './sibling-chart';
import { TOKEN_WAIVER, waiverAnnotations } from './waivers';

/**
 * The runtime of a namespace: it hears of the axons that are applied there, and starts what lies at rest.
 *
 * - One serves all axons of its namespace, and none of another; there is no cluster-wide object.
 * - Its own Role lets it hear of axons and lead. What it may do for an axon is granted by that axon, and ends with it.
 * - Everything is called `myelin-runtime`, so a second one in a namespace is the same one.
 * - Replaced, it goes on where its predecessor stopped: the state is the cluster's, not the pod's.
 *
 * ```ts
 * new AxonRuntime(chart, 'runtime', { image: 'registry.example.com/myelin-runtime@sha256:...' });
 * ```
 */
export class AxonRuntime extends Construct {
  /** The account that axons grant their rights to. */
  readonly account: string;
  private readonly plan: RuntimePlan;

  constructor(scope: Construct, id: string, props: AxonRuntimeProps = {}) {
    super(expectFree(checkedScope(scope, id, 'the runtime'), id), idFor(id));
    expectProps(this, props);
    this.plan = runtimePlan(this, props, props.namespace ?? Chart.of(this).namespace);
    this.account = this.plan.surroundings.runtimeAccount;
    new ApiObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: this.metadata({ ...waiverTexts() }),
      spec: runtimeDeployment(this.plan),
    });
    new k8s.KubeService(new Construct(this, 'Service'), 'Resource', {
      metadata: this.metadata(),
      spec: this._toKube(),
    });
    new RuntimeAccess(this, 'Access', this.plan, (name) => ({ ...this.metadata(), name }));
    if (this.plan.replicas > 1) this.growDisruptionBudget();
    if (props.monitoring === 'pod-monitor') this.growPodMonitor();
  }

  /** @internal */
  _toKube(): k8s.ServiceSpec {
    return {
      selector: { ...RUNTIME_LABELS },
      ports: [
        { name: 'http', appProtocol: 'http', port: RUNTIME_PORT, targetPort: k8s.IntOrString.fromString('http') },
      ],
    };
  }

  /** A drained node takes one at a time; one that is not ready may always go. */
  private growDisruptionBudget(): void {
    new k8s.KubePodDisruptionBudget(new Construct(this, 'DisruptionBudget'), 'Resource', {
      metadata: this.metadata(),
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: { ...RUNTIME_LABELS } },
      },
    });
  }

  private growPodMonitor(): void {
    const chart = siblingChart(this, 'operators');
    new PodMonitor(new Construct(chart, `${RUNTIME_NAME}-monitor`), 'Resource', {
      metadata: this.metadata(),
      spec: {
        selector: { matchLabels: { ...RUNTIME_LABELS } },
        podMetricsEndpoints: [{ port: METRICS_PORT_NAME, path: '/metrics', honorLabels: true }],
      },
    });
  }

  private metadata(annotations: Readonly<Record<string, string>> = {}): ApiObjectMetadata {
    const { namespace, labels } = this.plan;
    return {
      name: RUNTIME_NAME,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, ...sharedLabels(RUNTIME_NAME, 'runtime') },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    };
  }
}

function waiverTexts(): Record<string, string> {
  const texts = Object.entries(waiverAnnotations(() => [TOKEN_WAIVER])).map(([name, text]) => [name, text()] as const);
  return Object.fromEntries(texts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
