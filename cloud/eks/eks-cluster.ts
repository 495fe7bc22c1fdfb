import type { Construct } from 'constructs';
import { AwsProvider, IamOpenidConnectProvider } from '../l1/aws';
import { today } from '../l1/clock';
import { ClusterStack } from '../l1/cluster-stack';
import { Lazy } from '../l1/core';
import type { ClusterOutputs, Permission, ServiceAccountIdentity } from '../shared/cluster-outputs';
import { ClusterError } from '../shared/fault';
import { gpuPools } from '../shared/gpu-nodes';
import { checkIdentity } from '../shared/identities';
import { istioOutputs } from '../shared/istio';
import { shaped } from '../shared/shape';
import { Access } from './access';
import { Addons, NetworkAddons } from './addons';
import { Bucket } from './bucket';
import { checkEks } from './checks';
import { ControlPlane } from './control-plane';
import { Controllers } from './controllers';
import { eksPlan, type EksPlan } from './eks-plan';
import type { EksClusterProps } from './eks-props';
import { Endpoints } from './endpoints';
import { FlowLogs } from './flow-logs';
import { Karpenter } from './karpenter';
import { Keys } from './keys';
import { Network } from './network';
import { Nodes } from './nodes';
import { prometheusAddress, type InstallOutputs } from './outputs';
import { PodIdentity, type IdentityProps } from './pod-identity';
import { EKS_SHAPE } from './props-shape';
import { Registry } from './registry';
import { SecurityGroups } from './security-groups';
import { Storage } from './storage';

/**
 * A cluster on AWS: its network, control plane and nodes, and the storage, registry and bucket beside them.
 *
 * - What is wrong with its props is found before anything is made.
 * - Nothing of it asks AWS while it is planned, so that a plan can be explained without credentials.
 * - What runs in the cluster is the second stack's, `EksPlatform`: the API server answers within the network alone.
 */
export class EksCluster extends ClusterStack {
  /** What is asked for, with the defaults. @internal */
  public readonly plan: EksPlan;
  private readonly identities: Record<string, ServiceAccountIdentity> = {};
  private readonly identityProps: IdentityProps;

  public constructor(scope: Construct, id: string, props: EksClusterProps) {
    super(scope, id, shaped(props, id, EKS_SHAPE));
    const plan = eksPlan(props, props.today ?? today());
    this.refuse(plan.name, checkEks(plan, props));
    this.plan = plan;
    new AwsProvider(this, 'aws', {
      region: plan.region,
      allowedAccountIds: plan.accountId === undefined ? undefined : [plan.accountId],
      defaultTags: [{ tags: { ...plan.tags } }],
    });
    this.constrainProvider('aws', plan.awsProviderVersion);

    const network = new Network(this, 'network', plan);
    const accountId = network.vpc.ownerId;
    const keys = new Keys(this, 'keys', plan, accountId);
    new Endpoints(this, 'endpoints', plan, network);
    new FlowLogs(this, 'flow-logs', plan, network, keys);

    const { cluster } = new ControlPlane(this, 'control-plane', plan, network, keys);
    const clusterName = cluster.name;
    const groups = new SecurityGroups(
      this,
      'security-groups',
      plan,
      network.vpc.id,
      cluster.vpcConfig.clusterSecurityGroupId,
    );
    new Access(this, 'access', plan, clusterName);

    const { addons } = new NetworkAddons(this, 'network-addons', plan, clusterName, network);
    const nodes = new Nodes(this, 'nodes', plan, {
      clusterName,
      subnetIds: network.privateSubnets.map((one) => one.id),
      securityGroupId: groups.nodes.id,
      after: addons,
    });
    new Addons(this, 'addons', plan, { name: clusterName, accountId }, nodes.groups, keys.data.arn);
    const karpenter = plan.provisioned
      ? new Karpenter(this, 'karpenter', plan, { name: clusterName, arn: cluster.arn, accountId })
      : undefined;
    const controllers = new Controllers(this, 'controllers', plan, { name: clusterName, accountId }, keys);

    const storage = new Storage(this, 'storage', plan, network, keys);
    const registry = new Registry(this, 'registry', plan, accountId, keys);
    const bucket = new Bucket(this, 'bucket', plan, keys);
    const url = cluster.identity.get(0).oidc.get(0).issuer;
    const issuer =
      plan.identity === 'pod'
        ? undefined
        : new IamOpenidConnectProvider(this, 'issuer', { url, clientIdList: ['sts.amazonaws.com'] });
    this.identityProps = {
      plan,
      clusterName,
      accountId,
      issuer: issuer === undefined ? undefined : { arn: issuer.arn, url },
      bucket,
      registry,
      dataKeyArn: keys.data.arn,
    };

    this.writeOutputs({
      cloud: 'eks',
      name: plan.name,
      region: plan.region,
      apiServer: cluster.endpoint,
      podCidrs: network.podCidrs,
      serviceCidrs: [plan.serviceCidr],
      apiServerCidrs: network.controlPlaneCidrs,
      registry: registry.prefix,
      bucket: `s3://${bucket.bucket.id}`,
      storageClass: storage.storageClass,
      // Identities are given after the stack was made.
      identities: Lazy.anyValue({ produce: () => this.identities }) as unknown as ClusterOutputs['identities'],
      gpus: gpuPools(plan.pools),
      mesh: istioOutputs(plan.mesh),
      prometheus: prometheusAddress(plan),
    });
    this.writeOutput('install', {
      certificateAuthority: cluster.certificateAuthority.get(0).data,
      vpcId: network.vpc.id,
      dataKeyArn: keys.data.arn,
      remoteWrite:
        controllers.workspace === undefined ? null : `${controllers.workspace.prometheusEndpoint}api/v1/remote_write`,
      karpenterQueue: karpenter?.queue.name ?? null,
      karpenterNodeRole: karpenter?.nodeRole.name ?? null,
    } satisfies InstallOutputs);
  }

  /**
   * Lets the pods of a ServiceAccount use the bucket or the registry.
   *
   * @param serviceAccount `namespace/name`; neither has to be there yet
   * @returns what the ServiceAccount and its pods need, which is in the outputs too
   */
  public identityFor(serviceAccount: string, permissions: readonly Permission[]): ServiceAccountIdentity {
    const faults = checkIdentity(serviceAccount, permissions, Object.keys(this.identities));
    if (faults.length > 0) throw new ClusterError(this.plan.name, faults);
    const [namespace = '', account = ''] = serviceAccount.split('/');
    const id = `identity-${namespace}-${account}`;
    const { identity } = new PodIdentity(this, id, namespace, account, permissions, this.identityProps);
    this.identities[serviceAccount] = identity;
    return identity;
  }
}
