import { Construct } from 'constructs';
import type { Need } from '../../spec/derive/runtime-needs';
import type { AxonContext } from '../axon-context';
import type { LabelledThing } from '../../spec/derive/labels';
import { KubeObject, type LateMetadata } from '../kube-object';
import type { KubernetesObject } from '../kubernetes-object';

const API_GROUP = 'rbac.authorization.k8s.io';

/** The account that a Role is for. */
export interface AccountGrant {
  readonly role: string;
  readonly account: string;
  readonly thing: LabelledThing;
}

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
    private readonly granted: AccountGrant,
  ) {
    super(scope, id);
    const { role, account, thing } = granted;
    roleAndBinding(this, context.metadata.of(role, thing), account, () => this._toKube());
  }

  /** @internal */
  _toKube(): readonly KubernetesObject[] {
    return policyRules(this.context.access.grant(this.granted.role)?.needs ?? []);
  }
}

/** A Role and what binds it to an account; both have one name. */
export function roleAndBinding(
  scope: Construct,
  metadata: LateMetadata,
  account: string,
  rules: () => readonly KubernetesObject[],
): void {
  new KubeObject(scope, 'Resource', { apiVersion: `${API_GROUP}/v1`, kind: 'Role', metadata, fields: { rules } });
  new KubeObject(scope, 'Binding', {
    apiVersion: `${API_GROUP}/v1`,
    kind: 'RoleBinding',
    metadata,
    fields: {
      roleRef: () => ({ apiGroup: API_GROUP, kind: 'Role', name: metadata.name }),
      subjects: () => [{ kind: 'ServiceAccount', name: account }],
    },
  });
}

/** Needs as the rules of a Role. */
export function policyRules(needs: readonly Need[]): readonly KubernetesObject[] {
  return needs.map(({ apiGroup, resource, verbs, resourceNames }) => ({
    apiGroups: [apiGroup],
    resources: [resource],
    ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
    verbs: [...verbs],
  }));
}
