import { Construct } from 'constructs';
import { ContainerCluster, type ContainerClusterConfig } from '../l1/google';
import type { ITerraformDependable } from '../l1/core';
import { systemPool } from '../shared/shared-plan';
import { provisioning } from './autoscaling';
import type { GkePlan } from './gke-plan';
import type { Keys } from './keys';
import { POD_RANGE, SERVICE_RANGE, type Network } from './network';
import { nodeConfig, type NodeParts } from './node-config';

/** When Google may upgrade: nights of the weekend, four hours. */
const WINDOW = {
  startTime: '2026-01-03T02:00:00Z',
  endTime: '2026-01-03T06:00:00Z',
  recurrence: 'FREQ=WEEKLY;BYDAY=SA,SU',
};

export interface ControlPlaneParts {
  readonly network: Network;
  readonly keys: Keys;
  readonly nodes: NodeParts;
  readonly after: readonly ITerraformDependable[];
}

/**
 * The cluster as Google makes it.
 *
 * - The API server answers at an address of the network. A public one is added for a list of ranges alone.
 * - Nobody has a password or certificate of the cluster: IAM says who somebody is, and nobody without a name may anything.
 * - Pods act as their ServiceAccount, never as their node.
 * - The pool that Google makes with a cluster is taken away: all pools are those of the stack.
 */
export class ControlPlane extends Construct {
  public readonly cluster: ContainerCluster;

  public constructor(scope: Construct, id: string, plan: GkePlan, parts: ControlPlaneParts) {
    super(scope, id);
    const { network, keys, nodes } = parts;
    this.cluster = new ContainerCluster(this, 'cluster', {
      name: plan.name,
      location: plan.region,
      nodeLocations: [...plan.zones],
      minMasterVersion: plan.kubernetesVersion,
      releaseChannel: { channel: plan.releaseChannel },
      // A patch is taken as soon as the channel has it, and not when it becomes the default.
      gkeAutoUpgradeConfig: { patchMode: 'ACCELERATED' },
      deletionProtection: plan.deletionProtection,
      resourceLabels: { ...plan.tags },
      removeDefaultNodePool: true,
      initialNodeCount: 1,
      nodeConfig: nodeConfig(plan, systemPool(plan), nodes),
      nodePoolDefaults: {
        nodeConfigDefaults: { insecureKubeletReadonlyPortEnabled: 'FALSE', gcfsConfig: { enabled: true } },
      },
      nodePoolAutoConfig: { nodeKubeletConfig: { insecureKubeletReadonlyPortEnabled: 'FALSE' } },
      clusterAutoscaling: provisioning(plan, nodes),
      verticalPodAutoscaling: { enabled: true },
      ...networking(plan, network),
      ...endpoint(plan, network),
      ...access(plan, keys),
      ...observability(plan),
      ...storage(),
      ...(plan.mesh.kind === 'managed' ? { fleet: { project: plan.projectId } } : {}),
      maintenancePolicy: { recurringWindow: WINDOW },
      securityPostureConfig: { mode: 'BASIC' },
      costManagementConfig: { enabled: true },
      lifecycle: { ignoreChanges: ['node_config', 'node_pool', 'initial_node_count'] },
      dependsOn: [...parts.after],
    });
  }
}

/**
 * Addresses of the network for pods and Services; policies and redirection in the kernel, without a proxy on each node. Names are
 * answered by pods of kube-dns, which NetworkPolicies can name, and not by Cloud DNS at an address of the node.
 */
function networking(plan: GkePlan, network: Network) {
  return {
    network: network.network.id,
    subnetwork: network.nodes.id,
    networkingMode: 'VPC_NATIVE',
    ipAllocationPolicy: { clusterSecondaryRangeName: POD_RANGE, servicesSecondaryRangeName: SERVICE_RANGE },
    defaultMaxPodsPerNode: 110,
    datapathProvider: 'ADVANCED_DATAPATH',
    enableIntranodeVisibility: true,
    enableL4IlbSubsetting: true,
    // The CRDs of the Gateway API, which routes that do not delegate are written in.
    gatewayApiConfig: { channel: 'CHANNEL_STANDARD' },
    meshCertificates: { enableCertificates: plan.mesh.kind === 'managed' },
  } satisfies Partial<ContainerClusterConfig>;
}

