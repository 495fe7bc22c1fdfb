import { Construct } from 'constructs';
import { ManagementLock, ResourceGroup } from '../l1/azure';
import type { AksPlan } from './aks-plan';

/** Where something of the cluster belongs: the keys that all resources share. */
export interface Place {
  readonly location: string;
  readonly resourceGroupName: string;
  readonly tags: { [key: string]: string };
}

/** The resource group of a cluster, which nothing else is in; locked where it must not be deleted by mistake. */
export class Group extends Construct {
  public readonly group: ResourceGroup;
  public readonly place: Place;

  public constructor(scope: Construct, id: string, plan: AksPlan) {
    super(scope, id);
    const tags = { ...plan.tags };
    this.group = new ResourceGroup(this, 'group', { name: plan.name, location: plan.region, tags });
    this.place = { location: plan.region, resourceGroupName: this.group.name, tags };
    if (!plan.deletionProtection) return;
    new ManagementLock(this, 'lock', {
      name: 'do-not-delete',
      scope: this.group.id,
      lockLevel: 'CanNotDelete',
      notes: 'deletionProtection of the stack: set it to false and apply before destroying',
    });
  }
}
