import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Need } from '../../spec/derive/runtime-needs';
import type { AxonContext } from '../axon-context';
import type { LabelledThing } from '../../spec/derive/labels';

/**
 * What an account may do because of the axon, as a Role and its binding.
 *
 * The binding names no namespace: Kubernetes takes its own, so that the objects are the same wherever they are applied.
 */
export class AccountRole extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly context: AxonContext,
    private readonly role: string,
    account: string,
    thing: LabelledThing,
  ) {
    super(scope, id);
    const metadata = context.metadata(role, thing);
    new k8s.KubeRole(this, 'Resource', {
      metadata,
      rules: Lazy.any({ produce: () => this._toKube() }) as k8s.PolicyRule[],
    });
    new k8s.KubeRoleBinding(this, 'Binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
      subjects: [{ kind: 'ServiceAccount', name: account }],
    });
  }

  /** @internal */
  _toKube(): k8s.PolicyRule[] {
    return policyRules(this.context.access.grant(this.role)?.needs ?? []);
  }
}

/** Needs as the rules of a Role. */
export function policyRules(needs: readonly Need[]): k8s.PolicyRule[] {
  return needs.map(({ apiGroup, resource, verbs, resourceNames }) => ({
    apiGroups: [apiGroup],
    resources: [resource],
    ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
    verbs: [...verbs],
  }));
}
