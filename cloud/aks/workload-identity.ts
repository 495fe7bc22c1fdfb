import { Construct } from 'constructs';
import { FederatedIdentityCredential, RoleAssignment, UserAssignedIdentity } from '../l1/azure';
import type { Permission, ServiceAccountIdentity } from '../shared/cluster-outputs';
import type { Place } from './group';

/** What permissions mean on Azure, and of what. */
const PERMISSIONS: Readonly<Record<Permission, { readonly role: string; readonly of: 'bucket' | 'registry' }>> = {
  'bucket:read': { role: 'Storage Blob Data Reader', of: 'bucket' },
  'bucket:write': { role: 'Storage Blob Data Contributor', of: 'bucket' },
  'registry:pull': { role: 'AcrPull', of: 'registry' },
  'registry:push': { role: 'AcrPush', of: 'registry' },
};

export interface WorkloadIdentityProps {
  /** Of the cluster. */
  readonly cluster: string;
  readonly account: string;
  readonly permissions: readonly Permission[];
  readonly issuer: string;
  /** Ids of what permissions are of. */
  readonly scopes: Readonly<Record<'bucket' | 'registry', string>>;
  /** Addresses of the private endpoints. */
  readonly endpoints: string;
}

/** A ServiceAccount whose pods act as an identity of Entra, by the token that Kubernetes gives them and no secret. */
export class WorkloadIdentity extends Construct {
  public readonly identity: ServiceAccountIdentity;

  public constructor(scope: Construct, id: string, place: Place, props: WorkloadIdentityProps) {
    super(scope, id);
    const name = `${props.cluster}-${props.account.replaceAll(/[^a-z0-9-]/g, '-')}`;
    const identity = new UserAssignedIdentity(this, 'identity', { ...place, name });
    new FederatedIdentityCredential(this, 'credential', {
      name,
      resourceGroupName: place.resourceGroupName,
      parentId: identity.id,
      issuer: props.issuer,
      audience: ['api://AzureADTokenExchange'],
      subject: `system:serviceaccount:${props.account.replace('/', ':')}`,
    });
    for (const permission of [...new Set(props.permissions)]) {
      const { role, of } = PERMISSIONS[permission];
      new RoleAssignment(this, permission.replace(':', '-'), {
        scope: props.scopes[of],
        principalId: identity.principalId,
        principalType: 'ServicePrincipal',
        roleDefinitionName: role,
      });
    }
    this.identity = {
      annotations: { 'azure.workload.identity/client-id': identity.clientId },
      podLabels: { 'azure.workload.identity/use': 'true' },
      egress: [
        { cidr: props.endpoints, ports: [443] },
        // Where the token of Kubernetes is exchanged for one of Entra.
        ...ENTRA.map((cidr) => ({ cidr, ports: [443] })),
      ],
    };
  }
}

/** Addresses of Entra's login. Source: Microsoft 365 URLs and IP address ranges, id 56 and 59, 2026-01. */
const ENTRA = ['20.20.32.0/19', '20.190.128.0/18', '20.231.128.0/19', '40.126.0.0/18'];
