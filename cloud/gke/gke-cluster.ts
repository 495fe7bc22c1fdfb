import type { Construct } from 'constructs';
import { today } from '../l1/clock';
import { ClusterStack } from '../l1/cluster-stack';
import { Lazy } from '../l1/core';
import { GoogleProvider } from '../l1/google';
import type { ClusterOutputs, Permission, ServiceAccountIdentity } from '../shared/cluster-outputs';
import { ClusterError } from '../shared/fault';
import { checkIdentity } from '../shared/identities';
import { shaped } from '../shared/shape';
import { Access } from './access';
import { Apis } from './apis';
import { Backups } from './backups';
import { Bucket } from './bucket';
import { checkGke } from './checks';
import { ControlPlane } from './control-plane';
import { gkePlan, type GkePlan } from './gke-plan';
import type { GkeClusterProps } from './gke-props';
import { Keys } from './keys';
import { Logs } from './logs';
import { ManagedMesh } from './managed-mesh';
import { Network } from './network';
import { gpuPools } from './node-config';
import { NodeAccount, Nodes } from './nodes';
import { meshOutputs, type InstallOutputs } from './outputs';
import { GKE_SHAPE } from './props-shape';
import { Registry } from './registry';
import { storageClass } from './storage-class';
import { subnetRanges } from './subnet-ranges';
import { WorkloadIdentity } from './workload-identity';

/** What the control plane uses of other services. */
const CLUSTER_APIS = [
  'binaryauthorization',
  'container',
  'containersecurity',
  'gkebackup',
  'monitoring',
  'secretmanager',
] as const;

/**
 * A cluster on Google Cloud: its network, control plane and nodes, and the storage, registry and bucket beside them.
 *
 * - What is wrong with its props is found before anything is made.
 * - Nothing of it asks Google while it is planned, so that a plan can be explained without credentials.
 * - What runs in the cluster is the second stack's, `GkePlatform`: the API server answers within the network alone.
 */
export class GkeCluster extends ClusterStack {
  /** What is asked for, with the defaults. @internal */
  public readonly plan: GkePlan;
  private readonly registry: Registry;
  private readonly bucket: Bucket;
  private readonly identities: Record<string, ServiceAccountIdentity> = {};

  public constructor(scope: Construct, id: string, props: GkeClusterProps) {
    super(scope, id, shaped(props, id, GKE_SHAPE));
    const plan = gkePlan(props, props.today ?? today());
    this.refuse(plan.name, checkGke(plan, props));
    this.plan = plan;
    new GoogleProvider(this, 'google', { project: plan.projectId, region: plan.region });
    this.constrainProvider('google', plan.googleProviderVersion);

    const apis = new Apis(this, 'apis', plan);
    const network = new Network(this, 'network', plan, apis);
    const keys = new Keys(this, 'keys', plan, apis);
    const { account, grant } = new NodeAccount(this, 'node-account', plan, apis);
    const nodes = { account: account.email, diskKey: keys.disks.id };
    const { cluster } = new ControlPlane(this, 'control-plane', plan, {
      network,
      keys,
      nodes,
      after: [...apis.of(...CLUSTER_APIS), ...keys.grants.cluster, grant, network.wayOut],
    });
    new Nodes(this, 'nodes', plan, cluster, nodes);
    new Access(this, 'access', plan);
    new Backups(this, 'backups', plan, cluster, keys);
    new Logs(this, 'logs', plan, apis);
    if (plan.mesh.kind === 'managed') new ManagedMesh(this, 'mesh', plan, cluster, apis);
    this.registry = new Registry(this, 'registry', plan, {
      keys,
      nodes: account.member,
      after: apis.of('artifactregistry', 'containerscanning'),
    });
    this.bucket = new Bucket(this, 'bucket', plan, { keys, after: apis.of('storage') });

    this.writeOutputs({
      cloud: 'gke',
      name: plan.name,
      region: plan.region,
      apiServer: `https://${cluster.endpoint}`,
      podCidrs: [plan.podCidr],
      serviceCidrs: [plan.serviceCidr],
      apiServerCidrs: [subnetRanges(plan).controlPlane],
      registry: this.registry.prefix,
      bucket: `gs://${this.bucket.bucket.name}`,
      storageClass: storageClass(plan, network, keys),
      // Identities are given after the stack was made.
      identities: Lazy.anyValue({ produce: () => this.identities }) as unknown as ClusterOutputs['identities'],
      gpus: gpuPools(plan),
      mesh: meshOutputs(plan),
      // That of Google wants tokens of Google; docs/cloud/gke.md says how one for the axons is installed.
      prometheus: null,
    });
    this.writeOutput('install', {
      certificateAuthority: cluster.masterAuth.clusterCaCertificate,
    } satisfies InstallOutputs);
  }

  /**
   * Lets the pods of a ServiceAccount use the bucket or the registry. The answer is among the outputs, where the Kubernetes side
   * finds it.
   *
   * @param serviceAccount - `namespace/name`; neither has to be there yet
   * @throws ClusterError for what is no account or no permission
   */
  public identityFor(serviceAccount: string, permissions: readonly Permission[]): ServiceAccountIdentity {
    const faults = checkIdentity(serviceAccount, permissions, Object.keys(this.identities));
    if (faults.length > 0) throw new ClusterError(this.plan.name, faults);
    const [namespace = '', account = ''] = serviceAccount.split('/');
    const { identity } = new WorkloadIdentity(this, `identity-${namespace}-${account}`, this.plan, {
      namespace,
      account,
      permissions,
      bucket: this.bucket.bucket,
      repository: this.registry.repository,
    });
    this.identities[serviceAccount] = identity;
    return identity;
  }
}
