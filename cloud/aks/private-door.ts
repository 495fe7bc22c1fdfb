import { Construct } from 'constructs';
import type { ITerraformDependable } from '../l1/core';
import { PrivateDnsZone, PrivateDnsZoneVirtualNetworkLink, PrivateEndpoint } from '../l1/azure';
import type { Place } from './group';
import type { Network } from './network';

export interface PrivateDoorProps {
  /** Of the endpoint. */
  readonly name: string;
  /** Id of what is reached. */
  readonly target: string;
  /** Part of it, as Azure calls them: `registry`, `blob`, `dfs`, `file`, `vault`. */
  readonly part: string;
  /** Zone of the names under which it is reached. */
  readonly zone: string;
}

/** Reaches a service of Azure at an address of the network, under the name that it has for everyone. */
export class PrivateDoor extends Construct {
  public readonly endpoint: PrivateEndpoint;
  /** What has to stand before the service can be used from the network: its address, and the name that is answered with it. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, place: Place, network: Network, props: PrivateDoorProps) {
    super(scope, id);
    const { resourceGroupName, tags } = place;
    const zone = new PrivateDnsZone(this, 'zone', { name: props.zone, resourceGroupName, tags });
    const link = new PrivateDnsZoneVirtualNetworkLink(this, 'link', {
      name: props.name,
      resourceGroupName,
      privateDnsZoneName: zone.name,
      virtualNetworkId: network.network.id,
      tags,
    });
    this.endpoint = new PrivateEndpoint(this, 'endpoint', {
      ...place,
      name: props.name,
      subnetId: network.endpoints.id,
      privateServiceConnection: {
        name: props.name,
        isManualConnection: false,
        privateConnectionResourceId: props.target,
        subresourceNames: [props.part],
      },
      privateDnsZoneGroup: { name: 'default', privateDnsZoneIds: [zone.id] },
    });
    this.ready = [this.endpoint, link];
  }
}
