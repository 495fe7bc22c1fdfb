import { Construct } from 'constructs';
import { authorizationPolicy, type AuthorizationPolicyData } from '../../mesh/authorization-policy';
import { peerAuthentication } from '../../mesh/peer-authentication';
import type { AxonContext } from '../axon-context';
import { KubeObject } from '../kube-object';
import { AT_REST_GUARD_WAIVER, waiverAnnotations } from '../waivers';
import { selectorOf, type SelectedPods } from './pod-labels';

/** Servers of an axon, as a mesh guards them. */
export interface Guarded extends SelectedPods {
  /** Ports that stay without TLS. @default - none */
  readonly plainPorts?: readonly number[];
}

/** Lets only those ask servers of an axon whom an edge names, and nobody without an identity of the mesh. */
export class MeshGuard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly context: AxonContext,
    private readonly guarded: Guarded,
  ) {
    super(scope, id);
    const selector = selectorOf(context.name, guarded.pods);
    new KubeObject(this, 'Resource', {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: context.metadata.of(guarded.name, guarded.thing, {
        annotations: waiverAnnotations(() => [AT_REST_GUARD_WAIVER]),
      }),
      fields: { spec: () => this._toKube() },
    });
    new KubeObject(this, 'PeerAuthentication', {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: context.metadata.of(guarded.name, guarded.thing),
      fields: { spec: () => peerAuthentication(selector, guarded.plainPorts) },
    });
  }

  /** @internal */
  _toKube(): AuthorizationPolicyData {
    const { context, guarded } = this;
    return authorizationPolicy(selectorOf(context.name, guarded.pods), context.access.edgesTo(guarded.pods));
  }
}