/** Where the API server answers, and whom. */
function endpoint({ endpoint: asked, cidr, dnsEndpoint }: GkePlan, network: Network) {
  const blocks = [
    { cidrBlock: cidr, displayName: 'network' },
    ...asked.allowedCidrs.map((cidrBlock, index) => ({ cidrBlock, displayName: `allowed-${index + 1}` })),
  ];
  return {
    privateClusterConfig: {
      enablePrivateNodes: true,
      enablePrivateEndpoint: !asked.public,
      privateEndpointSubnetwork: network.controlPlane.id,
      masterGlobalAccessConfig: { enabled: false },
    },
    masterAuthorizedNetworksConfig: {
      gcpPublicCidrsAccessEnabled: false,
      privateEndpointEnforcementEnabled: true,
      cidrBlocks: blocks,
    },
    controlPlaneEndpointsConfig: {
      dnsEndpointConfig: { allowExternalTraffic: dnsEndpoint },
      ipEndpointsConfig: { enabled: true },
    },
  } satisfies Partial<ContainerClusterConfig>;
}

function access(plan: GkePlan, keys: Keys) {
  return {
    workloadIdentityConfig: { workloadPool: `${plan.projectId}.svc.id.goog` },
    databaseEncryption: { state: 'ENCRYPTED', keyName: keys.secrets.id },
    binaryAuthorization: { evaluationMode: 'PROJECT_SINGLETON_POLICY_ENFORCE' },
    enableShieldedNodes: true,
    enableLegacyAbac: false,
    masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
    // Health is all that is told without a name, and no role can be bound to everybody.
    anonymousAuthenticationConfig: { mode: 'LIMITED' },
    rbacBindingConfig: {
      enableInsecureBindingSystemAuthenticated: false,
      enableInsecureBindingSystemUnauthenticated: false,
    },
    secretManagerConfig: { enabled: true },
    ...(plan.securityGroup === undefined ? {} : { authenticatorGroupsConfig: { securityGroup: plan.securityGroup } }),
  } satisfies Partial<ContainerClusterConfig>;
}

/** Metrics of what runs in the cluster come by Prometheus, those of the control plane without. */
function observability({ managedPrometheus, pools }: GkePlan) {
  const gpus = pools.some(({ gpu }) => gpu !== undefined) ? ['DCGM'] : [];
  const running = ['STORAGE', 'POD', 'DEPLOYMENT', 'STATEFULSET', 'DAEMONSET', 'HPA', 'CADVISOR', 'KUBELET', ...gpus];
  return {
    loggingConfig: {
      enableComponents: ['SYSTEM_COMPONENTS', 'WORKLOADS', 'APISERVER', 'CONTROLLER_MANAGER', 'SCHEDULER'],
    },
    monitoringConfig: {
      enableComponents: [
        ...['SYSTEM_COMPONENTS', 'APISERVER', 'CONTROLLER_MANAGER', 'SCHEDULER'],
        ...(managedPrometheus ? running : []),
      ],
      managedPrometheus: { enabled: managedPrometheus },
      advancedDatapathObservabilityConfig: { enableMetrics: true, enableRelay: false },
    },
  } satisfies Partial<ContainerClusterConfig>;
}

/** Drivers of volumes, and of buckets as files; balancers of HTTP for those who want Google's own gateway. */
function storage() {
  return {
    addonsConfig: {
      gcePersistentDiskCsiDriverConfig: { enabled: true },
      gcpFilestoreCsiDriverConfig: { enabled: true },
      gcsFuseCsiDriverConfig: { enabled: true },
      gkeBackupAgentConfig: { enabled: true },
      dnsCacheConfig: { enabled: false },
      httpLoadBalancing: { disabled: false },
      horizontalPodAutoscaling: { disabled: false },
    },
  } satisfies Partial<ContainerClusterConfig>;
}
