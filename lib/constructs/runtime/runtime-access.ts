import { Construct } from 'constructs';
import { authorizationPolicy } from '../../mesh/authorization-policy';
import { peerAuthentication } from '../../mesh/peer-authentication';
import type { Edge, Party } from '../../spec/derive/edge';
import { RUNTIME_LABELS } from '../../spec/derive/labels';
import { RUNTIME_NAME } from '../../spec/derive/names';
import { RUNTIME_METRICS_PORT } from '../../spec/derive/ports';
import { runtimeEdges, runtimeOwnNeeds } from '../../spec/derive/runtime-access';
import { policyRules, roleAndBinding } from '../access/account-role';
import { serviceAccount } from '../access/pod-account';
import { KubeObject, type LateMetadata } from '../kube-object';
import { policySpec } from '../network/policy-spec';
import type { RuntimePlan } from './runtime-plan';

/** As whom the runtime asks, what it may do before there is an axon, whom it may ask, and who may ask it. */
export class RuntimeAccess extends Construct {
  constructor(scope: Construct, id: string, plan: RuntimePlan, metadata: (name: string) => LateMetadata) {
    super(scope, id);
    const { surroundings } = plan;
    const account = surroundings.runtimeAccount;
    serviceAccount(this, metadata(account), { asksApi: true });
    roleAndBinding(new Construct(this, 'Role'), metadata(RUNTIME_NAME), account, () => policyRules(runtimeOwnNeeds()));
    const edges = runtimeEdges(surroundings);
    const [to, from] = [edges.filter((edge) => isRuntime(edge.to)), edges.filter((edge) => isRuntime(edge.from))];
    this.growNetwork(to, from, metadata(RUNTIME_NAME));
    if (surroundings.mesh === 'istio') this.growGuard(to, metadata(RUNTIME_NAME));
  }

  private growNetwork(to: readonly Edge[], from: readonly Edge[], metadata: LateMetadata): void {
    new KubeObject(new Construct(this, 'Network'), 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      fields: { spec: () => policySpec(RUNTIME_LABELS, to, from, noPodsOfOneAxon) },
    });
  }

  private growGuard(to: readonly Edge[], metadata: LateMetadata): void {
    const guard = new Construct(this, 'Guard');
    new KubeObject(guard, 'Resource', {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata,
      fields: { spec: () => authorizationPolicy(RUNTIME_LABELS, to) },
    });
    new KubeObject(guard, 'PeerAuthentication', {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata,
      fields: { spec: () => peerAuthentication(RUNTIME_LABELS, [RUNTIME_METRICS_PORT]) },
    });
  }
}

function isRuntime(party: Party): boolean {
  return party.kind === 'pods' && party.labels === RUNTIME_LABELS;
}

function noPodsOfOneAxon(): never {
  throw new TypeError('the runtime stands beside the axons of its namespace, and has no edge to one of them');
}
