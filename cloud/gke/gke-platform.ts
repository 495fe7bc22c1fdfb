import type { Construct } from 'constructs';
import { ClusterFile } from '../helm/cluster-file';
import { Installer, type ChartProps } from '../helm/installer';
import { installGateway, installIstio } from '../helm/istio';
import { ClusterStack, type ClusterStackProps } from '../l1/cluster-stack';
import { TerraformVariable } from '../l1/core';
import { HelmProvider } from '../l1/helm';
import { checkIstioCanary, istioFor } from '../shared/istio-versions';
import { shaped } from '../shared/shape';
import { installAdmins } from './access';
import type { GkeCluster } from './gke-cluster';
import type { GkePlan } from './gke-plan';
import { GKE_PLATFORM_SHAPE } from './props-shape';

export interface GkePlatformProps extends ClusterStackProps {
  readonly cluster: GkeCluster;
  /**
   * A second version of Istio beside that of the cluster, which namespaces try by its revision: `istio.io/rev: 1-30-6`.
   *
   * To go over to it let both change places: it becomes `mesh.version` of the cluster, and the old one the canary, until no pod has
   * a sidecar of the old one.
   * @default - none
   */
  readonly meshCanary?: string;
  /** Mirror and values of the charts of Istio. @default - where their makers publish them */
  readonly charts?: { readonly istio?: ChartProps };
  /** Which versions of the Helm provider may be used. @default '~> 3.1' */
  readonly helmProviderVersion?: string;
}

/** By which the Service of the gateway gets its load balancer: of the network, or of the Internet. */
const INTERNAL = { 'networking.gke.io/load-balancer-type': 'Internal' };
const EXTERNAL = { 'cloud.google.com/l4-rbs': 'enabled' };

/**
 * What is installed in a cluster on Google Cloud: what its admins may, and Istio, or its gateway alone where Google manages the mesh.
 *
 * - It is a stack of its own, since it runs where the API server is reached, and a provider that is configured by what is made in
 *   the same run breaks when that is replaced.
 * - It reads `cluster.json`, the file that the Kubernetes side reads too: `terraform apply -var cluster=...`.
 */
export class GkePlatform extends ClusterStack {
  public constructor(scope: Construct, id: string, props: GkePlatformProps) {
    super(scope, id, shaped(props, id, GKE_PLATFORM_SHAPE));
    const { plan } = props.cluster;
    this.refuse(plan.name, checkIstioCanary(props.meshCanary, plan));
    this.helm(plan, props.helmProviderVersion ?? '~> 3.1');
    const installer = new Installer<never>(this, {}, props.charts ?? {});
    installAdmins(installer, plan);
    if (plan.mesh.kind !== 'none') this.installMesh(installer, plan, props);
  }

  /**
   * As who runs Terraform, by a token that lives for an hour. An API server that answers at its name has a certificate that
   * everybody trusts; its name is no output, since the provider knows it only after it planned.
   */
  private helm({ dnsEndpoint }: GkePlan, version: string): void {
    const file = new ClusterFile(this);
    const address = file.expression('apiServer');
    const authority = `base64decode(${file.expression('install', 'certificateAuthority')})`;
    const named = dnsEndpoint
      ? new TerraformVariable(this, 'api-server', {
          type: 'string',
          description: 'name of the API server, where it is not reached at its address',
          // What writes HCL leaves out an empty default.
          default: 'none',
        })
      : undefined;
    new HelmProvider(this, 'helm', {
      kubernetes: {
        host:
          named === undefined
            ? `\${${address}}`
            : `\${${named.fqn} == "none" ? ${address} : "https://\${${named.fqn}}"}`,
        clusterCaCertificate:
          named === undefined ? `\${${authority}}` : `\${${named.fqn} == "none" ? ${authority} : null}`,
        exec: { apiVersion: 'client.authentication.k8s.io/v1beta1', command: 'gke-gcloud-auth-plugin' },
      },
    });
    this.constrainProvider('helm', version);
  }

  private installMesh(installer: Installer, plan: GkePlan, { meshCanary }: GkePlatformProps): void {
    const { mesh, profile, kubernetesVersion } = plan;
    const gateway = {
      replicas: profile === 'dev' ? 1 : 2,
      ingressAnnotations: mesh.publicIngress ? EXTERNAL : INTERNAL,
    };
    if (mesh.kind === 'managed') {
      installGateway(installer, { ...gateway, version: istioFor(kubernetesVersion) }, mesh.version, []);
    } else {
      installIstio(installer, { ...mesh, ...gateway, canary: meshCanary, platform: 'gke', after: [] });
    }
  }
}
