import type { ClusterOutputs, MeshOutputs } from '../shared/cluster-outputs';
import type { EksPlan } from './eks-plan';
import { MONITORING } from './controllers';

/** The tag that namespaces name, so that a new revision of Istio is put under them by moving it. */
export const REVISION_TAG = 'stable';

export const ISTIO_NAMESPACE = 'istio-system';
export const INGRESS_NAMESPACE = 'istio-ingress';
/** Name of the release of the gateway, of its ServiceAccount, and behind `istio-` the label of its pods. */
export const INGRESS = 'istio-ingressgateway';

/** Where the Prometheus of the second stack answers. */
export const PROMETHEUS_SERVICE = 'prometheus-operated';

/**
 * Istio by helm has everything that the constructs can use: VirtualServices delegate, and the redirection is set up on nodes,
 * so that *restricted* namespaces have sidecars.
 */
export function meshOutputs(plan: EksPlan): MeshOutputs {
  const none = plan.mesh.kind === 'none';
  const sidecars = plan.mesh.dataPlane === 'sidecar';
  return {
    kind: plan.mesh.kind,
    namespaceLabels: none ? {} : sidecars ? { 'istio.io/rev': REVISION_TAG } : { 'istio.io/dataplane-mode': 'ambient' },
    delegation: !none && sidecars,
    cni: !none,
    gatewayClass: none ? '' : 'istio',
    namespace: none ? '' : ISTIO_NAMESPACE,
    ingressNamespace: none ? '' : INGRESS_NAMESPACE,
    ingressAccount: none ? '' : INGRESS,
    ingressLabels: none ? {} : { istio: INGRESS.replace(/^istio-/, '') },
    ingressHost: plan.mesh.ingressHost ?? null,
  };
}

export function prometheusAddress(plan: EksPlan): ClusterOutputs['prometheus'] {
  return plan.managedPrometheus ? `http://${PROMETHEUS_SERVICE}.${MONITORING}.svc:9090` : null;
}

/** What the second stack must know beyond what the Kubernetes side does. */
export interface InstallOutputs {
  /** Of the API server, as base64. */
  readonly certificateAuthority: string;
  readonly vpcId: string;
  readonly dataKeyArn: string;
  readonly remoteWrite: string | null;
  readonly karpenterQueue: string | null;
  readonly karpenterNodeRole: string | null;
}
