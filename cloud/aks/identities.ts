import { Construct } from 'constructs';
import { RoleAssignment, UserAssignedIdentity } from '../l1/azure';
import type { AksPlan } from './aks-plan';
import type { Place } from './group';
import type { Network } from './network';

/**
 * As whom the cluster and its nodes act.
 *
 * - They are two: the control plane joins nodes to the network and uses the keys, nodes pull images and do no more.
 * - The nodes' is made here and not by AKS, so that it has its right before the first node pulls.
 */
export class Identities extends Construct {
  public readonly cluster: UserAssignedIdentity;
  public readonly nodes: UserAssignedIdentity;
  /** What has to be granted before the cluster can be made. */
  public readonly grants: readonly RoleAssignment[];

  public constructor(scope: Construct, id: string, plan: AksPlan, place: Place, network: Network) {
    super(scope, id);
    this.cluster = new UserAssignedIdentity(this, 'cluster', { ...place, name: `${plan.name}-cluster` });
    this.nodes = new UserAssignedIdentity(this, 'nodes', { ...place, name: `${plan.name}-nodes` });
    const principal = { principalId: this.cluster.principalId, principalType: 'ServicePrincipal' };
    this.grants = [
      new RoleAssignment(this, 'joins-network', {
        ...principal,
        scope: network.network.id,
        roleDefinitionName: 'Network Contributor',
      }),
      new RoleAssignment(this, 'lends-identity', {
        ...principal,
        scope: this.nodes.id,
        roleDefinitionName: 'Managed Identity Operator',
      }),
    ];
  }
}
