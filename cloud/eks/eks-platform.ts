import type { Construct } from 'constructs';
import { ClusterStack, type ClusterStackProps } from '../l1/cluster-stack';
import { HelmProvider, type Release } from '../l1/helm';
import { GPU_TAINT } from '../shared/gpu-nodes';
import { ClusterFile } from '../helm/cluster-file';
import { Installer, type ChartProps } from '../helm/installer';
import { installIstio } from '../helm/istio';
import { checkIstioCanary } from '../shared/istio-versions';
import { shaped } from '../shared/shape';
import type { EksCluster } from './eks-cluster';
import type { EksPlan } from './eks-plan';
import { CHARTS, type ChartName } from './charts';
import { ingressAnnotations } from './ingress';
import { installMonitoring } from './monitoring';
import { nodePoolObjects } from './node-pools';
import { efaOf } from './nodes';
import type { InstallOutputs } from './outputs';
import { EKS_PLATFORM_SHAPE } from './props-shape';

export interface EksPlatformProps extends ClusterStackProps {
  readonly cluster: EksCluster;
  /**
   * A second version of Istio beside that of the cluster, which namespaces try by its revision: `istio.io/rev: 1-30-6`.
   *
   * To go over to it let both change places: it becomes `mesh.version` of the cluster, and the old one the canary, until no pod has
   * a sidecar of the old one.
   * @default - none
   */
  readonly meshCanary?: string;
  /** Versions, mirrors and values of charts, by name; `istio` is all of Istio's. @default - those of the tables */
  readonly charts?: Partial<Readonly<Record<ChartName, ChartProps>>>;
  /** Which versions of the Helm provider may be used. @default '~> 3.1' */
  readonly helmProviderVersion?: string;
}

/**
 * What is installed in a cluster on AWS: controllers of load balancers and nodes, device plugins, Prometheus, Istio.
 *
 * - It is a stack of its own, since it runs where the API server is reached, and a provider that is configured by what is made in
 *   the same run breaks when that is replaced.
 * - It reads `cluster.json`, the file that the Kubernetes side reads too: `terraform apply -var cluster=...`.
 * - Charts come in the order in which they need each other.
 */
export class EksPlatform extends ClusterStack {
  private readonly file: ClusterFile;

  public constructor(scope: Construct, id: string, props: EksPlatformProps) {
    super(scope, id, shaped(props, id, EKS_PLATFORM_SHAPE));
    const { plan } = props.cluster;
    this.refuse(plan.name, checkIstioCanary(props.meshCanary, plan));
    this.file = new ClusterFile(this);
    this.helm(plan, props.helmProviderVersion ?? '~> 3.1');
    const installer = new Installer(this, CHARTS, props.charts ?? {});
    const controllers = this.controllers(installer, plan);
    this.devices(installer, plan, controllers);
    if (plan.mesh.kind === 'none') return;
    installIstio(installer, {
      ...plan.mesh,
      canary: props.meshCanary,
      replicas: plan.profile === 'dev' ? 1 : 2,
      ingressAnnotations: ingressAnnotations(plan),
      after: controllers,
    });
  }

  /** As who runs Terraform, by a token that lives for minutes. */
  private helm(plan: EksPlan, version: string): void {
    new HelmProvider(this, 'helm', {
      kubernetes: {
        host: this.file.value('apiServer'),
        clusterCaCertificate: `\${base64decode(${this.file.expression('install', 'certificateAuthority')})}`,
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1beta1',
          command: 'aws',
          args: ['eks', 'get-token', '--cluster-name', plan.name, '--region', plan.region],
        },
      },
    });
    this.constrainProvider('helm', version);
  }

  private controllers(installer: Installer<Exclude<ChartName, 'istio'>>, plan: EksPlan): readonly Release[] {
    const namespace = 'kube-system';
    const nodes = plan.provisioned ? this.karpenter(installer, plan) : this.autoscaler(installer, plan);
    if (plan.mesh.kind === 'none') return [nodes];
    const balancers = installer.chart('aws-load-balancer-controller', {
      namespace,
      values: {
        clusterName: plan.name,
        region: plan.region,
        vpcId: this.install('vpcId'),
        serviceAccount: { name: 'aws-load-balancer-controller' },
        enableShield: false,
        enableWaf: false,
        enableWafv2: false,
        // Only Services that ask for it by annotation are its business.
        enableServiceMutatorWebhook: false,
      },
      after: [nodes],
    });
    return [nodes, balancers];
  }

  private autoscaler(installer: Installer<Exclude<ChartName, 'istio'>>, plan: EksPlan): Release {
    return installer.chart('cluster-autoscaler', {
      namespace: 'kube-system',
      values: {
        autoDiscovery: { clusterName: plan.name },
        awsRegion: plan.region,
        rbac: { serviceAccount: { name: 'cluster-autoscaler' } },
        extraArgs: {
          'balance-similar-node-groups': true,
          expander: 'least-waste',
          'skip-nodes-with-system-pods': false,
        },
      },
    });
  }

  private karpenter(installer: Installer<Exclude<ChartName, 'istio'>>, plan: EksPlan): Release {
    const karpenter = installer.chart('karpenter', {
      namespace: 'kube-system',
      values: {
        settings: { clusterName: plan.name, interruptionQueue: this.install('karpenterQueue') },
        serviceAccount: { name: 'karpenter' },
        nodeSelector: { 'karpenter.sh/controller': 'true' },
      },
    });
    return installer.objects('node-pools', {
      namespace: 'kube-system',
      objects: nodePoolObjects(plan, this.install('karpenterNodeRole')),
      after: [karpenter],
    });
  }

  /** What shows GPUs and their network to Kubernetes, on the nodes that have them; and who watches them. */
  private devices(installer: Installer<Exclude<ChartName, 'istio'>>, plan: EksPlan, after: readonly Release[]): void {
    const monitoring = plan.managedPrometheus
      ? [installMonitoring(installer, plan, this.install('remoteWrite'), after)]
      : [];
    if (!plan.pools.some((pool) => pool.gpu !== undefined)) return;
    const onGpus = {
      nodeSelector: { 'nvidia.com/gpu.present': 'true' },
      tolerations: [{ key: GPU_TAINT.key, operator: 'Exists', effect: GPU_TAINT.effect }],
    };
    const namespace = 'nvidia';
    // Nodes carry the label that the plugin would otherwise ask feature discovery for.
    const plugin = { ...onGpus, affinity: null };
    installer.chart('nvidia-device-plugin', { namespace, values: plugin, after });
    if (plan.pools.some((pool) => efaOf(pool) > 0)) {
      installer.chart('aws-efa-k8s-device-plugin', {
        namespace: 'kube-system',
        values: { tolerations: onGpus.tolerations },
        after,
      });
    }
    if (monitoring.length > 0) installer.chart('dcgm-exporter', { namespace, values: onGpus, after: monitoring });
  }

  private install(key: keyof InstallOutputs): string {
    return this.file.value('install', key);
  }
}
