import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { k8s, ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  AuthorizationPolicy,
  type AuthorizationPolicySpec,
  PeerAuthentication,
  type PeerAuthenticationSpec,
} from '../../../imports/security.istio.io';
import { authorizationPolicy } from '../../mesh/authorization-policy';
import { peerAuthentication } from '../../mesh/peer-authentication';
import type { Edge, Party } from '../../spec/derive/edge';
import { RUNTIME_LABELS } from '../../spec/derive/labels';
import { RUNTIME_NAME } from '../../spec/derive/names';
import { RUNTIME_METRICS_PORT } from '../../spec/derive/ports';
import { runtimeEdges, runtimeOwnNeeds } from '../../spec/derive/runtime-access';
import { policyRules } from '../access/account-role';
import { policySpec } from '../network/policy-spec';
import type { RuntimePlan } from './runtime-plan';

/** As whom the runtime asks, what it may do before there is an axon, whom it may ask, and who may ask it. */
export class RuntimeAccess extends Construct {
  constructor(scope: Construct, id: string, plan: RuntimePlan, metadata: (name: string) => ApiObjectMetadata) {
    super(scope, id);
    const { surroundings } = plan;
    const account = surroundings.runtimeAccount;
    new ServiceAccount(this, 'Account', { metadata: metadata(account), automountToken: true });
    this.growRole(account, metadata(RUNTIME_NAME));
    const edges = runtimeEdges(surroundings);
    const [to, from] = [edges.filter((edge) => isRuntime(edge.to)), edges.filter((edge) => isRuntime(edge.from))];
    this.growNetwork(to, from, metadata(RUNTIME_NAME));
    if (surroundings.mesh === 'istio') this.growGuard(to, metadata(RUNTIME_NAME));
  }

  private growRole(account: string, metadata: ApiObjectMetadata): void {
    const role = new Construct(this, 'Role');
    new k8s.KubeRole(role, 'Resource', { metadata, rules: policyRules(runtimeOwnNeeds()) });
    new k8s.KubeRoleBinding(role, 'Binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: RUNTIME_NAME },
      subjects: [{ kind: 'ServiceAccount', name: account }],
    });
  }

  private growNetwork(to: readonly Edge[], from: readonly Edge[], metadata: ApiObjectMetadata): void {
    new ApiObject(new Construct(this, 'Network'), 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: policySpec(RUNTIME_LABELS, to, from, noPodsOfOneAxon),
    });
  }

  private growGuard(to: readonly Edge[], metadata: ApiObjectMetadata): void {
    const guard = new Construct(this, 'Guard');
    new AuthorizationPolicy(guard, 'Resource', {
      metadata,
      spec: authorizationPolicy(RUNTIME_LABELS, to) as AuthorizationPolicySpec,
    });
    new PeerAuthentication(guard, 'PeerAuthentication', {
      metadata,
      spec: peerAuthentication(RUNTIME_LABELS, [RUNTIME_METRICS_PORT]) as PeerAuthenticationSpec,
    });
  }
}

function isRuntime(party: Party): boolean {
  return party.kind === 'pods' && party.labels === RUNTIME_LABELS;
}

function noPodsOfOneAxon(): never {
  throw new TypeError('the runtime stands beside the axons of its namespace, and has no edge to one of them');
}
