import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { RUNTIME_LABELS, sharedLabels } from '../spec/derive/labels';
import { RUNTIME_NAME } from '../spec/derive/names';
import { RUNTIME_PORT } from '../spec/derive/ports';
import { issue } from '../spec/issue';
import { allUses } from './all-uses';
import { ConstructUseError, printWarnings } from './axon-error';
import { claimRuntime } from './axon-names';
import { AXON_KEYS } from './axon-props';
import { Cluster, onCluster } from './cluster';
import { expectNamespace, expectOptions } from './construct-options';
import { checkedScope, expectFree, expectProps, idFor } from './construct-use';
import { isUnbuilt } from './image-reference';
import { expectKeys } from './known-keys';
import { KubeObject, type LateMetadata } from './kube-object';
import type { KubernetesObject } from './kubernetes-object';
import { monitorSpec } from './pod-monitor';
import { RuntimeAccess } from './runtime/runtime-access';
import { growRuntimeAdmission } from './runtime/runtime-admission';
import { growClusterObjects } from './runtime/runtime-cluster';
import { runtimeDeployment } from './runtime/runtime-deployment';
import { RUNTIME_KEYS, type AxonRuntimeProps } from './runtime/runtime-props';
import { runtimePlan, type RuntimePlan } from './runtime/runtime-plan';
import { expectPlain } from './plain-data';
import { siblingChart } from './sibling-chart';
import { LEADER_WAIVERS, TOKEN_WAIVER, waiverAnnotations } from './waivers';

/**
 * The runtime of a namespace: it hears of the axons that are applied there, and starts what lies at rest.
 *
 * - One serves all axons of its namespace, and none of another; no object is cluster-wide, but those of `admission`.
 * - Its own Role lets it hear of axons and lead. What it may do for an axon is granted by that axon, and ends with it.
 * - Everything is called `myelin-runtime`, so a second one in a namespace is the same one.
 * - Replaced, it goes on where its predecessor stopped: the state is the cluster's, not the pod's.
 *
 * @example
 * ```ts
 * new AxonRuntime(chart, 'runtime', { image: 'registry.example.com/myelin-runtime:1.0' });
 * ```
 */
export class AxonRuntime extends Construct {
  /** The account that axons grant their rights to. */
  readonly account: string;
  private readonly plan: RuntimePlan;
  private warned = false;

  constructor(scope: Construct, id: string, props: AxonRuntimeProps = {}) {
    super(expectFree(checkedScope(scope, id, 'the runtime'), id), idFor(id));
    expectProps(this, props);
    const namespace = props.namespace ?? Chart.of(this).namespace;
    const [, , , plan] = allUses(
      () => expectKeys(this.node.path, '', props, RUNTIME_KEYS, { shared: AXON_KEYS }),
      () => expectOptions(this, props),
      () => expectNamespace(this, namespace),
      () => runtimePlan(this, props.cluster instanceof Cluster ? onCluster(props, namespace) : props, namespace),
      () => expectPlainProps(this, props),
    );
    claimRuntime(this, namespace);
    this.plan = plan;
    this.account = this.plan.surroundings.runtimeAccount;
    new KubeObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        ...this.metadata(),
        annotations: waiverAnnotations(() => [TOKEN_WAIVER, ...(this.plan.replicas > 1 ? LEADER_WAIVERS : [])]),
      },
      fields: { spec: () => runtimeDeployment(this.plan) },
    });
    new KubeObject(new Construct(this, 'Service'), 'Resource', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: this.metadata(),
      fields: { spec: () => this._toKube() },
    });
    new RuntimeAccess(this, 'Access', this.plan, (name) => ({ ...this.metadata(), name }));
    this.node.addValidation({ validate: () => this.warnUnbuilt() });
    if (props.monitoring === 'pod-monitor') this.growPodMonitor();
    if (props.cluster !== undefined) growClusterObjects(this, props.cluster._facts, namespace);
    if (props.admission === true) growRuntimeAdmission(this, this.knownNamespace(), this.account);
  }

  /** @internal */
  _toKube(): KubernetesObject {
    return {
      selector: RUNTIME_LABELS,
      ports: [{ name: 'http', appProtocol: 'http', port: RUNTIME_PORT, targetPort: 'http' }],
    };
  }

  /** Validated several times in one synthesis, it is told once. */
  private warnUnbuilt(): string[] {
    const { image } = this.plan;
    if (!this.warned && isUnbuilt(image)) {
      const message = `the image of the runtime has not been built, its pods are written with ${image}`;
      const hint = 'build and push it with myelin build, and give image or imageLock';
      const { onWarnings = printWarnings } = this.plan.props;
      onWarnings([issue('MYL5001', [], message, hint)], this.node.path);
    }
    this.warned = true;
    return [];
  }

  private knownNamespace(): string {
    const { namespace } = this.plan;
    if (namespace !== undefined) return namespace;
    throw new ConstructUseError(this.node.path, 'admission needs the namespace: give it to the chart or as namespace');
  }

  private growPodMonitor(): void {
    const chart = siblingChart(this, 'operators');
    new KubeObject(new Construct(chart, `${RUNTIME_NAME}-monitor`), 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: this.metadata(),
      fields: { spec: () => monitorSpec(RUNTIME_LABELS) },
    });
  }

  private metadata(): LateMetadata {
    const { namespace, labels } = this.plan;
    return {
      name: RUNTIME_NAME,
      ...(namespace === undefined ? {} : { namespace }),
      labels: () => ({ ...labels, ...sharedLabels(RUNTIME_NAME, 'runtime') }),
    };
  }
}

/** What its objects hold as it was given. */
function expectPlainProps({ node }: Construct, props: AxonRuntimeProps): void {
  const { labels, resources, imagePullSecrets, podPatch } = props;
  expectPlain({ labels, resources, imagePullSecrets, podPatch }, (property) => ({ construct: node.path, property }));
}
