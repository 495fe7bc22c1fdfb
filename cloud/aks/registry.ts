import { Construct } from 'constructs';
import { ContainerRegistry, RoleAssignment } from '../l1/azure';
import { bare, type AksPlan } from './aks-plan';
import type { Place } from './group';
import type { Identities } from './identities';
import type { Network } from './network';
import { PrivateDoor } from './private-door';

/** The registry, which only the network reaches: nodes may pull, and nobody has a password. */
export class Registry extends Construct {
  public readonly registry: ContainerRegistry;
  /** Prefix of images. */
  public readonly prefix: string;

  public constructor(
    scope: Construct,
    id: string,
    plan: AksPlan,
    place: Place,
    parts: { identities: Identities; network: Network },
  ) {
    super(scope, id);
    this.registry = new ContainerRegistry(this, 'registry', {
      ...place,
      name: bare(plan.name, plan.suffix),
      sku: 'Premium',
      adminEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccessEnabled: false,
      networkRuleBypassOption: 'AzureServices',
      dataEndpointEnabled: true,
      zoneRedundancyEnabled: true,
      retentionPolicyInDays: plan.registry.untaggedDays,
    });
    this.prefix = `${this.registry.loginServer}/${plan.registry.name}`;
    new PrivateDoor(this, 'door', place, parts.network, {
      name: `${plan.name}-registry`,
      target: this.registry.id,
      part: 'registry',
      zone: 'privatelink.azurecr.io',
    });
    new RoleAssignment(this, 'nodes-pull', {
      scope: this.registry.id,
      principalId: parts.identities.nodes.principalId,
      principalType: 'ServicePrincipal',
      roleDefinitionName: 'AcrPull',
    });
  }
}
