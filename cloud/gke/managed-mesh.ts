import { Construct } from 'constructs';
import { GkeHubFeature, GkeHubFeatureMembership, type ContainerCluster } from '../l1/google';
import type { Apis } from './apis';
import type { GkePlan } from './gke-plan';

/**
 * The Istio that Google manages: a feature of the fleet of the project, turned on for this cluster, with control plane, redirection
 * and proxies that Google upgrades by the release channel of the cluster.
 *
 * - A project has the feature once: a second cluster of it takes the first one's.
 */
export class ManagedMesh extends Construct {
  public constructor(scope: Construct, id: string, plan: GkePlan, cluster: ContainerCluster, apis: Apis) {
    super(scope, id);
    const feature = new GkeHubFeature(this, 'feature', {
      name: 'servicemesh',
      location: 'global',
      dependsOn: apis.of('gkehub', 'mesh', 'meshconfig'),
    });
    new GkeHubFeatureMembership(this, 'membership', {
      location: 'global',
      feature: feature.name,
      membership: plan.name,
      membershipLocation: plan.region,
      mesh: { management: 'MANAGEMENT_AUTOMATIC' },
      // The cluster joins the fleet under its name while it is made.
      dependsOn: [cluster],
    });
  }
}
