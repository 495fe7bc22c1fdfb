import { Construct } from 'constructs';
import type { Task } from '../../spec/axon';
import type { PodsOfAxon } from '../access/access-plan';
import type { AxonContext } from '../axon-context';
import { KubeObject } from '../kube-object';
import type { KubernetesObject } from '../kubernetes-object';
import { OPERATOR_PODS_WAIVER, waiverAnnotations, type Waiver } from '../waivers';
import { selectorOf, type SelectedPods } from '../access/pod-labels';
import { policySpec } from './policy-spec';

/** Denies some pods of an axon all traffic but that of their edges, both ways. */
export class PodNetwork extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly context: AxonContext,
    private readonly selected: SelectedPods,
  ) {
    super(scope, id);
    new KubeObject(this, 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: context.metadata.of(selected.name, selected.thing, {
        annotations: waiverAnnotations(() => this.waivers()),
      }),
      fields: { spec: () => this._toKube() },
    });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { access, name } = this.context;
    const { pods } = this.selected;
    const labelsOf = (party: PodsOfAxon) => selectorOf(name, party);
    return policySpec(labelsOf(pods), access.edgesTo(pods), access.edgesFrom(pods), labelsOf);
  }

  private waivers(): readonly Waiver[] {
    const { pods } = this.selected;
    const { tasks, deployers } = this.context.resolved;
    if (pods.kind === 'gateway' || (pods.kind === 'axon' && deployers.size > 0)) return [];
    const some = [...tasks.values()].filter(({ name }) => pods.kind === 'axon' || name === pods.task);
    return some.every(isOfOperator) ? [OPERATOR_PODS_WAIVER] : [];
  }
}

/** Whether the pods of a task are made by an operator, of a kind that scanners of manifests do not know. */
function isOfOperator(task: Task): boolean {
  return task.kind === 'spark' || (task.kind === 'train' && task.spec.tfJobSpec !== undefined);
}
