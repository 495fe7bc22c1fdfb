import type { Construct } from 'constructs';
import { AzurermProvider } from '../l1/azure';
import { today } from '../l1/clock';
import { ClusterStack } from '../l1/cluster-stack';
import { Lazy } from '../l1/core';
import type { ClusterOutputs, Permission, ServiceAccountIdentity } from '../shared/cluster-outputs';
import { ClusterError } from '../shared/fault';
import { checkIdentity } from '../shared/identities';
import { shaped } from '../shared/shape';
import { aksPlan, type AksPlan } from './aks-plan';
import type { AksClusterProps } from './aks-props';
import { checkAks } from './checks';
import { ControlPlane } from './control-plane';
import { Group } from './group';
import { Identities } from './identities';
import { Keys } from './keys';
import { Network } from './network';
import { Nodes } from './nodes';
import { Observability } from './observability';
import { aksOutputs } from './outputs';
import { AKS_SHAPE } from './props-shape';
import { Registry } from './registry';
import { Bucket, Files } from './storage';
import { WorkloadIdentity } from './workload-identity';

/**
 * A cluster on Azure. What is wrong with its props is found before anything is made.
 *
 * - One resource group holds all of it, and one stack: the mesh is Azure's own, so nothing has to reach the API server.
 * - No data source: a plan is made without an answer of Azure.
 */
export class AksCluster extends ClusterStack {
  /** What is asked for, with the defaults. @internal */
  public readonly plan: AksPlan;
  public readonly controlPlane: ControlPlane;
  private readonly group: Group;
  private readonly network: Network;
  private readonly registry: Registry;
  private readonly bucket: Bucket;
  private readonly identities: Record<string, ServiceAccountIdentity> = {};

  public constructor(scope: Construct, id: string, props: AksClusterProps) {
    super(scope, id, shaped(props, id, AKS_SHAPE));
    const plan = aksPlan(props, props.today ?? today());
    this.refuse(plan.name, checkAks(plan, props));
    this.plan = plan;
    new AzurermProvider(this, 'azurerm', {
      ...(plan.subscriptionId === undefined ? {} : { subscriptionId: plan.subscriptionId }),
      tenantId: plan.tenantId,
      // Containers and shares are asked for by Entra, since the accounts have no keys.
      storageUseAzuread: true,
      resourceProviderRegistrations: 'none',
      features: [{ keyVault: [{ purgeSoftDeleteOnDestroy: false, recoverSoftDeletedKeyVaults: true }] }],
    });
    this.constrainProvider('azurerm', plan.azurermProviderVersion);
    this.group = new Group(this, 'group', plan);
    const { place } = this.group;
    this.network = new Network(this, 'network', plan, place);
    const { network } = this;
    const actors = new Identities(this, 'identities', plan, place, network);
    const keys = new Keys(this, 'keys', plan, place, { identities: actors, network });
    this.registry = new Registry(this, 'registry', plan, place, { identities: actors, network });
    const files = new Files(this, 'files', plan, place, { identities: actors, network });
    this.bucket = new Bucket(this, 'bucket', plan, place, network);
    const observability = new Observability(this, 'observability', plan, place);
    this.controlPlane = new ControlPlane(this, 'control-plane', plan, place, {
      network,
      identities: actors,
      keys,
      observability,
    });
    const { controlPlane, registry, bucket } = this;
    new Nodes(this, 'nodes', plan, controlPlane.cluster, network);
    observability.watch(controlPlane.cluster);
    // Identities are given after the stack was made.
    const identities = Lazy.anyValue({ produce: () => this.identities }) as unknown as ClusterOutputs['identities'];
    this.writeOutputs(aksOutputs(plan, { network, controlPlane, registry, files, bucket, identities }));
  }

  /**
   * Lets the pods of a ServiceAccount use what the cluster has. The answer is among the outputs, where the Kubernetes side
   * finds it.
   *
   * @param serviceAccount - `namespace/name`; neither has to be there yet
   * @throws ClusterError for what is no account or no permission
   */
  public identityFor(serviceAccount: string, permissions: readonly Permission[]): ServiceAccountIdentity {
    const { plan, group, network, registry, bucket, controlPlane } = this;
    const faults = checkIdentity(serviceAccount, permissions, Object.keys(this.identities));
    if (faults.length > 0) throw new ClusterError(plan.name, faults);
    const { identity } = new WorkloadIdentity(this, `identity-${serviceAccount.replace('/', '-')}`, group.place, {
      cluster: plan.name,
      account: serviceAccount,
      permissions,
      issuer: controlPlane.cluster.oidcIssuerUrl,
      scopes: { bucket: bucket.account.id, registry: registry.registry.id },
      endpoints: network.ranges.endpoints,
    });
    this.identities[serviceAccount] = identity;
    return identity;
  }
}
