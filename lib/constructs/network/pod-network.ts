import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodsOfAxon } from '../access/access-plan';
import type { AxonContext } from '../axon-context';
import type { LabelledThing } from '../labels';
import type { KubernetesObject } from '../outline';
import { policySpec } from './policy-spec';

/** Denies some pods of an axon all traffic but that of their edges, both ways. */
export class PodNetwork extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly context: AxonContext,
    name: string,
    private readonly pods: PodsOfAxon,
    thing: LabelledThing,
  ) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: context.metadata(name, thing),
      spec: Lazy.any({ produce: () => this._toKube() }),
    });
  }

  /** @internal */
  _toKube(): KubernetesObject {
    const { access, name } = this.context;
    return policySpec(name, this.pods, access.edgesTo(this.pods), access.edgesFrom(this.pods));
  }
}
