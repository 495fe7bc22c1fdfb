import type { MeshOutputs } from '../shared/cluster-outputs';
import { INGRESS_OUTPUTS, ISTIO_NAMESPACE, istioOutputs } from '../shared/istio';
import type { GkePlan } from './gke-plan';

/** What the second stack must know beyond what the Kubernetes side does. */
export interface InstallOutputs {
  /** Of the API server, as base64. */
  readonly certificateAuthority: string;
}

/**
 * Istio by helm, or the mesh that Google manages, which redirects by a plugin of the network too. Its API is that of Istio's
 * VirtualServices; that they may delegate could not be looked up, which docs/cloud/gke.md says with a way to find out.
 */
export function meshOutputs({ mesh }: GkePlan): MeshOutputs {
  if (mesh.kind !== 'managed') return istioOutputs(mesh);
  return {
    kind: 'managed',
    namespaceLabels: { 'istio.io/rev': mesh.version },
    delegation: true,
    cni: true,
    gatewayClass: 'istio',
    namespace: ISTIO_NAMESPACE,
    ...INGRESS_OUTPUTS,
    ingressHost: mesh.ingressHost ?? null,
  };
}
